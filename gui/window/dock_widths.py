"""Panels that a small window made narrow have their width again when it grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow


class DockWidths(QObject):
    """Knows how wide panels beside the canvas were made, by a person or at the beginning."""

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._widths: dict[QDockWidget, int] = {}
        # Either waits until the window has laid itself out.
        self._keeping = QTimer(self, singleShot=True, interval=0)
        self._keeping.timeout.connect(self._keep)
        self._growth = QTimer(self, singleShot=True, interval=0)
        self._growth.timeout.connect(self._widen)
        window.installEventFilter(self)

    def keep(self) -> None:
        """The panels are to be as wide as they are now, wherever there is room."""
        self._keeping.start()

    def _keep(self) -> None:
        self._widths.update({dock: dock.width() for dock in self._docks if is_in_sight(dock)})

    def _widen(self) -> None:
        narrow = [
            dock
            for dock in self._docks
            if is_in_sight(dock) and dock.width() < self._widths.get(dock, 0)
        ]
        widths = [self._widths[dock] for dock in narrow]
        self._window.resizeDocks(narrow, widths, Qt.Orientation.Horizontal)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and event.size().width() > event.oldSize().width():
            self._growth.start()
        # The window has the mouse itself where a border between panels is dragged.
        is_mouse = isinstance(event, QMouseEvent)
        if is_mouse and event.type() == QEvent.Type.MouseButtonRelease:
            self._keep()
        return False


def is_in_sight(dock: QDockWidget) -> bool:
    """Whether a panel is seen beside the canvas: not closed, floating, or behind another one."""
    return dock.isVisible() and not dock.isFloating() and not dock.visibleRegion().isEmpty()
