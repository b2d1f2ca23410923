"""The text of a card and its places: laid out once, then painted at any scale."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from engine.record.state import CardStatus
from gui.canvas import metrics
from gui.canvas.metrics import MeasuredFont
from gui.canvas.scene import CardFace, CardKind, Numbers
from gui.theme import SPACE_8, Theme

_NOTHING = "–"
_TITLE_BASELINE_PX, _NUMBER_BASELINE_PX = 17.0, 15.0


class Words(NamedTuple):
    """A text in one font and colour, at the start of its baseline, in scene px."""

    text: str
    at: QPointF
    font: MeasuredFont
    ink: QColor


class Row(NamedTuple):
    """A row of numbers: the sign before it, and its upper border in scene px."""

    sign: str
    numbers: Numbers
    ink: QColor
    top: float

    @property
    def baseline(self) -> float:
        return self.top + _NUMBER_BASELINE_PX


def signs(theme: Theme, face: CardFace) -> list[Words]:
    """The signs before a card's rows of numbers."""
    left, font, ink = metrics.PADDING_X_PX, metrics.card_fonts().code, theme.muted
    return [Words(row.sign, QPointF(left, row.baseline), font, ink) for row in rows(theme, face)]


def words(theme: Theme, face: CardFace, width: float) -> list[Words]:
    """All other text of a card of some width, in the colours of a theme."""
    return [*_title(theme, face, width), *_numbers(theme, face, width)]


def rows(theme: Theme, face: CardFace) -> Iterator[Row]:
    """The rows of numbers; none for a tensor that does not exist yet."""
    if face.state == CardStatus.FUTURE:
        return
    top = float(metrics.PADDING_Y_PX + metrics.TITLE_ROW_PX)
    yield Row("=", face.value, _ink(theme, face), top)
    if face.gradient is not None:
        top += metrics.NUMBER_ROW_PX
        yield Row("∂", face.gradient, gradient_ink(theme, face), top)


def gradient_ink(theme: Theme, face: CardFace) -> QColor:
    """The colour of a gradient, by the card's state."""
    if face.state in (CardStatus.READY, CardStatus.CURRENT):
        return theme.current
    return theme.done if face.state == CardStatus.DONE else theme.muted


def heat_strip(row: Row, heat: np.ndarray, width: float) -> QRectF:
    """The rectangle of the heat map at the end of a row, on a card of some width."""
    across, down = metrics.heat_size(heat)
    left = width - metrics.PADDING_X_PX - across
    return QRectF(left, row.top + (metrics.NUMBER_ROW_PX - down) / 2, across, down)


def _ink(theme: Theme, face: CardFace) -> QColor:
    is_muted = face.kind == CardKind.CONSTANT or face.is_detached or face.is_stale
    return theme.muted if is_muted or face.state == CardStatus.FUTURE else theme.text


def _title(theme: Theme, face: CardFace, width: float) -> Iterator[Words]:
    baseline = metrics.PADDING_Y_PX + _TITLE_BASELINE_PX
    left, right = float(metrics.PADDING_X_PX), width - metrics.PADDING_X_PX
    fonts, muted = metrics.card_fonts(), theme.muted
    right -= fonts.small.width(face.shape)
    if face.shape:
        yield Words(face.shape, QPointF(right, baseline), fonts.small, muted)
    if face.symbol:
        yield Words(face.symbol, QPointF(left, baseline), fonts.symbol, muted)
    left += metrics.symbol_width(face)
    font = fonts.stale if face.is_stale else fonts.title
    text = font.elided(face.title, Qt.TextElideMode.ElideMiddle, right - SPACE_8 - left)
    if face.symbol and face.title == face.op and text != face.title:
        return  # before the tensor has its shorter name, which the card was measured with
    yield Words(text, QPointF(left, baseline), font, _ink(theme, face))


def _numbers(theme: Theme, face: CardFace, width: float) -> Iterator[Words]:
    """The rows of numbers, in columns that they share."""
    left = float(metrics.PADDING_X_PX + metrics.PREFIX_PX)
    font = metrics.card_fonts().numbers(large=metrics.is_scalar(face))
    columns = metrics.column_widths(face)
    for row in rows(theme, face):
        right = width - metrics.PADDING_X_PX
        if row.numbers.heat is not None:
            right = heat_strip(row, row.numbers.heat, width).left() - SPACE_8
        if row.numbers.warning:
            right -= metrics.warning_width(row.numbers)
            at = QPointF(right + SPACE_8, row.baseline)
            yield Words(row.numbers.warning, at, metrics.card_fonts().code, theme.cut)
        room = math.floor((right - left) / font.width("0") + 0.1)
        text = metrics.aligned(row.numbers.texts, columns, room)
        yield Words(text or _NOTHING, QPointF(left, row.baseline), font, row.ink)
