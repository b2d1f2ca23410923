"""From the script to the graph and back: what is selected or hovered in one tells of the other."""

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
    """The window after the run of a loop, all of its graph in sight."""
    window.editor.setPlainText(LOOP)
    window.run()
    qtbot.waitUntil(lambda: window.session.state is RunState.DONE, timeout=20_000)
    wait_for_run(qtbot, window)
    window.editor.moveCursor(QTextCursor.MoveOperation.Start)
    press(qtbot, window, Qt.Key.Key_1)
    return window


def select(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Select a text with the keys, and wait until the graph has taken notice."""
    cursor = window.editor.document().find(text)
    length = cursor.selectionEnd() - cursor.selectionStart()
    cursor.setPosition(cursor.selectionStart())
    window.editor.setTextCursor(cursor)
    window.editor.setFocus()
    for _ in range(length):
        qtbot.keyClick(window.editor, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(250)


def marked(window: MainWindow) -> list[str]:
    """The names of the cards that are marked."""
    texts = card_texts(window)
    return [text.split(",")[0] for text in texts if text.endswith("selected in the script")]


def hover(window: MainWindow, widget: QWidget, point: QPoint) -> str:
    """What is said when the pointer rests somewhere; empty for nothing."""
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


def test_code_marks_its_cards_of_every_iteration(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    assert marked(loop) == ["t", "t", "t"]
    assert label(loop, "marked_cards") == "Selection: 3 cards"
    qtbot.keyClick(loop.editor, Qt.Key.Key_Left)
    assert marked(loop) == []
    assert label(loop, "marked_cards") == ""


def test_a_name_marks_what_it_is_bound_to(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "total")
    assert marked(loop) == ["total"]


def test_marks_stay_with_their_cards_while_stepping(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t.sum()")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Home):
        press(qtbot, loop, key)
        press(qtbot, loop, Qt.Key.Key_1)
        assert marked(loop) == ["total"] or marked(loop) == ["sum"]


def test_cards_in_a_folded_frame_mark_the_frame(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    loop.actions_["fold_all"].trigger()
    wait_for_graph(qtbot, loop)
    assert len(marked(loop)) == 1
    assert label(loop, "marked_cards") == "Selection: 3 cards"


def test_an_edited_script_marks_nothing(qtbot: QtBot, loop: MainWindow) -> None:
    loop.editor.moveCursor(QTextCursor.MoveOperation.End)
    loop.editor.insertPlainText("#")
    select(qtbot, loop, "t * x")
    assert marked(loop) == []
    assert hover_text(loop, "t * x") == ""
    loop.editor.undo()
    select(qtbot, loop, "t * x")
    assert marked(loop) == ["t", "t", "t"]


def test_another_script_takes_the_marks_away(qtbot: QtBot, loop: MainWindow) -> None:
    select(qtbot, loop, "t * x")
    write_and_run(qtbot, loop, "import torch\nt = torch.ones(2) * 3\n")
    assert marked(loop) == []
    assert label(loop, "marked_cards") == ""


def test_the_first_marked_card_is_brought_into_sight(qtbot: QtBot, loop: MainWindow) -> None:
    canvas = loop.graph.canvas
    canvas.zoom(2 / canvas.view.zoom)
    canvas.pan(QPointF(0, -2000))
    select(qtbot, loop, "torch.arange(4.0, requires_grad=True)")
    assert len(marked(loop)) == 1


def test_a_card_of_any_iteration_frames_its_expression(qtbot: QtBot, loop: MainWindow) -> None:
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
def test_hovering_a_card_tells_value_and_gradient(
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


def test_hovering_a_name_tells_its_latest_card(qtbot: QtBot, loop: MainWindow) -> None:
    text = hover_text(loop, "t * x")
    assert text.startswith("t\nmul")
    assert "tensor([ 0.,  1.,  8., 27.], grad_fn=<MulBackward0>)" in text
    press(qtbot, loop, Qt.Key.Key_Home)
    assert "not made yet" in hover_text(loop, "total")


def test_hovering_beside_the_code_tells_nothing(loop: MainWindow) -> None:
    assert hover_text(loop, "import") == ""
    assert hover(loop, loop.editor.viewport(), QPoint(380, 200)) == ""
