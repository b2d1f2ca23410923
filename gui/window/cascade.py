"""Keeps the windows of several starts from lying exactly over each other."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QPoint
from PySide6.QtWidgets import QMainWindow, QStyle


class Cascade:
    """Holds the number of a window among those that are open; the first free one.

    Each start is a process of its own, and restores the place that was stored last: a lock file for
    each window tells how many others may be there.
    """

    def __init__(self, window: QMainWindow, folder: Path) -> None:
        self._window = window
        self._shift = QPoint()
        QDir().mkpath(str(folder))  # where that fails, no other window can be told of
        for number in count():
            self._lock = QLockFile(str(folder / f"window_{number}.lock"))
            self._lock.setStaleLockTime(0)  # it is stale when its process has ended
            is_taken = not self._lock.tryLock(0)
            if not (is_taken and self._lock.error() is QLockFile.LockError.LockFailedError):
                self._number = number
                return

    def place(self) -> None:
        """Move the window, not shown yet, off those with lower numbers, within its screen."""
        if self._number == 0:
            return
        window = self._window
        bar_px = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        room = window.screen().availableGeometry()
        step, place = self._number * bar_px, window.pos() - room.topLeft()
        free_x = max(room.width() - window.width(), 0) + 1
        free_y = max(room.height() - bar_px - window.height(), 0) + 1
        moved = QPoint((place.x() + step) % free_x, (place.y() + step) % free_y)
        self._shift = moved - place
        window.move(window.pos() + self._shift)

    def leave(self) -> None:
        """Move the window back, as it is closed, and give its number back."""
        self._window.move(self._window.pos() - self._shift)
        self._lock.unlock()
