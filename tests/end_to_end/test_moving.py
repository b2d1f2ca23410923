"""Moving in time: frames, breakpoints, gradients, searches for a step, playing."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from engine.record.schema import NONE
from gui.commands.command import Menu
from gui.main_window import MainWindow
from gui.player import opening_cursor
from gui.settings import Settings
from gui.walk.breakpoints import Breakpoint
from gui.walk.walk_settings import WalkSettings
from tests.end_to_end.building import Hands
from tests.end_to_end.reading import (
    label,
    look,
    open_example,
    press,
    press_card,
    wait_for_graph,
    wait_for_run,
    write_and_run,
)

CALLS = """\
import torch
def double(a):
    b = a + a
    return b * 1
x = torch.tensor(1.0, requires_grad=True)
y = None
for _ in range(3):
    y = double(x if y is None else y)
y.backward()
(x * 3).backward()
x.grad.zero_()
z = x + 1
"""
X = 0
"""The card of the leaf, which is made first."""

NAN = """\
import torch
x = torch.tensor([0.0, 4.0], requires_grad=True)
(x * 0).sum().backward()
x.sum().backward()
x.sqrt().sum().backward()
(x - x).sqrt().sum().backward()
x.grad = None
"""


def trigger(qtbot: QtBot, window: MainWindow, *names: str) -> None:
    """Give commands, and wait for the graph after each."""
    for name in names:
        window.actions_[name].trigger()
        wait_for_graph(qtbot, window)


def step(window: MainWindow) -> int:
    return window.player.cursor


def told(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def go_to_line(window: MainWindow, line: int) -> None:
    """Put the text cursor into a line, and focus the editor."""
    cursor = window.editor.textCursor()
    cursor.setPosition(window.editor.document().findBlockByNumber(line - 1).position())
    window.editor.setTextCursor(cursor)
    window.editor.setFocus()


def test_step_over_and_out_of_iterations_calls_and_passes(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    trigger(qtbot, window, "first", "step")
    assert step(window) == 1
    press(qtbot, window, Qt.Key.Key_F8)
    assert step(window) == 3, "the first iteration, with its call"
    trigger(qtbot, window, "step_over", "step")
    assert step(window) == 6, "within the call of the third iteration"
    trigger(qtbot, window, "step_out")
    assert step(window) == 7
    trigger(qtbot, window, "step_over")
    assert look(window).sentence.startswith("AccumulateGrad"), "the whole pass"
    trigger(qtbot, window, "step_out")
    assert told(window).startswith("No call")


def test_step_over_and_back_over_are_inverse(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    trigger(qtbot, window, "first", "step_over", "step_over")
    assert step(window) == 3
    press(qtbot, window, Qt.Key.Key_F8)
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F8, Qt.KeyboardModifier.ControlModifier)
    assert step(window) == 3
    trigger(qtbot, window, "step_back_over")
    assert step(window) == 1


def test_breakpoints_of_another_document_are_ignored(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    window.features.walk.breakpoints.add(Breakpoint(5))
    assert len(window.features.walk.resolver.stops.cursors) > 0
    window.editor.document().setModified(False)  # so that closing asks nothing
    open_example(qtbot, window, "01_first_gradient")
    assert window.features.walk.breakpoints.items == ()
    assert len(window.features.walk.resolver.stops.cursors) == 0


def test_breakpoints_stay_while_another_run_fails(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    window.features.walk.breakpoints.add(Breakpoint(5))
    met = window.features.walk.resolver.stops.cursors.tolist()
    go_to_line(window, 1)
    window.editor.insertPlainText("1 / 0\n")
    window.run()
    wait_for_run(qtbot, window)
    assert not window.session.is_newest_shown
    assert window.features.walk.resolver.stops.cursors.tolist() == met


def test_step_over_skips_the_nodes_of_a_call_in_a_pass(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    opened_at = step(window)
    trigger(qtbot, window, "step_over")
    assert step(window) == opened_at + 2, "both nodes of the last call"


def test_breakpoints_set_by_click_and_f9_stop_f5(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    trigger(qtbot, window, "first")
    gutter = window.editor.gutter
    block = window.editor.document().findBlockByNumber(2)
    place = window.editor.blockBoundingGeometry(block).translated(window.editor.contentOffset())
    at = QPoint(5, round(place.center().y()))
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=at)
    assert told(window) == "Breakpoint at line 3."
    met = []
    for _ in range(6):
        qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F5)
        met.append(step(window))
    assert met == [2, 4, 6, 10, 12, 14], "three times forward, three times back"
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    assert step(window) == 12
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=at)
    go_to_line(window, 11)
    qtbot.keyClick(window.editor, Qt.Key.Key_F9)
    assert [each.line for each in window.features.walk.breakpoints.items] == [11]
    qtbot.keyClick(window.editor, Qt.Key.Key_F5)
    assert look(window).sentence.startswith("x.grad")
    qtbot.keyClick(window.editor, Qt.Key.Key_F5)
    assert told(window) == "No breakpoint was met: this is the end."


def test_a_breakpoint_on_a_line_without_steps_is_reported(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    go_to_line(window, 7)  # the head of the loop
    qtbot.keyClick(window.editor, Qt.Key.Key_F9)
    assert told(window) == "Breakpoint at line 7, but this run has no step there."
    go_to_line(window, 3)
    qtbot.keyClick(window.editor, Qt.Key.Key_F9)
    assert told(window) == "Breakpoint at line 3."


def test_the_condition_dialog_has_the_style_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    frame = QMainWindow()
    frame.setCentralWidget(window)
    qtbot.addWidget(frame)
    with qtbot.waitActive(frame):
        frame.show()
        frame.activateWindow()
    go_to_line(window, 1)
    window.actions_["edit_condition"].trigger()
    dialog = window.findChild(QDialog)
    assert isinstance(dialog, QDialog)
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton))
    dialog.reject()
    frame.takeCentralWidget()


def test_breakpoints_move_with_their_lines_and_hold_in_the_next_run(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, CALLS)
    go_to_line(window, 4)
    qtbot.keyClick(window.editor, Qt.Key.Key_F9)
    go_to_line(window, 2)
    window.editor.insertPlainText("# a comment\n")
    assert [each.line for each in window.features.walk.breakpoints.items] == [5]
    qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.editor.is_stale)
    wait_for_graph(qtbot, window)
    trigger(qtbot, window, "first", "continue")
    assert look(window).marked == "b * 1"


def test_a_breakpoint_stops_only_when_its_condition_holds(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    go_to_line(window, 4)
    qtbot.keyClick(window.editor, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(QDialog)
    assert isinstance(dialog, QDialog)
    line = dialog.findChild(QLineEdit, "condition")
    message = dialog.findChild(QLabel, "condition_message")
    buttons = dialog.findChild(QDialogButtonBox)
    assert line is not None
    assert message is not None
    assert buttons is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(line.hasFocus)  # the dialog can be typed into at once
    qtbot.keyClicks(line, "norm(grd) > 3")
    assert message.text() == "Column 6: “grd” is no name here. There are: grad, value."
    assert not ok.isEnabled()
    line.clear()
    qtbot.keyClicks(line, "norm(grad) > 3")
    ok.click()
    trigger(qtbot, window, "first", "continue")
    assert look(window).sentence.startswith("MulBackward0 received 4")
    assert step(window) == 13


def test_a_node_can_have_a_breakpoint_and_be_run_to(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    window.graph.select(X)
    press(qtbot, window, Qt.Key.Key_F9)
    assert told(window) == "Breakpoint at the node of x."
    assert len(window.graph.canvas.stops) == 1
    window.graph.canvas.ensure_visible(int(window.graph.canvas.stops[0]))
    assert look(window).card("x").endswith(", breakpoint")
    trigger(qtbot, window, "continue")
    assert look(window).sentence.startswith("AccumulateGrad of x")
    assert step(window) == 15
    trigger(qtbot, window, "clear_breakpoints")
    assert len(window.graph.canvas.stops) == 0
    window.graph.select(X)
    trigger(qtbot, window, "run_to_node")
    assert look(window).sentence.startswith("AccumulateGrad of x")
    assert step(window) == 19
    trigger(qtbot, window, "run_to_node")
    assert told(window) == "The node of x does not run after this step."


def test_run_to_line_goes_to_its_next_step(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    go_to_line(window, 10)
    trigger(qtbot, window, "run_to_line")
    assert look(window).marked == "x * 3"
    window.editor.insertPlainText("  ")
    trigger(qtbot, window, "run_to_line")
    assert told(window) == "Line 10 is not as it was run. Press Run first."


def test_run_to_a_change_of_a_gradient_to_nonzero_and_to_nan(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, NAN)
    press_card(window, "x")
    cursors = []
    for name in ("run_to_change", "run_to_non_zero", "run_to_nan"):
        trigger(qtbot, window, name)
        cursors.append(look(window).card("x").split("gradient ")[1].split(",")[0])
    assert cursors[0].startswith("0")
    assert cursors[1].startswith("1")
    assert "nan" in look(window).card("x")
    trigger(qtbot, window, "run_to_nan")
    assert told(window) == "x.grad does not become nan after this step."


def test_ask_writer_goes_to_the_last_write_of_a_gradient(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    trigger(qtbot, window, "first", "step", "step")
    window.graph.select(X)
    press(qtbot, window, Qt.Key.Key_Q)
    assert told(window) == "Nothing has written x.grad by this step."
    trigger(qtbot, window, "last", "step_back", "step_back")
    press(qtbot, window, Qt.Key.Key_Q)
    assert told(window) == "This step has written x.grad."
    trigger(qtbot, window, "last")
    press(qtbot, window, Qt.Key.Key_Q)
    assert look(window).sentence.startswith("x.grad")


def test_the_origins_and_uses_of_a_value_are_marked(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    trigger(qtbot, window, "last")
    press_card(window, "x")
    press(qtbot, window, Qt.Key.Key_U)
    assert label(window, "marked_cards") == "x goes to: 5 cards, 3 drawn"
    assert len(window.graph.canvas.marked) == 4, "with itself"
    press(qtbot, window, Qt.Key.Key_U)
    assert label(window, "marked_cards") == ""
    assert len(window.graph.canvas.marked) == 0
    trigger(qtbot, window, "previous_pass")
    press_card(window, "y")
    press(qtbot, window, Qt.Key.Key_A)
    assert label(window, "marked_cards") == "y came from: 2 cards"


def test_marked_cards_are_scrolled_into_view(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, CALLS)
    canvas = window.graph.canvas
    assert len(canvas.visible_cards()) < 7, "the graph is too long to be read as a whole"
    press_card(window, "y")
    press(qtbot, window, Qt.Key.Key_A)
    assert set(canvas.marked.tolist()) <= set(canvas.visible_cards())
    zoom = canvas.view.zoom
    press(qtbot, window, Qt.Key.Key_A)
    press(qtbot, window, Qt.Key.Key_A)
    assert canvas.view.zoom == zoom, "what is in sight stays as it is"


def card_menu(qtbot: QtBot, window: MainWindow) -> QMenu:
    canvas = window.graph.canvas
    Hands(qtbot, window).open_menu(canvas.rect_of(0).center())
    menu = canvas.findChild(QMenu)
    assert menu is not None
    return menu


def test_the_context_menu_of_a_card_walks_and_asks(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    menu = card_menu(qtbot, window)
    assert window.graph.selected != NONE
    entries = {action.objectName(): action for action in menu.actions()}
    asking = {"run_to_node", "ask_writer", "ask_origin", "ask_use", "toggle_breakpoint"}
    assert asking <= set(entries)
    assert "Rename…" in {each.text().partition("\t")[0] for each in menu.actions()}
    cursor = window.player.cursor
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert window.player.cursor > cursor, "the first entry is to run to the node"


def test_the_context_menu_of_the_timeline_is_about_the_step_under_the_pointer(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    timeline = window.timeline
    at = QPoint(round(timeline.scale().x(6)) + 2, 20)
    kinds = QContextMenuEvent.Reason
    event = QContextMenuEvent(kinds.Mouse, at, timeline.mapToGlobal(at))
    QApplication.sendEvent(timeline, event)
    assert window.player.cursor == 7
    menu = timeline.findChild(QMenu)
    assert menu is not None
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names[:3] == ["step_back", "play", "step"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert window.player.cursor == 6
    menu.close()
    asked: list[QPoint] = []
    timeline.menu_requested.connect(asked.append)
    QApplication.sendEvent(timeline, QContextMenuEvent(kinds.Keyboard, QPoint(90, 20), QPoint()))
    assert window.player.cursor == 6, "the menu key leaves the step as it is"
    assert timeline.mapFromGlobal(asked[0]).x() == round(timeline.scale().x(6))
    for each in timeline.findChildren(QMenu):
        each.close()


def test_a_card_of_a_changed_script_has_a_context_menu(qtbot: QtBot, window: MainWindow) -> None:
    open_example(qtbot, window, "01_first_gradient")
    window.features.live.runner.set_runs_while_typing(False)
    window.editor.insertPlainText("# changed\n")
    menu = card_menu(qtbot, window)
    assert window.graph.selected != NONE
    assert window.graph.selected != NONE
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names[:2] == ["run_to_node", "run_to_change"]
    assert {"ask_writer", "ask_origin", "ask_use", "toggle_breakpoint"} <= set(names)
    menu.close()


def test_playing_stops_at_a_breakpoint_and_can_loop_over_a_pass(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, CALLS)
    window.actions_["speed_50"].trigger()
    window.features.walk.breakpoints.add(Breakpoint(3))
    window.actions_["play"].trigger()
    qtbot.waitUntil(lambda: not window.player.is_playing)
    assert step(window) == 10
    window.features.walk.breakpoints.clear()
    opened_at = opening_cursor(window.player.recording)
    window.actions_["loop"].setChecked(True)
    seen: list[int] = []
    window.player.cursor_changed.connect(lambda: seen.append(step(window)))
    window.actions_["play"].trigger()
    qtbot.waitUntil(lambda: opened_at in seen)
    window.actions_["play"].trigger()
    assert max(seen) == 15, "it never left the pass"


def test_the_speed_is_stored_and_limited(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    open_example(qtbot, window, "01_first_gradient")
    press(qtbot, window, Qt.Key.Key_Period)
    assert told(window) == "Speed: Fast"
    press(qtbot, window, Qt.Key.Key_Period)
    assert not window.actions_["play_faster"].isEnabled()
    assert WalkSettings(settings.store).play_interval_ms == window.player.interval_ms == 50
    press(qtbot, window, Qt.Key.Key_Comma)
    assert window.actions_["speed_250"].isChecked()


def test_commands_for_passes_report_that_there_is_none(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\n")
    trigger(qtbot, window, "first", "step_over", "step_over")
    assert step(window) == 2
    trigger(qtbot, window, "ask_writer")
    assert told(window) == "Nothing has written the gradient of y by this step."
    assert not window.actions_["step_over"].isEnabled()
    trigger(qtbot, window, "first", "continue")
    assert step(window) == 2


def test_commands_do_nothing_without_a_recording(qtbot: QtBot, window: MainWindow) -> None:
    for name in ("step_over", "continue", "run_to_node", "ask_writer", "play"):
        assert not window.actions_[name].isEnabled()
    press(qtbot, window, Qt.Key.Key_F9)
    assert told(window) == "Select a card that a line of the script has made first."


def test_disabled_commands_give_a_reason(qtbot: QtBot, window: MainWindow) -> None:
    actions = window.actions_

    def tip_in_menu(name: str) -> str:
        """The tool tip of a menu entry."""
        menu = actions.menu(Menu.WALK)
        menu.popup(window.mapToGlobal(window.rect().center()))
        point = menu.actionGeometry(actions[name]).center()
        QToolTip.hideText()
        QApplication.sendEvent(
            menu, QHelpEvent(QEvent.Type.ToolTip, point, menu.mapToGlobal(point))
        )
        text = QToolTip.text()
        menu.close()
        return text

    assert tip_in_menu("step") == "There are no steps yet: run a script first."
    assert actions["stop"].toolTip() == "No script is running."
    assert actions["undo"].statusTip() == "There is no edit to take back."
    open_example(qtbot, window, "01_first_gradient")
    assert tip_in_menu("step") == "", "it can be done, and the status bar tells what it is"
    assert tip_in_menu("next_pass") == "No backward pass begins after this step."
    assert actions["step"].toolTip() == "Go on by one step (F10)"
    trigger(qtbot, window, "last")
    assert tip_in_menu("run_to_nan") == "This is the end, after the last step."
    actions["language_zh_CN"].trigger()
    qtbot.waitUntil(lambda: actions["step"].toolTip() == "已在结尾，最后一步之后。")
    trigger(qtbot, window, "first")
    assert actions["step"].toolTip() == "前进到下一步（F10）"
    assert actions["clear_breakpoints"].toolTip() == "这个脚本没有断点。"


def test_one_shortcut_goes_to_the_first_nan_of_a_training(qtbot: QtBot, window: MainWindow) -> None:
    script = (
        "import torch\nw = torch.tensor(1.0, requires_grad=True)\nfor i in range(9):\n"
        "    loss = (w * 1e9) ** 2\n    loss.backward()\n    with torch.no_grad():\n"
        "        w -= w.grad\n        w.grad = None\nprint(loss)\n"
    )
    write_and_run(qtbot, window, script)
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F6, control_shift)
    assert (
        look(window).sentence == "pow takes the result of mul with exponent=2 and gives loss = inf"
    )
    assert "inf" in label(window, "value")
    trigger(qtbot, window, "first")
    window.graph.select(0)
    trigger(qtbot, window, "run_to_not_finite")
    assert window.graph.selected == NONE
    assert "inf" in label(window, "value")
    trigger(qtbot, window, "last")
    assert not window.actions_["run_to_not_finite"].isEnabled()
    write_and_run(qtbot, window, "import torch\nx = torch.ones(2)\ny = x + 1\n")
    trigger(qtbot, window, "first", "run_to_not_finite")
    expected = "No value or gradient newly becomes nan or infinite after this step."
    assert (step(window), told(window)) == (0, expected)


def test_escape_in_the_timeline_clears_the_selection(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, "import torch\nx = torch.ones(2)\ny = x + 1\n")
    window.graph.select(0)
    window.timeline.setFocus()
    qtbot.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert window.graph.selected == NONE


def test_a_message_about_a_step_stays_when_its_graph_is_drawn(
    qtbot: QtBot, window: MainWindow
) -> None:
    code = "import torch\nx = torch.ones(2, requires_grad=True)\n"
    write_and_run(qtbot, window, code + "for i in range(3):\n    (x * i).sum().backward()\n")
    window.graph.canvas.setFocus()
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F5)
    assert told(window) == "No breakpoint was met: this is the end."
    qtbot.waitUntil(lambda: window.graph.is_settled)
    qtbot.wait(50)
    assert told(window) == "No breakpoint was met: this is the end."
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_V)
    assert told(window) == ""
