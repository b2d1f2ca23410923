"""Garbage is collected on the window's thread, whichever thread allocates."""

import gc
import threading

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gui.garbage_collector import GarbageCollector


class Knot:
    """Is garbage from the beginning, through a reference to itself; records where it is deleted."""

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        self.itself, self.widget, self.ended_on = self, QObject(), ended_on
        QTimer(self.widget, interval=0).start()

    def __del__(self) -> None:
        self.ended_on.append(threading.current_thread())


def test_garbage_is_collected_on_the_thread_of_the_window(
    qtbot: QtBot, collector: GarbageCollector
):
    ended_on: list[threading.Thread] = []
    kept: list[list[None]] = []
    gc.collect()
    Knot(ended_on)
    many = 3 * gc.get_threshold()[0]  # enough for Python's own collector to run
    thread = threading.Thread(target=lambda: kept.extend([] for _ in range(many)))
    thread.start()
    thread.join()
    assert not ended_on
    qtbot.waitUntil(lambda: bool(ended_on))
    assert ended_on == [threading.main_thread()]
