"""Garbage collection: between events of the window, on its own thread, and nowhere else.

Widgets that are part of a cycle end where the collector runs, and by itself that is whichever
thread happens to make the next object: one that listens to a child process, say. Qt's objects may
end on their own thread only; elsewhere their timers go on for an object that is gone.
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
