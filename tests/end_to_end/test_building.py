"""Gestures on the graph edit the script, run it, and can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from gui.main_window import MainWindow
from gui.player import opening_cursor
from gui.runs.session import RunState
from gui.words.card_names import title
from tests.end_to_end.building import KEY, LEFT, MODIFIER, Hands, plain, started
from tests.end_to_end.reading import card_texts, look

DOT = "import torch\n\nx = torch.arange(4.0, requires_grad=True)\ny = 2 * torch.dot(x, x)\n"
SQUARE = "import torch\n\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"
PASSED = f"{SQUARE}y.backward()\n"
PRODUCT = (
    "import torch\n\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "w = torch.tensor([3.0, 4.0])\ny = x * w\n"
)


def undo(hands: Hands) -> None:
    hands.window.actions_["undo"].trigger()
    hands.settle()


def undo_text(hands: Hands) -> str:
    return hands.window.actions_["undo"].text()


def place_of(hands: Hands, name: str) -> int:
    place = hands.window.graph.place(hands.card(name))
    assert place is not None
    return place


# -- from a gesture to the graph -------------------------------------------------------------------


def test_the_builder_is_loaded_by_the_first_gesture(window: MainWindow, hands: Hands) -> None:
    assert window.findChild(QWidget, "quick_search") is None
    hands.search("ones")
    assert window.findChild(QWidget, "quick_search") is not None
    assert hands.source == "import torch\n\nx = torch.ones(3)\n"
    assert card_texts(window)[0].startswith("x, ones, constant, shape (3,)")


def test_a_gesture_is_one_named_undo_entry_among_typing(hands: Hands, window: MainWindow) -> None:
    started(hands, DOT)
    typed = hands.source
    hands.click("x")
    hands.key(KEY.Key_P)
    assert hands.source == DOT + "print(x)\n"
    assert undo_text(hands) == "Undo: print x"
    window.editor.setFocus()
    window.editor.moveCursor(window.editor.textCursor().MoveOperation.End)
    hands.qtbot.keyClicks(window.editor, "z = 1")
    assert undo_text(hands) == "Undo"
    window.actions_["undo"].trigger()
    assert undo_text(hands) == "Undo: print x"
    undo(hands)
    assert hands.source == typed
    assert window.actions_["redo"].text() == "Redo: print x"
    window.actions_["redo"].trigger()
    hands.settle()
    assert hands.source == DOT + "print(x)\n"
    assert window.player.recording.source == hands.source


def test_undo_and_redo_are_disabled_when_there_is_nothing_to_do(
    hands: Hands, window: MainWindow
) -> None:
    def offered() -> list[bool]:
        return [window.actions_[name].isEnabled() for name in ("undo", "redo")]

    window.files.new()
    hands.canvas.setFocus()
    assert offered() == [False, False]
    hands.search("arange")
    assert offered() == [True, False]
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert hands.source == ""
    assert offered() == [False, True]


def test_ctrl_z_on_the_graph_undoes_a_gesture(hands: Hands, window: MainWindow) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.key(KEY.Key_P)
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert hands.source == DOT
    assert window.player.recording.source == DOT
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier | MODIFIER.ShiftModifier)
    assert hands.source == DOT + "print(x)\n"


def test_the_new_card_is_selected_and_its_line_is_highlighted(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.search("exp")
    assert hands.source.endswith("z = torch.exp(x)\n")
    assert window.graph.selected == hands.card("z")
    (marked,) = window.editor.extraSelections()
    assert marked.cursor.block().text() == "z = torch.exp(x)"


def test_old_cards_stay_where_the_user_moved_them(hands: Hands, window: MainWindow) -> None:
    started(hands, DOT)
    hands.canvas.zoom(0.6)
    hands.canvas.pan(QPoint(40, 30).toPointF())
    hands.click("x")
    before, zoom = hands.at("x"), hands.canvas.view.zoom
    hands.key(KEY.Key_P)
    assert (hands.at("x") - before).manhattanLength() <= 2
    assert hands.canvas.view.zoom == zoom


def test_the_cursor_stays_at_its_step_after_a_gesture_without_new_steps(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT + "y.sum().backward()\n")
    hands.key(KEY.Key_Right)
    cursor = window.player.cursor
    assert cursor > opening_cursor(window.player.recording)
    hands.click("y")
    hands.key(KEY.Key_S)
    assert "y = w * x\n" in hands.source
    assert window.player.cursor == cursor


# -- refusals --------------------------------------------------------------------------------------


def test_a_refusal_of_shapes_names_both(hands: Hands) -> None:
    started(hands, PRODUCT.replace("[3.0, 4.0]", "[3.0, 4.0, 5.0]").replace("y = x * w\n", ""))
    before = hands.source
    hands.click("w")
    hands.click("x", MODIFIER.ControlModifier)
    hands.search("mul")
    assert hands.source == before
    assert "(3,) and (2,)" in hands.notice
    assert "would fit" in hands.notice


def test_requiring_grad_of_an_integer_tensor_is_refused(hands: Hands) -> None:
    started(hands, "import torch\n\nx = torch.tensor([1, 2])\n")
    hands.click("x")
    hands.key(KEY.Key_R)
    assert "x = torch.tensor([1, 2])\n" in hands.source
    assert "int64" in hands.notice


def test_gestures_on_an_outdated_graph_are_refused_until_a_run(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, DOT)
    hands.click("x")
    window.editor.moveCursor(window.editor.textCursor().MoveOperation.Start)
    window.editor.insertPlainText("# 1\n")
    typed = hands.source
    hands.key(KEY.Key_P)
    assert hands.source == typed
    assert "not there yet" in hands.notice
    hands.qtbot.waitUntil(lambda: window.player.recording.source == typed, timeout=10_000)
    hands.settle()
    hands.click("x")
    hands.key(KEY.Key_P)
    assert hands.source == typed + "print(x)\n"


def test_gestures_on_a_script_with_a_syntax_error_are_refused(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, DOT)
    window.editor.moveCursor(window.editor.textCursor().MoveOperation.End)
    window.editor.insertPlainText("z = (\n")
    typed = hands.source
    hands.canvas.setFocus()
    hands.search("arange")
    assert hands.source == typed
    assert hands.notice.startswith("Line 5: ")


def test_gestures_on_a_card_made_by_a_library_are_refused(hands: Hands) -> None:
    started(hands, "import torch\n\nexec('x = torch.ones(2)')\ny = x + 1\n")
    before = hands.source
    hands.click("ones")
    hands.key(KEY.Key_R)
    assert hands.source == before
    assert "library" in hands.notice


def test_a_gesture_during_a_run_waits_for_its_graph(hands: Hands, window: MainWindow) -> None:
    started(hands, DOT)
    endless = DOT + "while True:\n    pass\n"
    window.editor.selectAll()
    window.editor.insertPlainText(endless)
    window.run()
    hands.qtbot.waitUntil(lambda: window.session.state is RunState.RUNNING)
    hands.canvas.setFocus()
    hands.qtbot.keyClick(hands.canvas, KEY.Key_P)
    window.actions_["stop"].trigger()
    hands.settle()
    assert hands.source.startswith(endless)
    assert hands.notice


@pytest.mark.parametrize("key", [KEY.Key_P, KEY.Key_B, KEY.Key_R, KEY.Key_K])
def test_a_command_without_a_selected_card_says_so(hands: Hands, key: Qt.Key) -> None:
    started(hands, DOT)
    hands.key(KEY.Key_Escape)
    hands.key(key)
    assert hands.source == DOT
    assert hands.notice == "Select a card first: press it, or go to it by Tab."


def test_a_command_without_any_card_says_so(hands: Hands) -> None:
    hands.qtbot.keyClick(hands.canvas, KEY.Key_B)
    assert hands.notice == "There is no card yet: run a script that makes a tensor."


def test_a_command_while_the_graph_is_being_arranged_says_so(hands: Hands) -> None:
    started(hands, DOT)
    hands.key(KEY.Key_Escape)
    hands.window.graph.arrange_anew()
    hands.qtbot.keyClick(hands.canvas, KEY.Key_B)
    assert hands.notice == "The graph is being arranged. Try again when it is there."
    hands.settle()
    hands.key(KEY.Key_B)
    assert hands.notice.startswith("Select a card first")


def test_editing_a_line_in_a_loop_says_how_many_cards_it_made(hands: Hands) -> None:
    script = "import torch\n\nx = torch.ones(2)\nfor i in range(3):\n    x = x * 2\nprint(x)\n"
    started(hands, script)
    hands.window.actions_["show_whole_run"].trigger()
    hands.settle()
    hands.click("x")
    hands.key(KEY.Key_S)
    assert "    x = 2 * x\n" in hands.source
    assert "3 cards" in hands.notice


@pytest.mark.parametrize("words", ["exp", "print"])
def test_a_new_line_in_a_loop_says_how_often_it_runs(hands: Hands, words: str) -> None:
    loop = "for i in range(3):\n    y = x * i\n    y.sum()\n"
    started(hands, f"import torch\nx = torch.ones(2)\n{loop}z = x + 1\n")
    hands.window.graph.select(hands.card("y"))
    if words == "print":
        hands.key(KEY.Key_P)
    else:
        hands.search(words)
    assert hands.notice == "The new line is in a loop or a function: it runs 3 times."
    undo(hands)
    hands.window.graph.select(hands.card("z"))
    hands.search("exp")
    assert hands.notice == ""


def test_a_notice_does_not_cover_its_card_after_the_card_moves(hands: Hands) -> None:
    started(
        hands,
        "import torch\n\nx = torch.ones(2, requires_grad=True)\n"
        "for i in range(2):\n    y = x * 2\n    z = y.sum()\n",
    )
    hands.tab_to("y")
    hands.key(KEY.Key_D)
    notice = hands.canvas.findChild(QLabel, "notice")
    assert notice is not None
    assert notice.isVisible()
    assert not notice.geometry().intersects(hands.canvas.rect_of(place_of(hands, "y")))


def test_gestures_do_not_run_the_script_of_somebody_else(hands: Hands, window: MainWindow) -> None:
    window.files.document.start("import torch\nx = torch.ones(2)\n", "theirs.py")
    hands.search("zeros")
    assert hands.source.endswith("w = torch.zeros(3)\n")
    assert window.session.state is RunState.NONE
    assert "Ctrl+Enter" in hands.notice


# -- what can be done to a card --------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "card", "key", "modifier", "line", "name"),
    [
        (DOT, "x", KEY.Key_R, MODIFIER.NoModifier, "x = torch.arange(4.0)", "let x require no"),
        (PRODUCT, "y", KEY.Key_S, MODIFIER.NoModifier, "y = w * x", "swap the operands"),
        (PRODUCT, "x", KEY.Key_P, MODIFIER.NoModifier, "print(x)", "print x"),
        (PASSED, "x", KEY.Key_Z, MODIFIER.NoModifier, "x.grad.zero_()", "zero the gradient"),
        (PASSED, "x", KEY.Key_Z, MODIFIER.ShiftModifier, "x.grad = None", "drop the gradient"),
        (DOT, "y", KEY.Key_B, MODIFIER.NoModifier, "y.backward()", "backward from y"),
        (DOT, "y", KEY.Key_X, MODIFIER.NoModifier, "y = torch.dot(x, x)", "bypass"),
        (DOT, "y", KEY.Key_W, MODIFIER.NoModifier, "with torch.no_grad():", "no gradients"),
    ],
)
def test_shortcuts_of_gestures_edit_the_selected_card(
    hands: Hands,
    script: str,
    card: str,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    line: str,
    name: str,
) -> None:
    started(hands, script)
    hands.click(card)
    hands.key(key, modifier)
    assert line in hands.source.splitlines()
    assert undo_text(hands).startswith(f"Undo: {name}")
    undo(hands)
    assert hands.source == script


def test_a_renamed_card_is_renamed_wherever_it_is_used(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.key(KEY.Key_F2)
    hands.write("class")
    assert hands.source == DOT
    assert "word of Python" in hands.notice
    hands.write("weights")
    assert "weights = torch.arange" in hands.source
    assert "torch.dot(weights, weights)" in hands.source
    assert hands.window.graph.selected == hands.card("weights")


def test_a_card_is_duplicated_and_the_new_one_selected(hands: Hands) -> None:
    started(hands, SQUARE)
    hands.tab_to("y")
    hands.key(KEY.Key_C)
    assert hands.source == f"{SQUARE}z = x * x\n"
    assert hands.window.graph.selected == hands.card("z")
    assert "duplicate x * x" in undo_text(hands)


def test_a_comment_in_what_is_replaced_gets_a_line_above(hands: Hands) -> None:
    started(hands, SQUARE.replace("y = x * x", "y = torch.exp(x,  # grows\n)"))
    hands.tab_to("y")
    hands.key(KEY.Key_X)
    assert hands.source == SQUARE.replace("y = x * x", "# grows\ny = x")
    undo(hands)
    assert "y = torch.exp(x,  # grows" in hands.source


def test_a_duplicate_that_draws_tells_that_what_is_drawn_further_down_is_other(
    hands: Hands,
) -> None:
    seeded = "import torch\n\ntorch.manual_seed(0)\nx = torch.randn(2)\n"
    started(hands, f"{seeded}w = torch.rand(2)\n")
    hands.tab_to("x")
    hands.key(KEY.Key_C)
    assert "draws at random further down is now other numbers" in hands.notice
    hands.tab_to("w")
    hands.key(KEY.Key_C)
    assert hands.notice == ""


def test_a_name_is_written_as_python_reads_it(hands: Hands) -> None:
    started(hands, "import torch\nx = torch.ones(2)\ny = x * 2\n")
    hands.tab_to("x")
    hands.key(KEY.Key_F2)
    field = hands.canvas.findChild(QLineEdit, "inline_field")
    assert field is not None
    field.setText(" ｙ ")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    assert "There is a “y” in the script already" in hands.notice
    field.setText(" ａ１ ")
    hands.qtbot.keyClick(field, KEY.Key_Return)
    hands.settle()
    assert hands.source == "import torch\na1 = torch.ones(2)\ny = a1 * 2\n"


@pytest.mark.parametrize("key", [KEY.Key_F2, KEY.Key_F])
def test_escape_closes_a_field_and_keeps_the_selected_card(
    hands: Hands, window: MainWindow, key: Qt.Key
) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, key)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    hands.qtbot.keyClick(field, KEY.Key_Escape)
    assert not field.isVisible()
    assert hands.canvas.hasFocus()
    assert window.graph.selected == hands.card("x")


@pytest.mark.parametrize("name", ["a", "a_name_that_is_wider_than_its_card"])
def test_the_name_field_on_a_small_card_is_wide_enough_for_its_text(
    hands: Hands, name: str
) -> None:
    started(hands, f"import torch\n\n{name} = torch.tensor(1.0)\n")
    hands.canvas.zoom(0.4)
    hands.click(name)
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F2)
    field = hands.canvas.findChild(QLineEdit, "inline_field")
    assert field is not None
    metrics = field.fontMetrics()
    for words in (field.placeholderText(), name):
        assert metrics.horizontalAdvance(words) < field.width() - 8
    assert hands.canvas.rect().contains(field.geometry())


def test_renaming_a_card_that_can_have_no_name_is_refused_without_a_field(hands: Hands) -> None:
    started(hands, DOT + 'exec("k = x * 3")\n')
    hands.click("mul")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_F2)
    assert hands.notice.startswith("No expression of the script made this card")
    assert hands.canvas.hasFocus(), "no field"


def test_an_expression_can_be_named_and_inlined_again(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("dot")
    hands.key(KEY.Key_F2)
    hands.write("h")
    assert "h = torch.dot(x, x)\ny = 2 * h\n" in hands.source
    hands.click("h")
    hands.key(KEY.Key_I)
    assert hands.source == DOT


def test_an_unnamed_card_stays_selected_after_an_edit(hands: Hands, window: MainWindow) -> None:
    source = "import torch\n\nx = torch.ones(3, requires_grad=True)\ny = (x**2 + 1).sum()\n"
    started(hands, source)
    hands.click("pow")
    hands.key(KEY.Key_D)
    assert "x.detach()" in hands.source
    assert window.graph.selected == hands.card("pow")
    hands.key(KEY.Key_D, MODIFIER.ShiftModifier)
    assert hands.source == source
    assert window.graph.selected == hands.card("pow")


def test_a_card_of_a_loop_stays_selected_in_its_iteration(hands: Hands, window: MainWindow) -> None:
    source = (
        "import torch\n\nx = torch.ones(3, requires_grad=True)\ny = 0\n"
        "for i in range(3):\n    y = y + (x * 2).sum()\n"
    )
    started(hands, source)
    _, second, _ = cards_titled(window, "mul")
    hands.tab_to("mul")
    while window.graph.selected > second:
        hands.key(KEY.Key_Backtab, MODIFIER.ShiftModifier)
    hands.key(KEY.Key_D)
    assert "x.detach() * 2" in hands.source
    assert window.graph.selected == cards_titled(window, "mul")[1] != second


def test_the_last_card_stays_selected_when_earlier_cards_are_removed(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PRODUCT.replace("x * w", "x.detach() * w"))
    hands.click("y")
    hands.key(KEY.Key_D, MODIFIER.ShiftModifier)
    assert hands.source == PRODUCT
    assert window.graph.selected == hands.card("y")


def cards_titled(window: MainWindow, name: str) -> list[int]:
    """All cards of a name, or of an operation if they are unnamed."""
    recording = window.player.recording
    return [card for card in range(len(recording["cards"])) if title(recording, card) == name]


def test_one_of_two_edges_is_detached_and_attached_again(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("dot")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_D)
    hands.choose("Detach x (2)")
    assert "torch.dot(x, x.detach())" in hands.source
    hands.click("detach")
    hands.key(KEY.Key_D, MODIFIER.ShiftModifier)
    assert hands.source == DOT


def test_an_operation_can_be_replaced_by_one_that_fits(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("y")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_O)
    texts = [plain(each) for each in hands.menu().actions()]
    assert any("a + b" in text for text in texts)
    assert not any("exp" in text for text in texts), "it takes one"
    hands.choose("+  a + b")
    assert "y = x + w\n" in hands.source


def test_if_no_operation_fits_a_refusal_is_shown_instead_of_a_menu(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_O)
    assert QApplication.activePopupWidget() is None
    assert hands.notice.startswith("There is no operation on tensors here")


def test_removing_a_card_asks_about_its_dependents_and_removes_them(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Delete)
    hands.choose("Keep it")
    assert hands.source == DOT
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Delete)
    hands.choose("Remove it, and line 4 that depends on it")
    assert hands.source.strip() == "import torch"
    undo(hands)
    assert hands.source == DOT


def test_each_line_to_be_removed_is_listed_once(hands: Hands) -> None:
    started(hands, DOT + "z = y + x; u = z * x\n")
    hands.click("x")
    hands.qtbot.keyClick(hands.canvas, KEY.Key_Delete)
    hands.choose("Remove it, and lines 4, 5 that depend on it")
    assert hands.source.strip() == "import torch"


def test_disabled_entries_of_the_card_menu_have_reasons(hands: Hands) -> None:
    started(hands, DOT)
    hands.open_menu(hands.at("x"))
    entry = hands.entry("Attach again")
    assert not entry.isEnabled()
    assert entry.toolTip() == "This card was not made by detach()."
    assert hands.entry("Print").isEnabled()
    hands.choose("Print")
    assert hands.source.endswith("print(x)\n")


def test_impossible_entries_of_the_build_menu_are_disabled_with_reasons(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("x")
    hands.open_bar_menu("Build")
    for text, reason in (
        ("Attach again", "This card was not made by detach()."),
        ("Pass keeps the graph", "Go to a step of a backward pass first."),
    ):
        entry = hands.entry(text)
        assert not entry.isEnabled()
        assert entry.toolTip() == entry.statusTip() == reason
    assert hands.entry("Write a formula…").isEnabled()
    hands.choose("Print")
    assert hands.source.endswith("print(x)\n")


def test_entries_of_the_build_menu_that_are_on_are_checked(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, PASSED.replace("backward()", "backward(retain_graph=True)"))
    hands.click("x")
    hands.open_bar_menu("Build")
    assert hands.entry("Requires gradient").isChecked()
    assert hands.entry("Pass keeps the graph").isChecked()
    assert not hands.entry("Pass can be differentiated").isChecked()
    assert not hands.entry("Compute without gradients").isChecked()
    hands.choose("Pass keeps the graph")
    assert hands.source == PASSED
    assert not window.actions_["retain_graph"].isCheckable(), "it is a command, and no choice"


def test_gradient_entries_of_a_card_without_gradients_are_disabled(hands: Hands) -> None:
    started(hands, "import torch\n\nx = torch.ones(2)\nwith torch.no_grad():\n    y = x * 2\n")
    for name, is_without in (("y", True), ("x", False)):
        hands.open_menu(hands.at(name))
        assert hands.entry("Compute without gradients").isChecked() == is_without
        hands.qtbot.keyClick(hands.menu(), KEY.Key_Escape)


def test_a_shortcut_shows_the_reason_also_after_the_menu_was_open(hands: Hands) -> None:
    started(hands, DOT)
    hands.open_bar_menu("Build")
    print_it = hands.entry("Print")
    assert (print_it.isEnabled(), print_it.toolTip()) == (
        False,
        "Select a card first: press it, or go to it by Tab.",
    )
    hands.qtbot.keyClick(hands.menu(), KEY.Key_Escape)
    assert print_it.toolTip() == "Print the selected card (P)"
    hands.canvas.setFocus()
    hands.key(KEY.Key_P)
    assert hands.notice == "Select a card first: press it, or go to it by Tab."


def test_the_menu_of_an_integer_leaf_has_only_possible_entries_enabled(hands: Hands) -> None:
    started(hands, "import torch\n\nk = torch.arange(4)\n")
    hands.open_menu(hands.at("k"))
    enabled = {plain(each) for each in hands.menu().actions() if each.isEnabled() and each.text()}
    assert enabled == {
        "Who wrote this gradient last?",
        "Where did this value come from?",
        "Where does it go?",
        "Breakpoint",
        "Add or apply…",
        "Write a formula…",
        "Pick another card too",
        "Edit value…",
        "Rename…",
        "Duplicate",
        "Compute without gradients",
        "Print",
        "Remove",
    }
    for text, reason in {
        "Change operation…": "no operation on tensors",
        "Zero the gradient": "k has no gradient",
        "Drop the gradient": "k has no gradient",
        "Backward from here": "does not require a gradient",
        "Requires gradient": "holds int64 numbers",
        "Inline name": "k is used nowhere",
        "Swap operands": "two operands",
        "Bypass": "takes no other",
        "Detach": "nothing that could be detached",
    }.items():
        assert reason in hands.entry(text).toolTip(), text


def test_the_menu_of_a_leaf_with_a_gradient_offers_to_zero_it(hands: Hands) -> None:
    started(hands, PASSED)
    hands.open_menu(hands.at("x"))
    assert hands.entry("Drop the gradient").isEnabled()
    assert hands.entry("Requires gradient").isChecked()
    hands.choose("Zero the gradient")
    assert hands.source == f"{PASSED}x.grad.zero_()\n"


def test_requires_grad_set_by_a_later_line_is_removed_there(hands: Hands) -> None:
    started(hands, "import torch\n\nx = torch.ones(2)\nx.requires_grad_()\ny = x.sum()\n")
    hands.open_menu(hands.at("x"))
    assert hands.entry("Requires gradient").isChecked()
    hands.choose("Requires gradient")
    assert "x.requires_grad_(requires_grad=False)\n" in hands.source


def test_the_menu_of_an_edge_can_detach_it(hands: Hands) -> None:
    started(hands, PRODUCT)
    hands.open_menu(hands.middle_of_edge("x", "y"))
    hands.choose("Detach this edge")
    assert "y = x.detach() * w\n" in hands.source


@pytest.mark.parametrize(("start", "end"), [("x", "detach"), ("detach", "y")])
def test_the_menus_of_both_edges_of_a_detach_can_remove_it(
    hands: Hands, start: str, end: str
) -> None:
    started(hands, PRODUCT.replace("x * w", "x.detach() * w"))
    hands.open_menu(hands.middle_of_edge(start, end))
    hands.choose("Attach this edge again")
    assert hands.source == PRODUCT
    hands.open_menu(hands.middle_of_edge("x", "y"))
    assert not hands.entry("Attach this edge again").isEnabled()


def test_a_click_selects_and_dragging_the_background_pans(hands: Hands) -> None:
    started(hands, DOT)
    hands.click("x")
    assert hands.window.graph.selected == hands.card("x")
    before = hands.at("x")
    corner = QPoint(5, 5)
    hands.qtbot.mousePress(hands.canvas, LEFT, pos=corner)
    for move in (20, 40, 60):
        hands.qtbot.mouseMove(hands.canvas, corner + QPoint(move, 0))
    hands.qtbot.mouseRelease(hands.canvas, LEFT, pos=corner + QPoint(60, 0))
    assert hands.at("x").x() > before.x()
    assert look(hands.window).cards
    assert hands.source == DOT
