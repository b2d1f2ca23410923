"""Garbage with widgets in it: it ends on the thread of the window, whoever makes objects."""

import gc
import threading

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gui.garbage_collector import GarbageCollector


class Knot:
    """Is garbage from the beginning, since it keeps itself; says where it ends."""

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        self.itself, self.widget, self.ended_on = self, QObject(), ended_on
        QTimer(self.widget, interval=0).start()

    def __del__(self) -> None:
        self.ended_on.append(threading.current_thread())


def test_garbage_ends_on_the_thread_of_the_window(qtbot: QtBot, collector: GarbageCollector):
    ended_on: list[threading.Thread] = []
    kept: list[list[None]] = []
    gc.collect()
    Knot(ended_on)
    many = 3 * gc.get_threshold()[0]  # so many that Python would collect by itself
    thread = threading.Thread(target=lambda: kept.extend([] for _ in range(many)))
    thread.start()
    thread.join()
    assert not ended_on
    qtbot.waitUntil(lambda: bool(ended_on))
    assert ended_on == [threading.main_thread()]
