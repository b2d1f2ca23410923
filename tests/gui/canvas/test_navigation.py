"""Keyboard navigation from a card to a neighbour."""

import pytest

from gui.canvas.navigation import Direction, neighbour
from tests.gui.canvas.scenes import first_example

X, TWO, DOT, Y = range(4)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("card", "direction", "expected"),
    [
        (X, Direction.UP, None),
        (X, Direction.DOWN, DOT),
        (X, Direction.LEFT, None),
        (X, Direction.RIGHT, TWO),
        (TWO, Direction.LEFT, X),
        (TWO, Direction.DOWN, Y),
        (DOT, Direction.UP, X),
        (Y, Direction.UP, DOT),
        (Y, Direction.DOWN, None),
    ],
)
def test_neighbour_follows_edges_and_rows(
    card: int, direction: Direction, expected: int | None
) -> None:
    assert neighbour(first_example(), card, direction) == expected
