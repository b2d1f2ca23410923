"""Panels that are put above or below others get enough of the height to be of use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock_widths import is_in_sight


class DockHeights(QObject):
    """Gives a panel its fair share where it is docked, if Qt has left it less.

    Qt lets it have what its contents ask for at least, be it so little that they cannot be read.
    """

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._docked: list[QDockWidget] = []
        # It waits until the window has laid itself out.
        self._sharing = QTimer(self, singleShot=True, interval=0)
        self._sharing.timeout.connect(self._share)
        for dock in docks:
            dock.topLevelChanged.connect(self._on_top_level_changed)

    def _on_top_level_changed(self, is_floating: bool) -> None:
        dock = self.sender()
        if not is_floating and isinstance(dock, QDockWidget):
            self._docked.append(dock)
            self._sharing.start()

    def _share(self) -> None:
        docked, self._docked = self._docked, []
        for dock in filter(is_in_sight, docked):
            column = [each for each in self._docks if self._is_in_column(each, dock)]
            room = sum(each.height() for each in column)
            least = room // (len(column) + 1)
            if dock.height() < least:
                shrunk = (room - least) / (room - dock.height())
                heights = [round(each.height() * shrunk) for each in column]
                heights[column.index(dock)] = least
                self._window.resizeDocks(column, heights, Qt.Orientation.Vertical)

    def _is_in_column(self, dock: QDockWidget, other: QDockWidget) -> bool:
        """Whether a panel is seen above or below another one, or is that one."""
        place, where = dock.geometry(), other.geometry()
        is_across = place.left() <= where.right() and where.left() <= place.right()
        area = self._window.dockWidgetArea
        return is_in_sight(dock) and is_across and area(dock) == area(other)
