"""Paints the values of bare expressions beside lines, and the error message below its line."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QStaticText, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from gui.editor.geometry import is_near, line_rect, visible_lines
from gui.editor.notes import ErrorNote
from gui.editor.sizes import note_font
from gui.theme import (
    BASE_PX,
    CONTROL_CORNER_PX,
    SPACE_4,
    SPACE_8,
    SPACE_16,
    Theme,
    mix,
    ui_font,
)

ELLIPSIS = "…"
MIN_VALUE_PX = 3 * SPACE_16
"""The minimum room for a value; with less, it is shown only in the tool tip."""

BAR_PX = 3
MESSAGE_X = SPACE_4 + BAR_PX + SPACE_8


def draw_values(
    painter: QPainter, editor: QPlainTextEdit, values: dict[int, str], theme: Theme, is_stale: bool
) -> None:
    """Paint each value in a chip to the right of its line; stale ones pale and dashed."""
    font = note_font(editor)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for number, line in visible_lines(editor):
        if number not in values:
            continue
        left = line.right() + SPACE_16
        room = editor.viewport().width() - left - SPACE_16
        if room < MIN_VALUE_PX:
            continue
        text = metrics.elidedText(one_line(values[number]), Qt.TextElideMode.ElideRight, room)
        chip = QRectF(left, line.top(), metrics.horizontalAdvance(text) + SPACE_8, line.height())
        _draw_chip(painter, chip, text, theme, is_stale)


def _draw_chip(painter: QPainter, chip: QRectF, text: str, theme: Theme, is_stale: bool) -> None:
    outline = QPen(mix(theme.surface, theme.line, 0.5))
    outline.setStyle(Qt.PenStyle.DashLine if is_stale else Qt.PenStyle.SolidLine)
    painter.setPen(outline)
    painter.setBrush(theme.surface if is_stale else theme.ground)
    painter.drawRoundedRect(
        chip.adjusted(0.5, 0.5, -0.5, -0.5), CONTROL_CORNER_PX, CONTROL_CORNER_PX
    )
    painter.setPen(mix(theme.muted, theme.surface, 0.3) if is_stale else theme.muted)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def one_line(text: str) -> str:
    """The first line of a text, with an ellipsis if there are more."""
    first, line_break, _ = text.partition("\n")
    return first + f" {ELLIPSIS}" if line_break else first


def error_room_px(error: ErrorNote, width_px: int) -> int:
    """The height of an error's message in a viewport of some width."""
    heights = [words.size().height() for words in _paragraphs(error, width_px)]
    return ceil(sum(heights)) + SPACE_4 * (len(heights) - 1) + 2 * SPACE_8


def draw_error(painter: QPainter, editor: QPlainTextEdit, error: ErrorNote, theme: Theme) -> None:
    """Paint the message and the advice below the line, wrapped, with a bar at the left."""
    block = editor.document().findBlockByNumber(error.site.end_line - 1)
    if not is_near(editor, block):
        return
    width_px = editor.viewport().width()
    top = line_rect(editor, block).bottom() + SPACE_8
    height = error_room_px(error, width_px) - SPACE_8
    painter.fillRect(QRectF(SPACE_4, top - SPACE_4, BAR_PX, height), theme.cut)
    painter.setFont(ui_font(BASE_PX))
    for words, colour in zip(_paragraphs(error, width_px), (theme.cut, theme.text)):
        painter.setPen(colour)
        painter.drawStaticText(QPointF(MESSAGE_X, top), words)
        top += words.size().height() + SPACE_4


def _paragraphs(error: ErrorNote, width_px: int) -> list[QStaticText]:
    """The message and the advice, if any, wrapped to the width of a viewport."""
    return [_wrapped(text, width_px) for text in (error.message, error.advice) if text]


def _wrapped(text: str, width_px: int) -> QStaticText:
    words = QStaticText(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    words.setTextOption(option)
    words.setTextWidth(max(width_px - MESSAGE_X - SPACE_8, MIN_VALUE_PX))
    words.prepare(font=ui_font(BASE_PX))
    return words
