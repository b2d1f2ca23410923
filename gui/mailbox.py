"""Hands messages from other threads to the window's own thread."""

import contextlib
import socket
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Mailbox(QObject):
    """A queue that any thread may post to, emptied by the window's event loop.

    The posting threads never touch Qt: they wake the loop through a socket, which Qt can watch on
    every platform, unlike a pipe.

    Signals:
        messages_received(list): what was posted since the last time, in order.
    """

    messages_received = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[object] = SimpleQueue()
        self._wake_in, self._wake_out = socket.socketpair()
        for end in (self._wake_in, self._wake_out):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._wake_out.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def post(self, message: object) -> None:
        """Hand a message over; from any thread."""
        self._queue.put(message)
        with contextlib.suppress(OSError):  # full: the loop is about to wake; or closed
            self._wake_in.send(b"\0")

    def close(self) -> None:
        """Deliver nothing more."""
        self._notifier.setEnabled(False)
        self._wake_in.close()
        self._wake_out.close()

    def _on_activated(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_out.recv(4096)
        messages: list[object] = []
        with contextlib.suppress(Empty):
            while True:
                messages.append(self._queue.get_nowait())
        if messages:
            self.messages_received.emit(messages)
