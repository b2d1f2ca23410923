"""Restores the widths of panels that a small window had made narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock import is_in_sight


class WidthMemory(QObject):
    """Remembers the widths of the panels beside the canvas, initial or set by the user."""

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._widths: dict[QDockWidget, int] = {}
        # Both fire once the window has laid itself out.
        self._store_timer = QTimer(self, singleShot=True, interval=0)
        self._store_timer.timeout.connect(self._store)
        self._restore_timer = QTimer(self, singleShot=True, interval=0)
        self._restore_timer.timeout.connect(self._restore)
        window.installEventFilter(self)

    def keep(self) -> None:
        """Remember the present widths, to be restored when there is room."""
        self._store_timer.start()

    def _store(self) -> None:
        self._widths.update({dock: dock.width() for dock in self._docks if is_in_sight(dock)})

    def _restore(self) -> None:
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
            self._restore_timer.start()
        # While a separator between docks is dragged, the window itself has the mouse.
        is_mouse = isinstance(event, QMouseEvent)
        if is_mouse and event.type() == QEvent.Type.MouseButtonRelease:
            self._store()
        return False
