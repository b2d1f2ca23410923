"""The selection after a gesture or its undo, so that the next gesture has a subject."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.record.schema import NONE
from gui.main_window import MainWindow
from gui.words.card_names import title
from tests.end_to_end.building import KEY, MODIFIER, Hands, started

SUMMED = (
    "import torch\n\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "w = torch.tensor([3.0, 4.0])\ny = torch.exp(x * w).sum()\n"
)


def selected(window: MainWindow) -> str:
    """The name of the selected card; empty for none."""
    card = window.graph.selected
    return "" if card == NONE else title(window.player.recording, card)


def test_removing_a_card_selects_its_operand(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("exp")
    assert selected(window) == "z"
    hands.key(KEY.Key_Delete)
    assert selected(window) == "y"


def test_bypassing_a_card_selects_its_operand(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("exp")
    hands.key(KEY.Key_X)
    assert hands.source == SUMMED.replace("torch.exp(x * w)", "(x * w)")
    assert selected(window) == "mul"


def test_removing_a_detach_selects_what_was_detached(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED.replace("(x * w)", "((x * w).detach())"))
    hands.click("detach")
    hands.key(KEY.Key_D, MODIFIER.ShiftModifier)
    assert hands.source == SUMMED
    assert selected(window) == "mul"


def test_undoing_an_operation_selects_its_operand(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("sin")
    hands.search("cos")
    for name in ("z", "y"):
        hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
        assert selected(window) == name


def test_undoing_a_new_tensor_selects_the_one_before(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("scalar")
    assert selected(window) == "b"
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert selected(window) == "y"


@pytest.mark.parametrize("key", [KEY.Key_I, KEY.Key_S])
def test_a_card_that_still_exists_stays_selected(
    hands: Hands, window: MainWindow, key: Qt.Key
) -> None:
    started(hands, SUMMED.replace("torch.exp(x * w)", "(x * w)") + "z = y + 1\n")
    hands.click("y" if key == KEY.Key_I else "mul")
    card = window.graph.selected
    hands.key(key)
    assert window.graph.selected == card
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert window.graph.selected == card


@pytest.mark.parametrize("modifier", [MODIFIER.NoModifier, MODIFIER.ShiftModifier])
def test_after_a_gradient_is_reset_the_cursor_shows_the_reset(
    hands: Hands, window: MainWindow, modifier: Qt.KeyboardModifier
) -> None:
    started(hands, SUMMED + "y.backward()\n")
    window.player.last()
    before = window.player.cursor
    hands.click("x")
    hands.key(KEY.Key_Z, modifier)
    assert window.player.cursor == before + 1
    assert selected(window) == "x"


def test_undo_without_a_selection_selects_nothing(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.key(KEY.Key_P)
    window.graph.select(NONE)
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert selected(window) == ""
