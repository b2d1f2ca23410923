"""The rectangles of lines and of parts of lines in the viewport of an editor."""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextLine
from PySide6.QtWidgets import QPlainTextEdit

from gui.editor.positions import Span, column_of
from gui.editor.sizes import line_px


class VisibleLine(NamedTuple):
    """A line that is at least partly in sight.

    Attributes:
        number: counts from 1.
        rect: its rectangle in the viewport, without the room for a message below it.
    """

    number: int
    rect: QRectF


def visible_lines(editor: QPlainTextEdit) -> Iterator[VisibleLine]:
    """The lines in sight, from top to bottom."""
    block = editor.firstVisibleBlock()
    geometry = _geometry(editor, block)
    while block.isValid():
        rect = _text_rect(editor, block, geometry)
        if rect.top() > editor.viewport().height():
            return
        yield VisibleLine(block.blockNumber() + 1, rect)
        block = block.next()
        # ``blockBoundingGeometry`` would add up the heights of all earlier lines for each line.
        geometry = editor.blockBoundingRect(block).translated(geometry.bottomLeft())


def is_near(editor: QPlainTextEdit, block: QTextBlock) -> bool:
    """Whether a line may be in sight; the geometry of a far one is slow to compute."""
    below = block.blockNumber() - editor.firstVisibleBlock().blockNumber()
    return 0 <= below <= editor.viewport().height() // _line_px(editor) + 1


def line_rect(editor: QPlainTextEdit, block: QTextBlock) -> QRectF:
    """The rectangle of a line in the viewport, with half of the spacing above and below."""
    return _text_rect(editor, block, _geometry(editor, block))


def _geometry(editor: QPlainTextEdit, block: QTextBlock) -> QRectF:
    return editor.blockBoundingGeometry(block).translated(editor.contentOffset())


def _text_rect(editor: QPlainTextEdit, block: QTextBlock, geometry: QRectF) -> QRectF:
    line, height = block.layout().lineAt(0), _line_px(editor)
    air = max(height - ceil(QFontMetricsF(editor.font()).height()), 0)
    top = geometry.top() - air // 2
    return QRectF(geometry.left() + line.x(), top, line.naturalTextWidth(), height)


def span_rect(editor: QPlainTextEdit, span: Span) -> QRectF:
    """The rectangle of a part of a line in the viewport."""
    rect = line_rect(editor, span.block)
    left, right = _line_x(editor, span.block, span.start), _line_x(editor, span.block, span.end)
    return QRectF(left, rect.top(), right - left, rect.height())


def character_at(editor: QPlainTextEdit, point: QPoint) -> tuple[int, int] | None:
    """The line and column of the character at a point of the viewport; None beside the text."""
    block = editor.cursorForPosition(point).block()
    if not line_rect(editor, block).contains(QPointF(point)):
        return None
    x = point.x() - editor.contentOffset().x()
    on = QTextLine.CursorPosition.CursorOnCharacter
    offset = block.layout().lineAt(0).xToCursor(x, on)
    return block.blockNumber() + 1, column_of(block.text(), offset)


def _line_px(editor: QPlainTextEdit) -> int:
    return line_px(editor.font().pixelSize())


def _line_x(editor: QPlainTextEdit, block: QTextBlock, offset: int) -> float:
    """The x of an offset of a line, in UTF-16 code units, in the viewport."""
    # PySide's stubs say ``object``; it returns x and the valid offset next to the given one
    found = block.layout().lineAt(0).cursorToX(offset)
    assert isinstance(found, tuple)
    return editor.contentOffset().x() + float(found[0])
