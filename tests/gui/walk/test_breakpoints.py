"""Breakpoints move with their lines, and are stored for their file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from engine.record.recording import Site
from gui.documents.document import Document
from gui.editor.code_editor import CodeEditor
from gui.walk.breakpoints import Breakpoint, Breakpoints, moved_breakpoints
from gui.walk.walk_settings import MAX_FILES, StoredBreakpoint, WalkSettings

TEXT = "a = 1\nb = 2\nc = 3\nd = 4\n"


@pytest.fixture
def settings(tmp_path: Path) -> WalkSettings:
    return WalkSettings(QSettings(str(tmp_path / "walks.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    return editor


@pytest.fixture
def document(editor: CodeEditor) -> Document:
    return Document(editor)


@pytest.fixture
def breakpoints(editor: CodeEditor, document: Document, settings: WalkSettings) -> Breakpoints:
    made = Breakpoints(editor, document, settings)
    document.start(TEXT, "script.py")
    return made


def lines(breakpoints: Breakpoints) -> list[int]:
    return [each.line for each in breakpoints.items]


def edit(editor: CodeEditor, line: int, text: str, *, removed_lines: int = 0) -> None:
    """Insert text at the start of a line, replacing some lines."""
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(line - 1).position())
    for _ in range(removed_lines):
        cursor.movePosition(cursor.MoveOperation.NextBlock, cursor.MoveMode.KeepAnchor)
    cursor.insertText(text)


def test_breakpoints_are_toggled_and_kept_in_line_order(breakpoints, qtbot):
    with qtbot.waitSignal(breakpoints.changed):
        assert breakpoints.toggle(Breakpoint(3))
    assert breakpoints.toggle(Breakpoint(1))
    assert lines(breakpoints) == [1, 3]
    assert not breakpoints.toggle(Breakpoint(3))
    assert lines(breakpoints) == [1]
    breakpoints.add(Breakpoint(1, "grad > 1"))
    assert [each.condition for each in breakpoints.items] == ["grad > 1"]
    assert breakpoints.at(Breakpoint(1)) == Breakpoint(1, "grad > 1")
    assert breakpoints.at(Breakpoint(2)) is None
    breakpoints.clear()
    assert breakpoints.items == ()


def test_a_line_and_a_node_in_it_have_separate_breakpoints(breakpoints):
    site = Site(2, 4, 2, 5)
    for place in (Breakpoint(2), Breakpoint(2, site=site), Breakpoint(2, site=site, number=1)):
        assert breakpoints.toggle(place)
    assert len(breakpoints.items) == 3


def test_breakpoints_move_when_lines_above_are_inserted_or_removed(breakpoints, editor):
    breakpoints.toggle(Breakpoint(3))
    edit(editor, 1, "z = 0\n\n")
    assert lines(breakpoints) == [5]
    edit(editor, 1, "", removed_lines=3)
    assert lines(breakpoints) == [2]
    editor.undo()
    assert lines(breakpoints) == [5]


def test_a_changed_line_keeps_its_breakpoint(breakpoints, editor):
    breakpoints.toggle(Breakpoint(2, "grad > 1"))
    edit(editor, 2, "bb")
    assert breakpoints.items == (Breakpoint(2, "grad > 1"),)


def test_a_removed_line_loses_its_breakpoint(breakpoints, editor):
    breakpoints.toggle(Breakpoint(2))
    breakpoints.toggle(Breakpoint(4))
    edit(editor, 2, "", removed_lines=1)
    assert lines(breakpoints) == [3]


def test_a_breakpoint_at_a_node_is_removed_when_its_expression_changes(breakpoints, editor):
    breakpoints.toggle(Breakpoint(3, site=Site(3, 4, 3, 5)))
    edit(editor, 1, "\n")
    assert breakpoints.items == (Breakpoint(4, site=Site(4, 4, 4, 5)),)
    edit(editor, 4, "c")
    assert breakpoints.items == ()


def test_breakpoints_are_restored_when_their_file_is_opened(breakpoints, document, tmp_path):
    path = tmp_path / "walk.py"
    breakpoints.toggle(Breakpoint(1))
    document.save(path)
    breakpoints.toggle(Breakpoint(2, "isnan(grad)", Site(2, 4, 2, 5), 3))
    before = breakpoints.items
    document.start("x = 1\n", "other.py")
    assert breakpoints.items == ()
    document.open(path)
    assert breakpoints.items == before
    breakpoints.clear()
    document.open(path)
    assert breakpoints.items == ()


def test_damaged_stored_breakpoints_are_skipped(breakpoints, document, settings, tmp_path):
    path = tmp_path / "walk.py"
    document.save(path)
    odd = [
        StoredBreakpoint(0),
        StoredBreakpoint(99),
        StoredBreakpoint(1, "grad >"),
        StoredBreakpoint(1, site=[1, 2]),
        StoredBreakpoint(1, number=-1),
        StoredBreakpoint(2),
    ]
    settings.set_breakpoints(path, odd)
    document.open(path)
    assert breakpoints.items == (Breakpoint(2),)


def test_invalid_stored_settings_read_as_no_breakpoints(tmp_path):
    store = QSettings(str(tmp_path / "odd.ini"), QSettings.Format.IniFormat)
    settings = WalkSettings(store)
    for odd in ("", "{", "[1]", '{"a": [{"line": "x"}]}'):
        store.setValue("breakpoints", odd)
        assert settings.breakpoints(Path("a")) == []
    store.setValue("play_interval_ms", "soon")
    assert settings.play_interval_ms == 700


def test_breakpoints_of_the_last_changed_files_are_kept(settings):
    for number in range(MAX_FILES + 1):
        settings.set_breakpoints(Path(f"{number}.py"), [StoredBreakpoint(1)])
    assert settings.breakpoints(Path("0.py")) == []
    assert settings.breakpoints(Path(f"{MAX_FILES}.py")) == [StoredBreakpoint(1)]


texts = st.lists(st.sampled_from(["a", "b", "c", "a = 1", ""]), max_size=8).map("\n".join)


@given(texts, texts, st.sets(st.integers(1, 8)))
def test_after_any_edit_breakpoints_are_inside_the_text_and_in_order(
    old: str, new: str, numbers: set[int]
):
    count = old.count("\n") + 1
    items = [Breakpoint(line) for line in sorted(numbers) if line <= count]
    found = [each.line for each in moved_breakpoints(items, old, new)]
    assert all(1 <= line <= new.count("\n") + 1 for line in found)
    if old == new:
        assert found == [each.line for each in items]
    longer = [each.line for each in moved_breakpoints(items, old, f"first\n{old}")]
    assert longer == [each.line + 1 for each in items]
