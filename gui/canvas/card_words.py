"""What is written on a card, and where: laid out once, and then painted at any scale."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from gui.canvas import metrics
from gui.canvas.metrics import MeasuredFont
from gui.canvas.scene import CardFace, CardKind, CardState, Numbers
from gui.theme import SPACE_8, Theme

_NOTHING = "–"
_TITLE_BASELINE_PX, _NUMBER_BASELINE_PX = 17.0, 15.0
_MOST_LAID_OUT = 4096


class Words(NamedTuple):
    """Something written in one font and colour, from where its baseline begins, in scene px."""

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


class CardWords:
    """Lays out what is written on cards, in the colours of one theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts = metrics.card_fonts()
        self._laid_out = lru_cache(_MOST_LAID_OUT)(self._lay_out)
        self._gradient_inks = {
            CardState.READY: theme.current,
            CardState.CURRENT: theme.current,
            CardState.DONE: theme.done,
        }

    def signs(self, face: CardFace) -> list[Words]:
        """The signs before its numbers, which most cards have in common."""
        left, font, ink = metrics.PADDING_X_PX, self._fonts.code, self._theme.muted
        return [Words(row.sign, QPointF(left, row.baseline), font, ink) for row in self.rows(face)]

    def words(self, face: CardFace, width: float) -> list[Words]:
        """All else that is written on a card of some width."""
        return self._laid_out(face, width)

    def rows(self, face: CardFace) -> Iterator[Row]:
        """The rows of numbers; none on the card of a tensor that is not made yet."""
        if face.state == CardState.FUTURE:
            return
        top = float(metrics.PADDING_Y_PX + metrics.TITLE_ROW_PX)
        yield Row("=", face.value, self._ink(face), top)
        if face.gradient is not None:
            top += metrics.NUMBER_ROW_PX
            yield Row("∂", face.gradient, self.gradient_ink(face), top)

    def gradient_ink(self, face: CardFace) -> QColor:
        """The colour of what tells about a gradient."""
        return self._gradient_inks.get(face.state, self._theme.muted)

    def _ink(self, face: CardFace) -> QColor:
        is_muted = face.kind == CardKind.CONSTANT or face.is_detached or face.is_stale
        is_muted = is_muted or face.state == CardState.FUTURE
        return self._theme.muted if is_muted else self._theme.text

    def _lay_out(self, face: CardFace, width: float) -> list[Words]:
        return [*self._title(face, width), *self._numbers(face, width)]

    def _title(self, face: CardFace, width: float) -> Iterator[Words]:
        baseline = metrics.PADDING_Y_PX + _TITLE_BASELINE_PX
        left, right = float(metrics.PADDING_X_PX), width - metrics.PADDING_X_PX
        small, muted = self._fonts.small, self._theme.muted
        title = self._fonts.stale if face.is_stale else self._fonts.title
        right -= small.width(face.shape)
        if face.shape:
            yield Words(face.shape, QPointF(right, baseline), small, muted)
        if face.symbol:
            yield Words(face.symbol, QPointF(left, baseline), self._fonts.title, muted)
        left += metrics.symbol_width(face)
        text = title.elided(face.title, Qt.TextElideMode.ElideMiddle, right - SPACE_8 - left)
        yield Words(text, QPointF(left, baseline), title, self._ink(face))

    def _numbers(self, face: CardFace, width: float) -> Iterator[Words]:
        """The rows of numbers, in columns that they share."""
        left = float(metrics.PADDING_X_PX + metrics.PREFIX_PX)
        font = self._fonts.numbers(large=metrics.is_scalar(face))
        columns = metrics.column_widths(face)
        for row in self.rows(face):
            right = width - metrics.PADDING_X_PX
            if row.numbers.heat is not None:
                right = heat_strip(row, row.numbers.heat, width).left() - SPACE_8
            room = math.floor((right - left) / font.width("0") + 0.1)
            text = metrics.aligned(row.numbers.texts, columns, room)
            yield Words(text or _NOTHING, QPointF(left, row.baseline), font, row.ink)


def heat_strip(row: Row, heat: np.ndarray, width: float) -> QRectF:
    """Where the heat of a row is: at its end, on a card of some width."""
    across, down = metrics.heat_size(heat)
    left = width - metrics.PADDING_X_PX - across
    return QRectF(left, row.top + (metrics.NUMBER_ROW_PX - down) / 2, across, down)
