"""The application outside of its window."""

import signal
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui import application


@pytest.fixture
def _interrupts() -> Iterator[None]:
    """Restores the handler of Ctrl+C."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interrupts")
def test_an_interrupt_during_start_closes_the_window_once_it_exists(qtbot: QtBot) -> None:
    interrupts = application._note_interrupts()
    window = QWidget()
    qtbot.addWidget(window)
    signal.raise_signal(signal.SIGINT)
    window.show()
    application._close_on_interrupt(window, interrupts)
    assert window.isVisible(), "to quit before the event loop runs would be forgotten"
    qtbot.waitUntil(lambda: not window.isVisible())
    window.show()
    signal.raise_signal(signal.SIGINT)
    qtbot.waitUntil(lambda: not window.isVisible())
