"""Descriptions of cards for screen readers."""

from dataclasses import replace

import pytest

from engine.record.state import CardStatus
from gui.canvas.describe import describe
from gui.canvas.scene import CardFace, CardKind, Numbers
from tests.gui.canvas.scenes import DOT, TWO, X

SLOPE = Numbers(("0.", "2.", "4.", "6."))


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        (
            replace(X, state=CardStatus.WAITING, badge="1/2"),
            "x, leaf, shape (4,), value 0. 1. 2. 3., gradient none, state waiting 1 of 2",
        ),
        (
            replace(X, state=CardStatus.DONE, gradient=SLOPE),
            "x, leaf, shape (4,), value 0. 1. 2. 3., gradient 0. 2. 4. 6., state done",
        ),
        (
            replace(DOT, state=CardStatus.CURRENT, badge="+2"),
            "dot, result, shape (), value 14., gradient none, state current +2",
        ),
        (TWO, "2, constant, shape (), value 2, state idle"),
        (
            replace(TWO, value=Numbers(("2.", "…"), warning="nan")),
            "2, constant, shape (), value 2. … nan, state idle",
        ),
        (replace(DOT, state=CardStatus.FUTURE), "dot, result, shape (), state not made yet"),
        (
            replace(TWO, title="u", is_detached=True, is_stale=True, kind=CardKind.OUTPUT),
            "u, output, shape (), value 2, detached, changed in place since, state idle",
        ),
    ],
)
def test_a_description_lists_name_kind_values_and_state(face: CardFace, expected: str) -> None:
    assert describe(face) == expected


@pytest.mark.parametrize("state", list(CardStatus))
def test_every_state_has_its_own_description(state: CardStatus) -> None:
    others = {describe(replace(X, state=other)) for other in CardStatus if other != state}
    assert describe(replace(X, state=state)) not in others


def test_the_description_of_a_marked_card_says_so() -> None:
    assert describe(X, is_marked=True) == f"{describe(X)}, selected in the script"
