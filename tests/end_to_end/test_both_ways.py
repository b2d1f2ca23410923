"""Selecting or hovering in the script marks the graph, and the other way round."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.pointing.tip import Tip
from gui.runs.session import RunState
from tests.end_to_end.reading import (
    card_texts,
    label,
    press,
    press_card,
    wait_for_graph,
    wait_for_run,
    write_and_run,
)
from tests.gui.editor.sites import text_at

pytestmark = pytest.mark.long

LOOP = """\
import torch
x = torch.arange(4.0, requires_grad=True)
t = x
for turn in range(3):
    t = t * x  # 😀
total = t.sum()
total.backward()
"""


@pytest.fixture
def loop(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window after a run of a loop, with its whole graph in sight."""
    window.editor.setPlainText(LOOP)
    window.run()
    qtbot.waitUntil(lambda: window.session.state is RunState.DONE, timeout=20_000)
    wait_for_run(qtbot, window)
    window.editor.moveCursor(QTextCursor.MoveOperation.Start)
    press(qtbot, window, Qt.Key.Key_1)
    return window


def select(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Select a text by keys, and wait until the graph has marked it."""
    cursor = window.editor.document().find(text)
    length = cursor.selectionEnd() - cursor.selectionStart()
    cursor.setPosition(cursor.selectionStart())
    window.editor.setTextCursor(cursor)
    window.editor.setFocus()
    for _ in range(length):
        qtbot.keyClick(window.editor, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(250)


def marked(window: MainWindow) -> list[str]:
    """The names of the marked cards."""
    texts = card_texts(window)
    return [text.split(",")[0] for text in texts if text.endswith("selected in the script")]


def hover(window: MainWindow, widget: QWidget, point: QPoint) -> str:
    """The tool tip at a point of a widget; empty for none."""
    event = QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, event)
    tip = window.findChild(Tip, "tip")
    assert isinstance(tip, Tip)
    return tip.text if tip.isVisible() else ""


def hover_text(window: MainWindow, text: str) -> str:
    cursor = window.editor.document().find(text)
    cursor.setPosition(cursor.selectionStart())
    point = window.editor.cursorRect(cursor).center() + QPoint(4, 0)
    return hover(window, window.editor.viewport(), point)


def test_selected_code_marks_its_cards_of_every_iteration(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    assert marked(loop) == ["t", "t", "t"]
    assert label(loop, "marked_cards") == "Selection: 3 cards"
    qtbot.keyClick(loop.editor, Qt.Key.Key_Left)
    assert marked(loop) == []
    assert label(loop, "marked_cards") == ""


def test_a_selected_name_marks_the_cards_it_was_bound_to(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "total")
    assert marked(loop) == ["total"]


def test_marks_stay_with_their_cards_while_stepping(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t.sum()")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Home):
        press(qtbot, loop, key)
        press(qtbot, loop, Qt.Key.Key_1)
        assert marked(loop) == ["total"] or marked(loop) == ["sum"]


def test_a_folded_frame_is_marked_for_the_cards_in_it(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    loop.actions_["fold_all"].trigger()
    wait_for_graph(qtbot, loop)
    assert len(marked(loop)) == 1
    assert label(loop, "marked_cards") == "Selection: 3 cards"


def test_selected_code_of_an_edited_script_marks_nothing(qtbot: QtBot, loop: MainWindow) -> None:
    loop.editor.moveCursor(QTextCursor.MoveOperation.End)
    loop.editor.insertPlainText("#")
    select(qtbot, loop, "t * x")
    assert marked(loop) == []
    assert hover_text(loop, "t * x") == ""
    loop.editor.undo()
    select(qtbot, loop, "t * x")
    assert marked(loop) == ["t", "t", "t"]


def test_another_script_removes_the_marks(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    write_and_run(qtbot, loop, "import torch\nt = torch.ones(2) * 3\n")
    assert marked(loop) == []
    assert label(loop, "marked_cards") == ""


def test_the_first_marked_card_is_scrolled_into_view(qtbot: QtBot, loop: MainWindow) -> None:
    canvas = loop.graph.canvas
    canvas.zoom(2 / canvas.view.zoom)
    canvas.pan(QPointF(0, -2000))
    select(qtbot, loop, "torch.arange(4.0, requires_grad=True)")
    assert len(marked(loop)) == 1


def test_selecting_a_card_of_any_iteration_frames_its_expression(
    qtbot: QtBot, loop: MainWindow
) -> None:
    for card in (1, 2, 3):
        loop.graph.select(card)
        site = loop.editor.shown_notes.selection_site
        assert site is not None
        assert text_at(loop.editor.document(), site) == "t * x"
    loop.editor.moveCursor(QTextCursor.MoveOperation.Start)
    loop.editor.insertPlainText("\n")
    moved = loop.editor.shown_notes.selection_site
    assert moved is not None
    assert text_at(loop.editor.document(), moved) == "t * x"
    loop.editor.document().find("t * x").insertText("t / x")
    assert loop.editor.shown_notes.selection_site is None


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_the_tool_tip_of_a_card_shows_value_and_gradient(
    qtbot: QtBot, loop: MainWindow, zoom: float
) -> None:
    press_card(loop, "total")
    canvas = loop.graph.canvas
    selected = canvas.selected
    assert selected is not None
    canvas.zoom(zoom / canvas.view.zoom)
    canvas.ensure_visible(selected)
    text = hover(loop, canvas, canvas.rect_of(selected).center())
    assert "tensor(98., grad_fn=<SumBackward0>)\ntensor(1.)" in text
    press(qtbot, loop, Qt.Key.Key_Right)
    tip = loop.findChild(Tip, "tip")
    assert isinstance(tip, Tip)
    assert not tip.isVisible(), "a step hides it"


def test_the_tool_tip_of_a_name_is_that_of_its_latest_card(qtbot: QtBot, loop: MainWindow) -> None:
    text = hover_text(loop, "t * x")
    assert text.startswith("t\nmul")
    assert "tensor([ 0.,  1.,  8., 27.], grad_fn=<MulBackward0>)" in text
    press(qtbot, loop, Qt.Key.Key_Home)
    assert "not made yet" in hover_text(loop, "total")


def test_there_is_no_tool_tip_beside_the_code(loop: MainWindow) -> None:
    assert hover_text(loop, "import") == ""
    assert hover(loop, loop.editor.viewport(), QPoint(380, 200)) == ""
