"""Work on another thread, during which no garbage is collected."""

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.background import Background


def test_it_hands_over_what_the_function_returned_on_the_thread_of_the_window(qtbot: QtBot):
    background = Background()
    with qtbot.waitSignal(background.done) as caught:
        background.run(threading.current_thread)
    assert caught.args != [threading.main_thread()]
    assert not background.is_busy


def test_nothing_is_collected_meanwhile(qtbot: QtBot):
    background, may_go_on = Background(), threading.Event()
    background.run(may_go_on.wait)
    assert background.is_busy
    assert not gc.isenabled()
    with qtbot.waitSignal(background.done):
        may_go_on.set()
    assert gc.isenabled()


def test_two_of_them_collect_when_both_are_done(qtbot: QtBot):
    first, second = Background(), Background()
    may_go_on = threading.Event()
    second.run(may_go_on.wait)
    with qtbot.waitSignal(first.done):
        first.run(lambda: None)
    assert not gc.isenabled()
    with qtbot.waitSignal(second.done):
        may_go_on.set()
    assert gc.isenabled()


def test_it_ends_with_its_owner(qtbot: QtBot):
    owner = QObject()
    background = Background(owner)
    before = threading.active_count()
    background.run(lambda: None)
    delete(owner)
    assert threading.active_count() == before
    assert gc.isenabled()
