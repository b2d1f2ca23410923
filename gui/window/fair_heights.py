"""Gives a newly docked panel the height that it had, or a fair share of that of its column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock import is_in_sight


class FairHeights(QObject):
    """Enlarges a newly docked panel to the height that it had there, or else to its share.

    Qt gives it only the minimum height of its contents, at which they may be unreadable.

    Args:
        window: the window.
        docks: the panels.
        low: those that need no more than Qt gives them.
    """

    def __init__(
        self, window: QMainWindow, docks: Sequence[QDockWidget], low: Sequence[QDockWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._docks = window, [*docks, *low]
        self._newly_docked: list[QDockWidget] = []
        self._docked_px: dict[QDockWidget, int] = {}
        self._left_px: dict[QDockWidget, int] = {}
        # Fires once the window has laid itself out.
        self._share_timer = QTimer(self, singleShot=True, interval=0)
        self._share_timer.timeout.connect(self._share_height)
        for dock in docks:
            dock.topLevelChanged.connect(self._on_top_level_changed)
            dock.installEventFilter(self)

    def _on_top_level_changed(self, is_floating: bool) -> None:
        dock = self.sender()
        if not isinstance(dock, QDockWidget):
            return
        if is_floating:
            self._left_px[dock] = self._docked_px.get(dock, 0)
        else:
            self._newly_docked.append(dock)
            self._share_timer.start()

    def _share_height(self) -> None:
        newly_docked, self._newly_docked = self._newly_docked, []
        for dock in filter(is_in_sight, newly_docked):
            column = [each for each in self._docks if self._is_in_column(each, dock)]
            room_px = sum(each.height() for each in column)
            rest_px = sum(each.minimumSizeHint().height() for each in column if each is not dock)
            min_px, left_px = room_px // (len(column) + 1), self._left_px.get(dock, 0)
            if left_px <= room_px - rest_px:
                min_px = max(min_px, left_px)
            if dock.height() < min_px:
                shrunk = (room_px - min_px) / (room_px - dock.height())
                heights = [round(each.height() * shrunk) for each in column]
                heights[column.index(dock)] = min_px
                self._window.resizeDocks(column, heights, Qt.Orientation.Vertical)

    def _is_in_column(self, dock: QDockWidget, other: QDockWidget) -> bool:
        """Whether a panel is above, below or identical with another one, and can be seen."""
        one, another = dock.geometry(), other.geometry()
        is_across = one.left() <= another.right() and another.left() <= one.right()
        area = self._window.dockWidgetArea
        return is_in_sight(dock) and is_across and area(dock) == area(other)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (event.type() == QEvent.Type.Resize and isinstance(watched, QDockWidget)):
            return False
        if not watched.isFloating() and watched not in self._newly_docked:
            self._docked_px[watched] = watched.height()
        return False
