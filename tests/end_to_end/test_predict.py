"""Predict mode: questions about the next step of a backward pass."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.theme import LIGHT as LIGHT_THEME
from tests.end_to_end.reading import label, look, press_card, write_and_run

CODE = """\
import torch
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
y = (a * b) + b * 4
y.backward()
"""
LEFT = Qt.MouseButton.LeftButton


def panel(window: MainWindow) -> QWidget:
    found = window.findChild(QWidget, "predict")
    assert isinstance(found, QWidget)
    return found


def line(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "predict_line")
    assert isinstance(found, QLineEdit)
    return found


def bar_colour(window: MainWindow) -> str:
    """The colour of the bar at the side of the panel."""
    image = panel(window).grab().toImage()
    return image.pixelColor(1, image.height() // 2).name()


def choices(window: MainWindow) -> list[QPushButton]:
    buttons = panel(window).findChildren(QPushButton)
    return [b for b in buttons if b.objectName().startswith("predict_choice") and b.isVisible()]


def begin(qtbot: QtBot, window: MainWindow) -> None:
    """Start predict mode with F7 at the beginning of the pass."""
    write_and_run(qtbot, window, CODE)
    window.graph.canvas.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F7)


def step(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F10)


def answer(qtbot: QtBot, window: MainWindow, text: str) -> None:
    line(window).clear()
    qtbot.keyClicks(line(window), text)
    qtbot.keyClick(line(window), Qt.Key.Key_Return)


def test_a_value_must_be_predicted_before_it_is_sent(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    before = look(window)
    assert label(window, "predict_question") == (
        "AddBackward0 of y runs next. What does it send to MulBackward0?"
    )
    assert look(window).step == before.step, "nothing is shown yet"
    answer(qtbot, window, "1")
    assert label(window, "predict_verdict").startswith("✓ Right: it sends 1.")
    assert label(window, "predict_score") == "1 of 1 right"
    assert look(window).step != before.step


def test_a_step_during_a_question_asks_for_the_answer_and_keeps_what_is_typed(
    qtbot: QtBot, window: MainWindow
):
    begin(qtbot, window)
    before = look(window)
    qtbot.keyClicks(line(window), "2")
    qtbot.keyClick(line(window), Qt.Key.Key_F10)
    assert look(window).step == before.step
    message = "Answer the question first, or press Esc to see the answer."
    assert window.statusBar().currentMessage() == message
    assert line(window).text() == "2"
    assert line(window).hasFocus()
    qtbot.keyClick(line(window), Qt.Key.Key_Backspace)
    answer(qtbot, window, "1")
    assert window.statusBar().currentMessage() == "", "it is answered"


def test_of_two_nodes_that_receive_something_the_question_names_one(
    qtbot: QtBot, window: MainWindow
):
    write_and_run(
        qtbot, window, CODE.replace("y = (a * b) + b * 4", "c, d = a * b, b * 4\ny = c + d")
    )
    window.graph.canvas.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert label(window, "predict_question").endswith("send to MulBackward0 of c?")


def test_nodes_of_tensors_without_names_are_told_by_their_expressions(
    qtbot: QtBot, window: MainWindow
):
    begin(qtbot, window)
    answer(qtbot, window, "1")
    step(qtbot, window)
    texts = [button.text() for button in choices(window)]
    assert texts == ["1  MulBackward0 of a * b", "2  MulBackward0 of b * 4"]


def test_a_message_says_that_there_is_nothing_to_predict(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, CODE)
    window.actions_["first"].trigger()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert not panel(window).isVisible()
    message = "You will be asked before the next step that can be predicted."
    assert window.statusBar().currentMessage() == message


def test_no_question_is_announced_if_none_will_come(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, CODE)
    window.actions_["last"].trigger()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert not panel(window).isVisible()
    message = "Nothing ahead can be predicted. Step back, and you will be asked on the way forward."
    assert window.statusBar().currentMessage() == message


def test_the_inspector_hides_the_answer(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, CODE)
    order = window.inspector.findChild(QWidget, "order_section_heading")
    assert isinstance(order, QWidget)
    assert order.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert not order.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert order.isVisible()


def test_script_and_console_hide_the_answer(qtbot: QtBot, window: MainWindow):
    code = f"{CODE}a.grad\nprint('b', b.grad)\n"
    write_and_run(qtbot, window, code)
    assert window.editor.shown_notes.values == {6: "tensor(3.)"}
    assert window.console.text() == "b tensor(6.)\n"
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.editor.shown_notes.values == {}
    assert window.console.text() == ""
    window.actions_["last"].trigger()
    assert window.editor.shown_notes.values == {6: "tensor(3.)"}
    assert window.console.text() == "b tensor(6.)\n"
    window.actions_["first"].trigger()
    assert window.console.text() == ""
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.editor.shown_notes.values == {6: "tensor(3.)"}
    assert window.console.text() == "b tensor(6.)\n"


def test_shortcuts_of_stepping_work_after_an_answer(qtbot: QtBot, window: MainWindow):
    with qtbot.waitActive(window):
        window.activateWindow()
    begin(qtbot, window)
    window.actions_["gallery"].trigger()  # its search field would take the focus
    step(qtbot, window)  # returns the focus
    answer(qtbot, window, "1")
    step(qtbot, window)
    qtbot.keyClick(panel(window), Qt.Key.Key_Escape)
    assert not panel(window).isVisible()
    assert window.graph.canvas.hasFocus()


def test_enter_answers_and_continues(qtbot: QtBot, window: MainWindow):
    with qtbot.waitActive(window):
        window.activateWindow()
    begin(qtbot, window)
    while panel(window).isVisible():
        asked = label(window, "predict_question")
        if choices(window):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        else:
            answer(qtbot, window, "0")
        assert label(window, "predict_verdict")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert label(window, "predict_question") != asked or not panel(window).isVisible()
    assert window.graph.canvas.hasFocus()


def test_the_verdict_on_a_wrong_value_shows_what_it_follows_from(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    step(qtbot, window)
    answer(qtbot, window, "7")
    assert label(window, "predict_verdict").startswith(
        "✗ No, it sends 1. That is what it received, 1"
    )
    assert label(window, "predict_score") == "0 of 1 right"
    verdict, score = (
        panel(window).findChild(QLabel, f"predict_{it}") for it in ("verdict", "score")
    )
    assert verdict is not None
    assert score is not None
    hint = score.sizeHint().width()
    qtbot.waitUntil(lambda: verdict.y() == score.y() and score.width() >= hint)  # side by side
    assert bar_colour(window) == LIGHT_THEME.cut.name()
    step(qtbot, window)
    assert bar_colour(window) == LIGHT_THEME.accent.name(), "it asks again"


def test_an_invalid_answer_is_refused_and_can_be_corrected(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    step(qtbot, window)
    before = look(window).step
    answer(qtbot, window, "one")
    assert "“one” at character 1 is no number" in label(window, "predict_trouble")
    assert look(window).step == before
    answer(qtbot, window, "2/2")
    assert label(window, "predict_verdict").startswith("✓ Right")


def walk_to_choice(qtbot: QtBot, window: MainWindow) -> None:
    """Step, with the answers shown, until several nodes are ready."""
    for _ in range(6):
        step(qtbot, window)
        if panel(window).isVisible() and choices(window):
            return
        qtbot.keyClick(panel(window), Qt.Key.Key_Escape)
    raise AssertionError("there was nothing to choose")


def test_the_next_node_is_chosen_by_a_digit(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    walk_to_choice(qtbot, window)
    assert len(choices(window)) == 2
    qtbot.keyClick(panel(window), Qt.Key.Key_2)
    verdict = label(window, "predict_verdict")
    assert verdict.startswith("✓ Right")
    assert "the one whose operation was applied last goes first" in verdict


def test_the_next_node_is_chosen_by_a_button(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    walk_to_choice(qtbot, window)
    qtbot.mouseClick(choices(window)[0], LEFT)
    assert label(window, "predict_verdict").startswith("✗ No, MulBackward0")


def test_the_next_node_is_chosen_by_clicking_its_card(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    walk_to_choice(qtbot, window)
    before = look(window).step
    press_card(window, "a")
    assert look(window).step == before, "a is not ready, so it is no answer"
    press_card(window, "mul")
    assert label(window, "predict_verdict")
    assert look(window).step != before


def test_stepping_back_closes_the_question(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    step(qtbot, window)
    assert panel(window).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert not panel(window).isVisible()


def test_no_question_is_asked_when_the_mode_is_off(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_F7)
    before = look(window).step
    step(qtbot, window)
    assert look(window).step != before
    assert not panel(window).isVisible()


def test_the_score_is_stored_for_the_script(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    step(qtbot, window)
    answer(qtbot, window, "1")
    window.actions_["step_back"].trigger()
    step(qtbot, window)
    assert label(window, "predict_score") == "1 of 1 right"


def test_a_digit_chooses_although_it_is_a_shortcut_of_the_canvas(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    walk_to_choice(qtbot, window)
    qtbot.keyClick(panel(window), Qt.Key.Key_1)
    assert label(window, "predict_verdict").startswith("✗ No, MulBackward0")


def test_a_question_stays_open_in_another_language_and_theme(qtbot: QtBot, window: MainWindow):
    begin(qtbot, window)
    window.actions_["theme_dark"].trigger()
    window.actions_["language_zh_CN"].trigger()
    qtbot.waitUntil(lambda: "接下来执行" in label(window, "predict_question"))
    assert panel(window).isVisible()
    answer(qtbot, window, "1")
    assert label(window, "predict_verdict").startswith("✓")
    window.actions_["language_en"].trigger()
    qtbot.waitUntil(lambda: not panel(window).isVisible())
