"""Gives a newly docked panel a fair share of the height of its column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock import is_in_sight


class FairHeights(QObject):
    """Enlarges a newly docked panel to its share of the height of its column, if it has less.

    Qt gives it only the minimum height of its contents, at which they may be unreadable.
    """

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._newly_docked: list[QDockWidget] = []
        # Fires once the window has laid itself out.
        self._share_timer = QTimer(self, singleShot=True, interval=0)
        self._share_timer.timeout.connect(self._share_height)
        for dock in docks:
            dock.topLevelChanged.connect(self._on_top_level_changed)

    def _on_top_level_changed(self, is_floating: bool) -> None:
        dock = self.sender()
        if not is_floating and isinstance(dock, QDockWidget):
            self._newly_docked.append(dock)
            self._share_timer.start()

    def _share_height(self) -> None:
        newly_docked, self._newly_docked = self._newly_docked, []
        for dock in filter(is_in_sight, newly_docked):
            column = [each for each in self._docks if self._is_in_column(each, dock)]
            room_px = sum(each.height() for each in column)
            min_px = room_px // (len(column) + 1)
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
