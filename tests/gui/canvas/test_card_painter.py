"""Kinds and states of cards differ without colour, and borders are crisp."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from engine.record.state import CardStatus
from gui.canvas.card_painter import MARGIN_PX, CardPainter
from gui.canvas.card_words import heat_strip, rows, words
from gui.canvas.metrics import card_size
from gui.canvas.scene import CardFace, CardKind, Numbers
from gui.theme import DARK, LIGHT, Theme
from tests.gui.canvas.scenes import DOT, TWO, X, colourless, pixels

pytestmark = pytest.mark.usefixtures("qapp")

BADGES = {CardStatus.WAITING: "1/2", CardStatus.READY: "2/2"}


def picture(face: CardFace, theme: Theme, scale: float = 1.0) -> np.ndarray:
    """A card and the margin around it. Shapes: -> (height, width, 4)."""
    size = card_size(face)
    margin = round(MARGIN_PX * scale)
    width, height = (round(side * scale) + 2 * margin for side in size)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.ground)
    painter = QPainter(image)
    painter.translate(margin, margin)
    CardPainter(theme).paint(painter, face, size, scale)
    painter.end()
    return pixels(image)


@pytest.mark.parametrize("face", [X, DOT])
@pytest.mark.parametrize(("one", "other"), list(combinations(CardStatus, 2)))
def test_states_differ_without_colour(face: CardFace, one: CardStatus, other: CardStatus) -> None:
    pictures = [
        picture(replace(face, state=state, badge=BADGES.get(state, "")), colourless())
        for state in (one, other)
    ]
    assert (np.abs(np.subtract(*pictures, dtype=int)) > 60).any(axis=-1).sum() > 50


@pytest.mark.parametrize(("one", "other"), list(combinations(CardKind, 2)))
def test_kinds_differ_without_colour(one: CardKind, other: CardKind) -> None:
    faces = (replace(DOT, symbol="", gradient=None, kind=kind) for kind in (one, other))
    pictures = [picture(face, colourless()) for face in faces]
    assert (pictures[0] != pictures[1]).any(axis=-1).sum() > 50


@pytest.mark.parametrize("face", [replace(X, is_detached=True), replace(X, is_stale=True)])
def test_detached_and_stale_cards_look_different(face: CardFace) -> None:
    assert (picture(face, LIGHT) != picture(X, LIGHT)).any()


def test_a_warning_is_left_of_the_heat_map_and_truncates_no_number() -> None:
    numbers = Numbers(("-0.061", "1.", "2.", "3.", "…"), np.ones((1, 8)))
    warned = replace(X, value=replace(numbers, warning="nan"))
    width = card_size(warned)[0]
    assert width > card_size(replace(X, value=numbers))[0]
    written = words(LIGHT, warned, width)
    (warning,) = (each for each in written if each.text == "nan")
    (shown,) = (each for each in written if each.text.startswith("-0.061"))
    assert warning.ink == LIGHT.cut
    assert shown.at.x() + shown.font.width(shown.text) < warning.at.x()
    strip = heat_strip(next(rows(LIGHT, warned)), np.ones((1, 8)), width)
    assert warning.at.x() + warning.font.width("nan") < strip.left()


def test_light_and_dark_theme_look_different() -> None:
    assert (picture(X, LIGHT) != picture(X, DARK)).any()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_borders_are_whole_pixels_wide(scale: float) -> None:
    card = picture(TWO, LIGHT, scale)
    across = card[card.shape[0] // 2, :, 0]  # blue, along the middle row
    margin = round(MARGIN_PX * scale)
    border = across[margin : margin + max(1, round(scale))]
    assert (across[:margin] == LIGHT.ground.blue()).all()
    assert (border == LIGHT.line.blue()).all()
    assert across[margin + len(border)] == LIGHT.ground.blue()  # a constant is not filled


def test_numbers_are_sharper_at_a_device_pixel_ratio_of_two() -> None:
    once, twice = picture(X, LIGHT), picture(X, LIGHT, 2.0)
    enlarged = once.repeat(2, axis=0).repeat(2, axis=1)
    assert twice.shape == enlarged.shape
    assert (twice != enlarged).any(axis=-1).mean() > 0.02


def test_the_heat_map_shows_its_values() -> None:
    cold = replace(X, value=Numbers(X.value.texts, np.full((1, 4), -1.0)))
    shown = picture(cold, LIGHT).reshape(-1, 4)[:, :3]
    blue, green, red = (
        LIGHT.heat_negative.blue(),
        LIGHT.heat_negative.green(),
        LIGHT.heat_negative.red(),
    )
    assert (shown == [blue, green, red]).all(axis=-1).sum() > 300


def test_a_long_name_does_not_overlap_the_shape() -> None:
    long = replace(X, title="m" * 80)
    longer = replace(X, title="m" * 90)
    assert (picture(long, LIGHT) == picture(longer, LIGHT)).all()


def test_an_operation_that_does_not_fit_beside_its_symbol_is_left_out() -> None:
    """As on a card that is as wide as the name that its tensor will have."""
    named = replace(DOT, title="y", symbol="× 2", op="mul")
    width = card_size(named)[0]
    texts = [each.text for each in words(LIGHT, replace(named, title="mul"), width)]
    assert "× 2" in texts
    assert not any("…" in text or text == "mul" for text in texts)
    cut_short = [each.text for each in words(LIGHT, replace(named, title="a_long_name"), width)]
    assert any("…" in text for text in cut_short), "a name is never left out"
