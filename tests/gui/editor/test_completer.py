"""Completion of words by keys in the editor."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QWidget
from pytestqt.qtbot import QtBot

from gui.editor.code_editor import CodeEditor

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(400, 300)
    editor.show()
    editor.setFocus()
    return editor


def write(qtbot: QtBot, editor: CodeEditor, text: str) -> None:
    """Set a script with the text cursor at its end, and press the completion key."""
    editor.set_source(text)
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClick(editor, KEY.Key_Space, CONTROL)


def popup() -> QWidget | None:
    return QApplication.activePopupWidget()


def shown() -> list[str]:
    """The words of the open list; none if it is closed."""
    view = popup()
    if not isinstance(view, QListView):
        return []
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_single_completion_is_inserted_at_once(qtbot: QtBot, editor: CodeEditor) -> None:
    write(qtbot, editor, "import torch\ny = torch.logsumex")
    assert editor.source().endswith("torch.logsumexp")
    assert popup() is None
    editor.undo()
    assert editor.source().endswith("torch.logsumex")


def test_one_of_several_completions_is_chosen_from_a_list(qtbot: QtBot, editor: CodeEditor) -> None:
    write(qtbot, editor, "import torch\ny = torch.sigm")
    assert shown() == ["sigmoid", "sigmoid_"]
    qtbot.keyClick(popup(), KEY.Key_Return)
    assert editor.source() == "import torch\ny = torch.sigmoid"
    assert popup() is None


def test_typing_narrows_the_list_and_tab_inserts_the_first_word(
    qtbot: QtBot, editor: CodeEditor
) -> None:
    write(qtbot, editor, "import torch\ny = torch.l")
    many = shown()
    qtbot.keyClicks(popup(), "ogs")
    assert 0 < len(shown()) < len(many)
    assert editor.source().endswith("torch.logs"), "what is typed is written"
    first = shown()[0]
    qtbot.keyClick(popup(), KEY.Key_Tab)
    assert editor.source() == f"import torch\ny = torch.{first}"


def test_escape_closes_the_list_and_keeps_the_typed_text(qtbot: QtBot, editor: CodeEditor) -> None:
    write(qtbot, editor, "import torch\ny = torch.l")
    qtbot.keyClick(popup(), KEY.Key_Escape)
    assert popup() is None
    assert editor.source() == "import torch\ny = torch.l"


def test_the_list_closes_when_nothing_matches(qtbot: QtBot, editor: CodeEditor) -> None:
    write(qtbot, editor, "import torch\ny = torch.l")
    qtbot.keyClicks(popup(), "zzz")
    assert popup() is None
    assert editor.source().endswith("torch.lzzz") or editor.source().endswith("torch.lz")


def test_a_second_key_completes_where_an_input_method_takes_the_first(
    qtbot: QtBot, editor: CodeEditor
) -> None:
    editor.set_source("import torch\ny = 'π'; y = torch.logsumex")
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClick(editor, KEY.Key_Slash, ALT)
    assert editor.source().endswith("torch.logsumexp")
