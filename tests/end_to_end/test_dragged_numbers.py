"""Numbers are dragged sideways on their cards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.building import KEY, LEFT, MODIFIER, Hands
from tests.end_to_end.reading import card_texts, write_and_run

pytestmark = pytest.mark.long

SQUARE = "import torch\n\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow) -> Hands:
    return Hands(qtbot, window)


def started(hands: Hands, source: str) -> None:
    """Run a script, and focus its graph."""
    write_and_run(hands.qtbot, hands.window, source)
    hands.settle()
    hands.canvas.setFocus()


def undo(hands: Hands) -> None:
    hands.window.actions_["undo"].trigger()
    hands.settle()


def scrub(hands: Hands, name: str, by: int, modifier: Qt.KeyboardModifier = MODIFIER.NoModifier):
    """Press the number of a card and move sideways, without releasing."""
    start = hands.number_of(name)
    hands.qtbot.mousePress(hands.canvas, LEFT, pos=start)
    threshold = QApplication.startDragDistance() * (1 if by > 0 else -1)
    hands.qtbot.mouseMove(hands.canvas, start + QPoint(threshold, 0))
    for share in (0.5, 1.0):
        end = start + QPoint(threshold + round(by * share), 0)
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(end), hands.canvas.mapToGlobal(QPointF(end)),
            Qt.MouseButton.NoButton, LEFT, modifier,
        )  # fmt: skip
        QApplication.sendEvent(hands.canvas, event)
    return start + QPoint(threshold + by, 0)


def test_a_number_dragged_on_its_card_is_one_undo_entry(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE)
    end = scrub(hands, "x", 50)
    assert "torch.tensor(2.5, requires_grad=True)" in hands.source
    hands.qtbot.waitUntil(lambda: window.player.recording.source == hands.source, timeout=10_000)
    hands.settle()
    assert "value 6.25" in "".join(card_texts(window))
    hands.drop(end)
    assert window.graph.selected == hands.card("x")
    assert "change the value" in window.actions_["undo"].text()
    undo(hands)
    assert hands.source == SQUARE


@pytest.mark.parametrize(
    ("modifier", "number"), [(MODIFIER.ShiftModifier, "2.05"), (MODIFIER.ControlModifier, "7.0")]
)
def test_shift_makes_a_drag_finer_and_ctrl_coarser(
    hands: Hands, modifier: Qt.KeyboardModifier, number: str
) -> None:
    started(hands, SQUARE)
    hands.drop(scrub(hands, "x", 50, modifier))
    assert f"torch.tensor({number}, requires_grad=True)" in hands.source


def test_escape_reverts_a_dragged_number(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE)
    end = scrub(hands, "x", -30)
    assert "torch.tensor(1.7, requires_grad=True)" in hands.source
    hands.key(KEY.Key_Escape)
    assert hands.source == SQUARE
    hands.qtbot.mouseMove(hands.canvas, end + QPoint(40, 0))
    hands.drop(end)
    assert hands.source == SQUARE
    assert not window.editor.document().isRedoAvailable()


@pytest.mark.long
def test_a_slow_script_runs_when_the_number_is_released(hands: Hands, window: MainWindow) -> None:
    started(hands, SQUARE + "import time\ntime.sleep(1.2)\n")
    hands.click("x")
    hands.key(KEY.Key_P)  # its duration is known from now on
    runs: list[object] = []
    window.session.changed.connect(lambda: runs.append(window.session.newest))
    end = scrub(hands, "x", 50)
    assert not runs
    assert "when you let go" in hands.notice
    hands.drop(end)
    hands.qtbot.waitUntil(lambda: window.player.recording.source == hands.source, timeout=9_000)


def test_a_dragged_integer_stays_an_integer(hands: Hands) -> None:
    started(hands, "import torch\n\nk = torch.tensor(3)\n")
    hands.drop(scrub(hands, "k", 50))
    assert "k = torch.tensor(8)\n" in hands.source


def test_a_computed_number_cannot_be_dragged(hands: Hands) -> None:
    started(hands, SQUARE)
    hands.drop(scrub(hands, "y", 50))
    assert hands.source == SQUARE


def test_a_dialog_during_a_drag_ends_it(hands: Hands) -> None:
    started(hands, SQUARE)
    scrub(hands, "x", 50)
    QApplication.sendEvent(hands.canvas, QEvent(QEvent.Type.WindowDeactivate))
    hands.settle()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(5, 5), hands.canvas.mapToGlobal(QPointF(5, 5)),
        Qt.MouseButton.NoButton, LEFT, MODIFIER.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(hands.canvas, event)
    assert "torch.tensor(2.5, requires_grad=True)" in hands.source
