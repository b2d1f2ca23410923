"""Edits are written into the editor exactly, each as one named undo entry."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from engine.edit.edits import Change, Edit, Gesture, Reason, Refusal, ordered
from gui.builder.script_writer import ScriptWriter
from gui.editor.code_editor import CodeEditor
from tests.example_counts import times

SCRIPT = "# 梯度 😀\nx = 1\ny = x\n"


class Desk:
    """An editor with a script, a writer of gestures, and the actions of undo and redo."""

    def __init__(self, qtbot: QtBot) -> None:
        self.editor = CodeEditor()
        qtbot.addWidget(self.editor)
        self.editor.set_source(SCRIPT)
        self.undo, self.redo = QAction(), QAction()
        self.writer = ScriptWriter(self.editor, self.undo, self.redo)

    def append(self, text: str, gesture: Gesture = Gesture.PRINT, subject: str = "") -> None:
        source = self.editor.source()
        change = Change(len(source), len(source), text)
        self.writer.write(Edit(gesture, source, (change,), subject or text.strip()))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def changes_of(source: str) -> st.SearchStrategy[tuple[Change, ...]]:
    """Lists of changes that do not overlap."""
    places = st.lists(st.integers(0, len(source)), min_size=2, max_size=8, unique=True)
    texts = st.lists(st.text("ab é😀\n", max_size=4), min_size=4, max_size=4)

    def change(offsets: list[int], words: list[str]) -> tuple[Change, ...]:
        ends = sorted(offsets)
        return ordered(map(Change, ends[::2], ends[1::2], words))

    return st.builds(change, places, texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes_of(SCRIPT))
def test_writing_applies_the_edit_and_one_undo_reverts_it(
    desk: Desk, changes: tuple[Change, ...]
) -> None:
    desk.editor.set_source(SCRIPT)
    edit = Edit(Gesture.RENAME, SCRIPT, changes)
    desk.writer.write(edit)
    assert desk.editor.source() == edit.source
    if edit.source != SCRIPT:
        desk.editor.undo()
        assert desk.editor.source() == SCRIPT
        desk.editor.redo()
        assert desk.editor.source() == edit.source


def test_undo_and_redo_are_named_after_gestures(desk: Desk) -> None:
    desk.append("print(x)\n", Gesture.DETACH, "x")
    desk.append("print(y)\n", Gesture.RENAME, "y")
    assert (desk.undo.text(), desk.redo.text()) == ("Undo: rename y", "Redo")
    desk.editor.undo()
    assert (desk.undo.text(), desk.redo.text()) == ("Undo: detach x", "Redo: rename y")
    desk.editor.undo()
    assert (desk.undo.text(), desk.redo.text()) == ("Undo", "Redo: detach x")
    desk.editor.redo()
    assert (desk.undo.text(), desk.redo.text()) == ("Undo: detach x", "Redo: rename y")


def test_an_ampersand_in_a_name_is_shown_in_the_menu(desk: Desk) -> None:
    desk.append("print(x)\n", Gesture.SWAP, "x & y")
    assert desk.undo.text() == "Undo: swap the operands of x && y"


@pytest.mark.parametrize("typed", ["a", "ab cd", "\n"])
def test_typing_next_to_a_gesture_is_an_undo_entry_of_its_own(
    qtbot: QtBot, desk: Desk, typed: str
) -> None:
    desk.append("print(x)", Gesture.PRINT, "x")
    with_gesture = desk.editor.source()
    cursor = desk.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    desk.editor.setTextCursor(cursor)
    qtbot.keyClicks(desk.editor, typed) if typed != "\n" else qtbot.keyClick(
        desk.editor, Qt.Key.Key_Return
    )
    assert desk.editor.source() != with_gesture
    assert desk.undo.text() == "Undo"
    while desk.editor.source() != with_gesture:
        assert desk.undo.text() == "Undo"
        desk.editor.undo()
    assert desk.undo.text() == "Undo: print x"
    assert desk.redo.text() == "Redo"
    desk.editor.undo()
    assert desk.editor.source() == SCRIPT


def test_a_gesture_undone_and_typed_over_loses_its_name(desk: Desk) -> None:
    desk.append("print(x)\n")
    desk.editor.undo()
    desk.editor.insertPlainText("# 1\n")
    desk.editor.insertPlainText("# 2\n")
    assert (desk.undo.text(), desk.redo.text()) == ("Undo", "Redo")
    desk.editor.undo()
    assert (desk.undo.text(), desk.redo.text()) == ("Undo", "Redo")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=times(3))
@given(st.lists(st.sampled_from("tgur"), max_size=14))
def test_any_mix_of_typing_and_gestures_is_undone_in_order_by_name(
    desk: Desk, doings: list[str]
) -> None:
    """Compares with a model: states, with the name of the gesture that led to each."""
    desk.editor.set_source(SCRIPT)
    history, at = [(SCRIPT, "")], 0
    for number, doing in enumerate(doings):
        if doing == "t":
            cursor = desk.editor.textCursor()
            cursor.setPosition(0)
            cursor.beginEditBlock()
            cursor.insertText(f"# {number}\n")
            cursor.endEditBlock()
            history[at + 1 :] = [(desk.editor.source(), "")]
            at += 1
        elif doing == "g":
            desk.append(f"print({number})\n", Gesture.PRINT, str(number))
            history[at + 1 :] = [(desk.editor.source(), f"print {number}")]
            at += 1
        elif doing == "u" and at:
            desk.editor.undo()
            at -= 1
        elif doing == "r" and at + 1 < len(history):
            desk.editor.redo()
            at += 1
        assert desk.editor.source() == history[at][0]
        assert desk.writer.names.undo_name == history[at][1]
        redone = history[at + 1][1] if at + 1 < len(history) else ""
        assert desk.writer.names.redo_name == redone


def test_joined_edits_are_one_entry(desk: Desk) -> None:
    start = SCRIPT.index("1")
    for number, text in enumerate(("2", "2.5", "30")):
        source = desk.editor.source()
        end = source.index("\ny")
        edit = Edit(Gesture.EDIT_VALUE, source, (Change(start, end, text),), text)
        desk.writer.write(edit, joined=number > 0)
    assert "x = 30\n" in desk.editor.source()
    desk.editor.undo()
    assert desk.editor.source() == SCRIPT
    assert desk.redo.text().startswith("Redo: change the value")


def test_a_reverted_edit_leaves_no_undo_entry(desk: Desk) -> None:
    desk.append("print(1)\n", Gesture.PRINT, "1")
    before = desk.editor.source()
    desk.append("print(2)\n", Gesture.PRINT, "2")
    desk.writer.revert()
    assert desk.editor.source() == before
    assert (desk.undo.text(), desk.redo.text()) == ("Undo: print 1", "Redo")
    assert not desk.editor.document().isRedoAvailable()


def test_an_edit_of_another_text_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.writer.write(Edit(Gesture.PRINT, "x = 2\n", (Change(0, 0, "# "),)))
    assert refused.value.reason is Reason.STALE
    assert desk.editor.source() == SCRIPT


def test_the_changed_line_is_scrolled_to_and_highlighted_for_a_while(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.editor.set_source("# line\n" * 300)
    desk.editor.resize(300, 200)
    desk.editor.show()
    desk.append("print(1)")
    assert desk.editor.firstVisibleBlock().blockNumber() > 200
    (marked,) = desk.editor.extraSelections()
    assert marked.cursor.block().text() == "print(1)"
    qtbot.waitUntil(lambda: not desk.editor.extraSelections(), timeout=5_000)
