"""Restores the heights that panels had before the window shrank."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock import is_in_sight

_COLUMNS = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


class HeightMemory(QObject):
    """Remembers the heights of panels in a tall window, until the user drags a border.

    When a window grows, Qt itself distributes the new height among all panels of a column, also to
    one that was no lower before. In a window that grows to less than it was they have their shares.

    Signals:
        restoring: the panels are about to get their heights.
    """

    restoring = Signal()

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._known_px = self._window_px = 0
        self._heights: dict[QDockWidget, int] = {}
        self._left: dict[QDockWidget, int] = {}
        # Fires once the window has laid itself out.
        self._restore_timer = QTimer(self, singleShot=True, interval=0)
        self._restore_timer.timeout.connect(self._restore)
        for watched in (window, *docks):
            watched.installEventFilter(self)

    def _on_window_resized(self, now: int, before: int) -> None:
        left, self._left, self._known_px = self._left, {}, now
        if now < before and before > self._window_px:
            self._window_px = before
            self._heights = {
                dock: left.get(dock, dock.height()) for dock in self._docks if is_in_sight(dock)
            }
        elif self._window_px and now > before:
            self._restore_timer.start()

    def _restore(self) -> None:
        share = min(self._known_px / self._window_px, 1.0)
        is_whole = share == 1
        docks = [
            dock
            for dock in self._heights
            if is_in_sight(dock) and (is_whole or self._is_beside(dock))
        ]
        heights = [round(share * self._heights[dock]) for dock in docks]
        self.restoring.emit()
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)
        if is_whole:
            self._forget()

    def _is_beside(self, dock: QDockWidget) -> bool:
        """Whether a panel is in a column beside the graph, not below it."""
        return self._window.dockWidgetArea(dock) in _COLUMNS

    def _forget(self) -> None:
        self._restore_timer.stop()
        self._window_px, self._heights = 0, {}

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and isinstance(watched, QDockWidget):
            # The docks are resized before the window receives its own resize event.
            if self._window.height() != self._known_px:
                self._left.setdefault(watched, event.oldSize().height())
        elif isinstance(event, QResizeEvent):
            self._on_window_resized(event.size().height(), event.oldSize().height())
        # While a separator between docks is dragged, the window itself has the mouse.
        is_mouse = watched is self._window and isinstance(event, QMouseEvent)
        if is_mouse and event.type() == QEvent.Type.MouseButtonRelease:
            self._forget()
        return False
