"""A plain text layout with spacing between lines, and room below one line."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from gui.editor.sizes import line_px
from gui.theme import BASE_PX, code_font


class TextLayout(QPlainTextDocumentLayout):
    """Lines of equal height, with optional room below one of them."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._line_px, self._ascent_px = line_px(BASE_PX), _ascent_px(BASE_PX)
        self._line = 0
        self._room_px = 0

    def set_room(self, line: int, room_px: int) -> None:
        """Leave room below a line, counted from 1; below none for line 0."""
        if (line, room_px) == (self._line, self._room_px):
            return
        self._line, self._room_px = line, room_px
        self._emit_size_changed()

    def set_code_px(self, code_px: int) -> None:
        """Lay out for another font size."""
        self._line_px, self._ascent_px = line_px(code_px), _ascent_px(code_px)
        self._emit_size_changed()

    def _emit_size_changed(self) -> None:
        self.documentSizeChanged.emit(self.documentSize())
        self.requestUpdate()

    # -- Qt ------------------------------------------------------------------------------------

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        if not block.isValid():
            return rect
        layout = block.layout()
        # A fallback font, such as of Chinese, would move the baseline and change the height.
        if layout.lineCount() == 1:
            line = layout.lineAt(0)
            line.setPosition(QPointF(line.x(), self._ascent_px - line.ascent()))
            rect.setHeight(self._line_px)
        if block.blockNumber() == self._line - 1:
            rect.setHeight(rect.height() + self._room_px)
        return rect


def _ascent_px(code_px: int) -> float:
    """The distance of the baseline from the top of a line."""
    return QFontMetricsF(code_font(code_px)).ascent()
