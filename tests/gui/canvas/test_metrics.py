"""Sizes of cards: on the grid, the same at every cursor, and no number cut short."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.canvas.metrics import MAX_WIDTH_PX, MIN_WIDTH_PX, aligned, card_size
from gui.canvas.scene import CardState, Numbers
from tests.gui.canvas.scenes import DOT, TWO, X

pytestmark = pytest.mark.usefixtures("qapp")


@given(st.text("abcxyz_权重0123456789", max_size=60), st.integers(0, 9))
def test_widths_are_on_the_grid_and_within_limits(title: str, digits: int) -> None:
    numbers = Numbers(tuple("1." + "2" * digits for _ in range(4)), np.zeros((1, 4)))
    width, _ = card_size(replace(X, title=title, value=numbers))
    assert width % 16 == 0
    assert MIN_WIDTH_PX <= width <= MAX_WIDTH_PX


def test_room_for_the_gradient_is_there_before_it_is() -> None:
    slope = Numbers(("0.", "2.", "4.", "6."), np.zeros((1, 4)))
    arrived = replace(X, gradient=slope, badge="2/2", state=CardState.DONE)
    assert card_size(arrived) == card_size(X)


def test_a_card_without_gradient_is_lower() -> None:
    assert card_size(TWO)[1] < card_size(DOT)[1]


@pytest.mark.parametrize("state", list(CardState))
def test_size_does_not_depend_on_the_state(state: CardState) -> None:
    assert card_size(replace(X, state=state)) == card_size(X)


def test_numbers_line_up_at_their_last_digit() -> None:
    columns = (4, 4)
    assert aligned(("1.", "-0.5"), columns, 20) == "  1. -0.5"
    assert aligned(("12.", "3."), columns, 20) == " 12.   3."


def test_numbers_leave_their_columns_before_one_is_left_out() -> None:
    columns = (7, 7, 7)
    assert aligned(("1.", "2.", "3."), columns, 23) == "     1.      2.      3."
    assert aligned(("1.", "2.", "3."), columns, 22) == "1. 2. 3."
    assert aligned(("1.", "2.", "3."), columns, 7) == "1. 2. …"


@given(
    st.lists(st.from_regex(r"-?[0-9]{1,4}\.[0-9]{0,4}", fullmatch=True), min_size=1, max_size=4),
    st.integers(1, 40),
)
def test_no_number_is_cut_short(texts: list[str], room: int) -> None:
    columns = tuple(len(text) for text in texts)
    shown = aligned(tuple(texts), columns, room).split()
    whole = [text for text in shown if text != "…"]
    assert whole == texts[: len(whole)]
    assert whole == texts or shown[-1] == "…"
