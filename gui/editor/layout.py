"""A plain text layout with some air between lines, and more below one of them when asked."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from gui.editor.sizes import line_px
from gui.theme import BASE_PX


class RoomyLayout(QPlainTextDocumentLayout):
    """Lines one under the other, with a gap below at most one of them."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._line_px = line_px(BASE_PX)
        self._line = 0
        self._room_px = 0

    def set_room(self, line: int, room_px: int) -> None:
        """Leave room below a line, counted from 1; line 0 for none."""
        if (line, room_px) == (self._line, self._room_px):
            return
        self._line, self._room_px = line, room_px
        self._tell()

    def set_code_px(self, code_px: int) -> None:
        """Lay out for characters of another size."""
        self._line_px = line_px(code_px)
        self._tell()

    def _tell(self) -> None:
        self.documentSizeChanged.emit(self.documentSize())
        self.requestUpdate()

    # -- Qt ------------------------------------------------------------------------------------

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        room_px = self._room_px if block.blockNumber() == self._line - 1 else 0
        rect.setHeight(max(rect.height(), self._line_px) + room_px)
        return rect
