"""A dragged number is written exactly in its place, as one undo entry."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from engine.edit.number_literals import NumberLiteral, number_literals
from gui.editor.python_edit import PythonEdit
from gui.plots.number_writer import NumberWriter

SCRIPT = "# 梯度 😀\nif True:\n\tπ = '😀'; x = torch.tensor(-2.0, requires_grad=True)\ny = x * x\n"


@pytest.fixture
def edit(qtbot: QtBot) -> PythonEdit:
    edit = PythonEdit()
    qtbot.addWidget(edit)
    edit.set_source(SCRIPT)
    return edit


def literal(source: str = SCRIPT) -> NumberLiteral:
    return next(each for each in number_literals(source) if each.name == "x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_all_numbers_of_a_drag_are_one_edit(edit: PythonEdit, numbers: list[float]) -> None:
    edit.set_source(SCRIPT)
    writer = NumberWriter(edit)
    assert writer.begin(literal())
    for number in numbers:
        writer.write(number)
        assert edit.source() == SCRIPT.replace("-2.0", repr(number))
    assert writer.end()
    edit.undo()
    assert edit.source() == SCRIPT
    edit.redo()
    assert edit.source() == SCRIPT.replace("-2.0", repr(numbers[-1]))


def test_two_drags_are_two_edits(edit: PythonEdit) -> None:
    writer = NumberWriter(edit)
    for number in (1.0, 3.0):
        assert writer.begin(literal())
        writer.write(number)
        writer.end()
    edit.undo()
    assert literal(edit.source()).number == 1.0
    edit.undo()
    assert edit.source() == SCRIPT


def test_earlier_typing_is_a_separate_undo_entry(edit: PythonEdit) -> None:
    edit.insertPlainText("z = 1\n")
    typed = edit.source()
    writer = NumberWriter(edit)
    assert writer.begin(literal())
    writer.write(5.0)
    writer.end()
    edit.undo()
    assert edit.source() == typed


def test_the_number_is_found_in_an_edited_text(edit: PythonEdit) -> None:
    moved = "x = torch.tensor(7.0)\n" * 2 + "#\n" * 9 + SCRIPT
    edit.set_source(moved)
    writer = NumberWriter(edit)
    recorded = "#\n" * 11 + SCRIPT
    assert writer.begin(literal(recorded))
    writer.write(4.0)
    assert edit.source() == moved.replace("-2.0", "4.0")


@pytest.mark.parametrize("text", ["", "x = (", "y = torch.tensor(2.0)"])
def test_nothing_is_written_if_the_text_lacks_the_name(edit: PythonEdit, text: str) -> None:
    edit.set_source(text)
    writer = NumberWriter(edit)
    assert not writer.begin(literal())
    assert not writer.is_open


def test_a_drag_without_a_change_is_no_edit(edit: PythonEdit) -> None:
    writer = NumberWriter(edit)
    assert writer.begin(literal())
    assert not writer.end()
    assert not edit.document().isUndoAvailable()


@pytest.mark.parametrize("change", ["undo", "typing", "another script"])
def test_a_text_changed_otherwise_during_a_drag_is_not_overwritten(
    edit: PythonEdit, change: str
) -> None:
    writer = NumberWriter(edit)
    assert writer.begin(literal())
    writer.write(1.23456)
    if change == "undo":
        edit.undo()
    elif change == "typing":
        edit.moveCursor(QTextCursor.MoveOperation.Start)
        edit.insertPlainText("z = 1\n")
    else:
        edit.set_source(SCRIPT.replace("-2.0", "7"))
    before = edit.source()
    writer.write(2.5)
    number = next(each for each in ("1.23456", "-2.0", "7") if f"({each}" in before)
    assert edit.source() == before.replace(f"({number}", "(2.5")
    edit.undo()
    assert edit.source() == before


def test_a_drag_ends_when_the_text_loses_the_name(edit: PythonEdit) -> None:
    writer = NumberWriter(edit)
    assert writer.begin(literal())
    assert writer.write(1.0)
    edit.set_source("y = 2\n")
    assert not writer.write(2.0)
    assert not writer.is_open
    assert edit.source() == "y = 2\n"
