"""Calling a function on another thread."""

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.background import Background


def test_the_result_is_signalled_on_the_thread_of_the_window(qtbot: QtBot):
    background = Background()
    with qtbot.waitSignal(background.done) as caught:
        background.run(threading.current_thread)
    assert caught.args != [threading.main_thread()]
    assert not background.is_busy


def test_is_busy_until_the_function_has_returned(qtbot: QtBot):
    background, may_go_on = Background(), threading.Event()
    background.run(may_go_on.wait)
    assert background.is_busy
    with qtbot.waitSignal(background.done):
        may_go_on.set()
    assert not background.is_busy


def test_the_thread_ends_with_its_owner(qtbot: QtBot):
    owner = QObject()
    background = Background(owner)
    before = threading.active_count()
    background.run(lambda: None)
    delete(owner)
    assert threading.active_count() == before
