"""Work on another thread, so as not to block the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

from gui.mailbox import Mailbox


class Background(QObject):
    """Calls one function at a time on a thread.

    Signals:
        done(object): what the function returned.
    """

    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)
        self._threads: list[Thread] = []
        self.destroyed.connect(partial(_end, self._threads, self._mailbox))

    @property
    def is_busy(self) -> bool:
        """Whether a function has been called and has not returned."""
        return bool(self._threads)

    def run(self, function: Callable[[], object]) -> None:
        """Call a function that touches no Qt; it must not raise."""
        post = self._mailbox.post
        thread = Thread(target=lambda: post(function()), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _on_messages_received(self, messages: list[Any]) -> None:
        _join(self._threads)
        for message in messages:
            self.done.emit(message)


def _join(threads: list[Thread]) -> None:
    """Wait for threads that are about to finish."""
    while threads:
        threads.pop().join()


def _end(threads: list[Thread], mailbox: Mailbox) -> None:
    _join(threads)
    mailbox.close()
