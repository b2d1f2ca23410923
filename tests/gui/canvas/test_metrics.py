"""Sizes of cards: on the grid, the same at every cursor, with no number truncated."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from engine.record.state import CardStatus
from gui import languages
from gui.canvas.metrics import MAX_WIDTH_PX, MIN_WIDTH_PX, aligned, card_fonts, card_size
from gui.canvas.scene import Numbers
from tests.gui.canvas.scenes import DOT, TWO, X, pixels

pytestmark = pytest.mark.usefixtures("qapp")


@given(st.text("abcxyz_权重0123456789", max_size=60), st.integers(0, 9))
def test_widths_are_on_the_grid_and_within_limits(title: str, digits: int) -> None:
    numbers = Numbers(tuple("1." + "2" * digits for _ in range(4)), np.zeros((1, 4)))
    width, _ = card_size(replace(X, title=title, value=numbers))
    assert width % 16 == 0
    assert MIN_WIDTH_PX <= width <= MAX_WIDTH_PX


def test_room_for_the_gradient_is_reserved_before_it_arrives() -> None:
    slope = Numbers(("0.", "2.", "4.", "6."), np.zeros((1, 4)))
    arrived = replace(X, gradient=slope, badge="2/2", state=CardStatus.DONE)
    assert card_size(arrived) == card_size(X)


def test_a_card_without_gradient_is_lower() -> None:
    assert card_size(TWO)[1] < card_size(DOT)[1]


@pytest.mark.parametrize("state", list(CardStatus))
def test_the_size_does_not_depend_on_the_state(state: CardStatus) -> None:
    assert card_size(replace(X, state=state)) == card_size(X)


def test_numbers_are_aligned_at_their_last_digit() -> None:
    columns = (4, 4)
    assert aligned(("1.", "-0.5"), columns, 20) == "  1. -0.5"
    assert aligned(("12.", "3."), columns, 20) == " 12.   3."


def test_columns_are_given_up_before_a_number_is_left_out() -> None:
    columns = (7, 7, 7)
    assert aligned(("1.", "2.", "3."), columns, 23) == "     1.      2.      3."
    assert aligned(("1.", "2.", "3."), columns, 22) == "1. 2. 3."
    assert aligned(("1.", "2.", "3."), columns, 7) == "1. 2. …"


@given(
    st.lists(st.from_regex(r"-?[0-9]{1,4}\.[0-9]{0,4}", fullmatch=True), min_size=1, max_size=4),
    st.integers(1, 40),
)
def test_no_number_is_truncated(texts: list[str], room: int) -> None:
    columns = tuple(len(text) for text in texts)
    shown = aligned(tuple(texts), columns, room).split()
    whole = [text for text in shown if text != "…"]
    assert whole == texts[: len(whole)]
    assert whole == texts or shown[-1] == "…"


@pytest.mark.parametrize("text", ["dot", "权重 w", "-3.25", "…"])
@pytest.mark.parametrize("name", ["title", "large", "code", "small"])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_a_cached_text_is_drawn_like_an_uncached_one(text: str, name: str, scale: float) -> None:
    font, at = getattr(card_fonts(), name), QPointF(8.25, 24)
    with on_paper() as (painter, laid_out):
        painter.scale(scale, scale)
        font.draw(painter, at, text)
    with on_paper() as (painter, plain):
        painter.scale(scale, scale)
        painter.setFont(font.font)
        painter.drawText(at, text)
    inked, differs = (pixels(plain) < 255).any(axis=-1), pixels(laid_out) != pixels(plain)
    assert differs.any(axis=-1).sum() < 0.1 * inked.sum() + 10  # single pixels at odd scales


@pytest.mark.parametrize("text", ["total", "权重 w"])
def test_a_stale_name_is_struck_out_over_its_whole_width(text: str) -> None:
    with on_paper() as (painter, image):
        card_fonts().stale.draw(painter, QPointF(8, 24), text)
    inked_columns = (pixels(image)[..., :3] < 128).any(axis=(0, 2)).sum()
    assert inked_columns >= card_fonts().stale.width(text) - 2


@contextmanager
def on_paper() -> Iterator[tuple[QPainter, QImage]]:
    """White paper, and a painter of it."""
    image = QImage(160, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        yield painter, image


@pytest.mark.parametrize("symbol", ["‖·‖", "× 2", "Σ", "÷"])
def test_op_symbols_have_the_same_width_in_chinese(symbol: str) -> None:
    widths = []
    for language in ("en", "zh_CN"):
        languages.install(language)
        card_fonts.cache_clear()
        widths.append(card_fonts().symbol.width(symbol))
    languages.install("en")
    card_fonts.cache_clear()
    assert widths[0] == widths[1]
