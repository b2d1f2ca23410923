"""What lies over a view to mute it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_MUTED = 0.5
"""How much of the ground covers what is muted."""


class Veil(QWidget):
    """Lies over a view, as large as it; all but what is seen of the view goes through to it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(view.size())
        self.hide()
        view.installEventFilter(self)

    def cover(self, is_covering: bool) -> None:
        """Mute the view, or no more."""
        self.setVisible(is_covering)
        self.raise_()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(view, QWidget):
            self.resize(view.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(_MUTED)
        painter.fillRect(self.rect(), self.palette().window())
