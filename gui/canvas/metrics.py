"""The size of a card and the places of its parts, in scene pixels, from font metrics."""

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout

from engine.record.state import CardStatus
from gui.canvas.scene import MORE, CardFace, Numbers
from gui.theme import (
    BASE_PX,
    SMALL_PX,
    SPACE_8,
    SPACE_12,
    SPACE_16,
    TITLE_PX,
    code_font,
    sign_font,
    ui_font,
)

GRID_PX = 16
MIN_WIDTH_PX, MAX_WIDTH_PX = 112, 320
PADDING_X_PX, PADDING_Y_PX = SPACE_12, SPACE_8
TITLE_ROW_PX, NUMBER_ROW_PX = 24, 20
PREFIX_PX = SPACE_16
"""Room for the sign before a row of numbers: "=" or "∂"."""
STRIP_WIDTH_PX, STRIP_HEIGHT_PX = 48, 12
"""Room for the heat map of a vector; that of a matrix is at most as wide, and a little higher."""
MATRIX_HEIGHT_PX = 16

FRAME_TITLE_PX, FRAME_PLATE_PX = 24, 20
"""The height of a frame's title, and of the plate behind its text."""

_MAX_CACHED_TEXTS = 4096
"""The number of texts that a font caches, measured and laid out."""

MARK_RADIUS_PX = 8
_MARK_INSET_PX = 12
_RESERVED_CHARACTERS = 3
"""Room for the numbers of a gradient, as a card is measured before its gradient arrives."""


class MeasuredFont:
    """A font that caches measured and laid out texts.

    Attributes:
        font: to paint with.
    """

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._width = lru_cache(_MAX_CACHED_TEXTS)(self._measured)
        self._layout = lru_cache(_MAX_CACHED_TEXTS)(self._laid_out)

    def width(self, text: str) -> float:
        return self._width(text)

    def draw(self, painter: QPainter, at: QPointF, text: str) -> None:
        """Draw a text from the beginning of its baseline, with the painter's pen."""
        self._layout(text).draw(painter, at)

    def elided(self, text: str, mode: Qt.TextElideMode, room: float) -> str:
        """A text, elided where it is wider than the room."""
        return text if self.width(text) <= room else self._metrics.elidedText(text, mode, room)

    def _measured(self, text: str) -> float:
        # A wrapped function of Qt would be asked for its signature, which takes 20 ms.
        return self._metrics.horizontalAdvance(text)

    def _laid_out(self, text: str) -> QTextLayout:
        layout = QTextLayout(text, self.font)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(math.inf)
        line.setPosition(QPointF(0, -line.ascent()))
        layout.endLayout()
        return layout


@dataclass(frozen=True)
class CardFonts:
    """The fonts of a card.

    Attributes:
        title: the name.
        symbol: that of the op, before the name.
        stale: the name of a tensor that has been changed in place since.
        large: the number of a zero-dim tensor.
        code: all other numbers.
        small: shape and badge.
    """

    title: MeasuredFont
    symbol: MeasuredFont
    stale: MeasuredFont
    large: MeasuredFont
    code: MeasuredFont
    small: MeasuredFont

    def numbers(self, *, large: bool) -> MeasuredFont:
        """The font of numbers."""
        return self.large if large else self.code


@cache
def card_fonts() -> CardFonts:
    """The fonts of all cards; needs a QGuiApplication."""
    struck_out = QFont(ui_font(TITLE_PX, bold=True))
    struck_out.setStrikeOut(True)
    return CardFonts(
        title=MeasuredFont(ui_font(TITLE_PX, bold=True)),
        symbol=MeasuredFont(sign_font(TITLE_PX, bold=True)),
        stale=MeasuredFont(struck_out),
        large=MeasuredFont(code_font(TITLE_PX)),
        code=MeasuredFont(code_font(BASE_PX)),
        small=MeasuredFont(code_font(SMALL_PX)),
    )


def card_size(face: CardFace) -> tuple[int, int]:
    """Width and height of a card, in px.

    The width is a multiple of 16, so that cards line up. The row and the numbers of a
    gradient have room before it arrives, so that nothing jumps.
    """
    inner = max(_title_row_width(face), _number_rows_width(face))
    width = math.ceil((inner + 2 * PADDING_X_PX) / GRID_PX) * GRID_PX
    rows = 1 if face.gradient is None else 2
    height = 2 * PADDING_Y_PX + TITLE_ROW_PX + rows * NUMBER_ROW_PX
    return min(max(width, MIN_WIDTH_PX), MAX_WIDTH_PX), height


def frame_title_size(title: str) -> tuple[float, float]:
    """Room for the title of a frame, with the mark before it, in px."""
    return card_fonts().small.width(frame_title_text(title)) + 2 * SPACE_8, FRAME_TITLE_PX


def frame_title_text(title: str) -> str:
    """What is written on a frame: its title, with the mark of an open frame before it."""
    return f"▾ {title}"


def column_widths(face: CardFace) -> tuple[int, ...]:
    """Characters in each column of numbers, which value and gradient share to line up."""
    gradient = () if face.gradient is None else face.gradient.texts
    reserved = 0 if face.gradient is None else _RESERVED_CHARACTERS
    return tuple(
        max(len(value), len(slope), 0 if MORE in (value, slope) else reserved)
        for value, slope in zip_longest(face.value.texts, gradient, fillvalue="")
    )


def aligned(texts: tuple[str, ...], columns: tuple[int, ...], room: int) -> str:
    """Numbers, right-aligned in columns of so many characters.

    Numbers are never truncated: if the columns do not fit, single spaces separate them; if that
    does not fit, either, "…" replaces the last ones.
    """
    line = " ".join(text.rjust(width) for text, width in zip(texts, columns))
    kept = len(texts)
    if len(line) > room:
        line = " ".join(texts)
    while len(line) > room and kept:
        kept -= 1
        line = " ".join((*texts[:kept], MORE))
    return line


def is_scalar(face: CardFace) -> bool:
    """Whether the card shows the one number of a zero-dim tensor."""
    return face.value.heat is None and len(face.value.texts) == 1


def number_rect(face: CardFace) -> QRectF | None:
    """The rectangle of the number of a zero-dim tensor on its card; None for other tensors."""
    if not is_scalar(face):
        return None
    width = column_widths(face)[0] * card_fonts().large.width("0")
    left, top = PADDING_X_PX + PREFIX_PX, PADDING_Y_PX + TITLE_ROW_PX
    return QRectF(left, top, width, NUMBER_ROW_PX)


def badge_text(face: CardFace, width: float) -> str:
    """A card's badge, cut short where the card is too narrow."""
    room = width - _MARK_INSET_PX - 3 * SPACE_8
    return card_fonts().small.elided(face.badge, Qt.TextElideMode.ElideRight, room)


def mark_rect(face: CardFace, width: float) -> QRectF:
    """The rectangle of a card's badge, or of the tick of a complete gradient; empty if none."""
    if face.state == CardStatus.DONE:
        length = 2.0 * MARK_RADIUS_PX
    elif face.badge and face.state != CardStatus.FUTURE:
        length = card_fonts().small.width(badge_text(face, width)) + 2 * SPACE_8
    else:
        return QRectF()
    left = width - _MARK_INSET_PX - length
    return QRectF(left, -MARK_RADIUS_PX, length, 2 * MARK_RADIUS_PX)


def heat_size(heat: np.ndarray) -> tuple[float, float]:
    """Width and height of the heat on a card; the cells of a matrix are square."""
    rows, columns = heat.shape
    if rows == 1:
        return min(columns * STRIP_HEIGHT_PX, STRIP_WIDTH_PX), STRIP_HEIGHT_PX
    cell = min(MATRIX_HEIGHT_PX / rows, STRIP_WIDTH_PX / columns)
    return columns * cell, rows * cell


def symbol_width(face: CardFace) -> float:
    """Room that the op's symbol takes before the name."""
    return card_fonts().symbol.width(face.symbol) + SPACE_8 if face.symbol else 0.0


def _title_row_width(face: CardFace) -> float:
    fonts = card_fonts()
    words = symbol_width(face) + fonts.title.width(face.title)
    return words + SPACE_16 + fonts.small.width(face.shape)


def _number_rows_width(face: CardFace) -> float:
    columns = column_widths(face)
    digits = sum(columns) + max(len(columns) - 1, 0)
    width = PREFIX_PX + digits * card_fonts().numbers(large=is_scalar(face)).width("0")
    return width + max(_aside_width(face.value), _aside_width(face.gradient))


def _aside_width(numbers: Numbers | None) -> float:
    """Room for what is beside the numbers: a warning and the heat."""
    if numbers is None or numbers.heat is None:
        return 0.0
    return SPACE_12 + warning_width(numbers) + heat_size(numbers.heat)[0]


def warning_width(numbers: Numbers) -> float:
    """Room that a warning takes before the heat."""
    return card_fonts().code.width(numbers.warning) + SPACE_8 if numbers.warning else 0.0
