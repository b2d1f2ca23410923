"""Keeps the height of the console, whatever the timeline needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from gui.timeline.timeline import Timeline
from gui.window.dock import is_in_sight
from gui.window.docks import MIN_SCRIPT_PX, Docks

SETTLE_MS = 300
"""How long the window may go on laying itself out after the timeline needs another height."""


class SteadyConsole(QObject):
    """Takes the room for more tracks of the timeline from the script, and gives it back to that.

    Qt takes it from the console, which is the lowest panel of its column and soon has none left.
    """

    def __init__(self, window: QMainWindow, timeline: Timeline, docks: Docks) -> None:
        super().__init__(window)
        self._window, self._script, self._console = window, docks["script"], docks["console"]
        self._height_px = 0
        # Fires once the window has laid itself out.
        self._restore_timer = QTimer(self, singleShot=True, interval=0)
        self._restore_timer.timeout.connect(self._restore)
        self._settling_timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        timeline.height_changed.connect(self._on_timeline_height_changed)
        docks.heights.restoring.connect(self._on_heights_restoring)
        self._console.installEventFilter(self)

    def _on_timeline_height_changed(self) -> None:
        if not self._settling_timer.isActive():
            self._height_px = self._console.height()
        self._settling_timer.start()

    def _on_heights_restoring(self) -> None:
        """Give way, where the timeline changed as the window did."""
        self._settling_timer.stop()
        self._restore_timer.stop()

    def _restore(self) -> None:
        column = [self._script, self._console]
        is_one = self._script.x() == self._console.x()
        if not (is_one and all(is_in_sight(dock) and not dock.isFloating() for dock in column)):
            return
        room_px = sum(dock.height() for dock in column)
        height_px = min(self._height_px, max(room_px - MIN_SCRIPT_PX, self._console.height()))
        if height_px != self._console.height():
            heights = [room_px - height_px, height_px]
            self._window.resizeDocks(column, heights, Qt.Orientation.Vertical)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._settling_timer.isActive() and event.type() == QEvent.Type.Resize:
            if QGuiApplication.mouseButtons():  # a border is dragged
                self._settling_timer.stop()
            else:
                self._restore_timer.start()
        return False
