"""A translucent widget that mutes the view below it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme import SPACE_8, SPACE_12

_OPACITY = 0.5
"""The opacity of the veil."""


class Veil(QWidget):
    """Covers a view in the colour of the window, and lets mouse events through."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(view.size())
        self.hide()
        view.installEventFilter(self)

    def cover(self, is_covering: bool, text: str = "") -> None:
        """Mute the view, with a text in its middle, or stop muting it."""
        self._text = text
        self.setVisible(is_covering)
        self.raise_()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(view, QWidget):
            self.resize(view.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(_OPACITY)
        painter.fillRect(self.rect(), self.palette().window())
        if self._text:
            painter.setOpacity(1.0)
            room, flags = self.rect(), Qt.AlignmentFlag.AlignCenter
            box = painter.boundingRect(room, flags, self._text)
            painter.fillRect(
                box.adjusted(-SPACE_12, -SPACE_8, SPACE_12, SPACE_8), self.palette().base()
            )
            painter.drawText(room, flags, self._text)
