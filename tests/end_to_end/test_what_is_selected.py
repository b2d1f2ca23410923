"""After a gesture, or its undo, something is selected for the next one to be about."""

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
    """What the selected card is called; empty for none."""
    card = window.graph.selected
    return "" if card == NONE else title(window.player.recording, card)


def test_what_a_removed_card_was_made_from_is_selected(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("exp")
    assert selected(window) == "z"
    hands.key(KEY.Key_Delete)
    assert selected(window) == "y"


def test_what_a_bypassed_card_was_made_from_is_selected(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("exp")
    hands.key(KEY.Key_X)
    assert hands.source == SUMMED.replace("torch.exp(x * w)", "(x * w)")
    assert selected(window) == "mul"


def test_what_was_detached_is_selected_when_its_detach_is_gone(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, SUMMED.replace("(x * w)", "((x * w).detach())"))
    hands.click("detach")
    hands.key(KEY.Key_D, MODIFIER.ShiftModifier)
    assert hands.source == SUMMED
    assert selected(window) == "mul"


def test_after_an_undo_the_operand_is_selected(hands: Hands, window: MainWindow) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("sin")
    hands.search("cos")
    for name in ("z", "y"):
        hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
        assert selected(window) == name


def test_after_a_tensor_is_taken_back_the_one_before_is_selected(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.search("scalar")
    assert selected(window) == "b"
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert selected(window) == "y"


@pytest.mark.parametrize("key", [KEY.Key_I, KEY.Key_S])
def test_what_is_still_there_stays_selected(hands: Hands, window: MainWindow, key: Qt.Key) -> None:
    started(hands, SUMMED.replace("torch.exp(x * w)", "(x * w)") + "z = y + 1\n")
    hands.click("y" if key == KEY.Key_I else "mul")
    card = window.graph.selected
    hands.key(key)
    assert window.graph.selected == card
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert window.graph.selected == card


@pytest.mark.parametrize("modifier", [MODIFIER.NoModifier, MODIFIER.ShiftModifier])
def test_a_gradient_that_is_reset_is_seen_to_be(
    hands: Hands, window: MainWindow, modifier: Qt.KeyboardModifier
) -> None:
    started(hands, SUMMED + "y.backward()\n")
    window.player.last()
    before = window.player.cursor
    hands.click("x")
    hands.key(KEY.Key_Z, modifier)
    assert window.player.cursor == before + 1
    assert selected(window) == "x"


def test_where_nothing_was_selected_nothing_is_after_an_undo(
    hands: Hands, window: MainWindow
) -> None:
    started(hands, SUMMED)
    hands.click("y")
    hands.key(KEY.Key_P)
    window.graph.select(NONE)
    hands.key(KEY.Key_Z, MODIFIER.ControlModifier)
    assert selected(window) == ""
