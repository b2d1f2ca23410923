"""A plain text layout with some air between lines, and more below one of them when asked."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from gui.theme import BASE_PX, SPACE_8

LINE_PX = BASE_PX + SPACE_8
"""From one line to the next, also where a line has taller Chinese characters."""


class RoomyLayout(QPlainTextDocumentLayout):
    """Lines one under the other, with a gap below at most one of them."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._line = 0
        self._room_px = 0

    def set_room(self, line: int, room_px: int) -> None:
        """Leave room below a line, counted from 1; line 0 for none."""
        if (line, room_px) == (self._line, self._room_px):
            return
        self._line, self._room_px = line, room_px
        self.documentSizeChanged.emit(self.documentSize())
        self.requestUpdate()

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        room_px = self._room_px if block.blockNumber() == self._line - 1 else 0
        rect.setHeight(max(rect.height(), LINE_PX) + room_px)
        return rect
