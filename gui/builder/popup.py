"""A small window over the canvas that closes by itself and gives the focus back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import Theme, palette


class Popup(QFrame):
    """Opens at a point of the screen, as much of it as there is room for."""

    def __init__(self, canvas: QWidget, name: str) -> None:
        super().__init__(canvas, Qt.WindowType.Popup)
        self._canvas = canvas
        self.setObjectName(name)

    def colour(self, theme: Theme) -> None:
        """Take colours from a theme."""
        self.setPalette(palette(theme))
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.surface.name()};"
            f" border: 1px solid {theme.line.name()}; }}"
        )

    def open_at(self, point: QPoint) -> None:
        """Show it, as large as it is now."""
        screen = (QGuiApplication.screenAt(point) or self.screen()).availableGeometry()
        left = max(screen.left(), min(point.x(), screen.right() - self.width()))
        top = max(screen.top(), min(point.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()

    # -- Qt ------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._canvas.window().activateWindow()
        self._canvas.setFocus()
