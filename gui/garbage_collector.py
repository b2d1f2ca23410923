"""Garbage collection between two events of the window, on its own thread only.

Python's collector runs on whichever thread happens to allocate next, such as one that listens to a
child process, and there it would destroy widgets that are part of a reference cycle. Qt's objects
may be destroyed on their own thread only; elsewhere their timers go on for an object that is gone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1_000


class GarbageCollector(QObject):
    """Collects garbage as often as Python would, but from a timer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()


def collect_if_due() -> None:
    """Collect the oldest generation whose threshold has been reached."""
    due = [
        generation
        for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold()))
        if count > threshold > 0
    ]
    if due:
        gc.collect(max(due))
