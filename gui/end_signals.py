"""Signals of the system by which others ask the application to end."""

from __future__ import annotations

import contextlib
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Those after which the application may soon be killed; no system has them all."""


class EndSignals(QObject):
    """Tells of the signals that came since it was made, once the event loop runs.

    Python's handlers run only while Python does, and an exception of theirs would be lost in a
    slot. So the numbers of the signals are written into a socket, which Qt can watch.

    Signals:
        interrupted: Ctrl+C in the terminal.
        ended(int): the number of another signal: nobody is there to be asked.
    """

    interrupted = Signal()
    ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._wake_in, self._wake_out = socket.socketpair()
        for end in (self._wake_in, self._wake_out):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake_in.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, _heed)

    def deliver(self) -> None:
        """Begin to tell of the signals; until now, all but Ctrl+C ended the process."""
        self._notifier = QSocketNotifier(self._wake_out.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as by nohup
                signal.signal(number, _heed)
        if hasattr(signal, "pthread_sigmask"):  # it was held back while everything was loaded
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

    def close(self) -> None:
        """Tell of no more signals."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._wake_in.close()
        self._wake_out.close()

    def _on_activated(self) -> None:
        numbers = b""
        with contextlib.suppress(BlockingIOError):
            numbers = self._wake_out.recv(4096)
        for number in numbers:
            if number == signal.SIGINT:
                self.interrupted.emit()
            else:
                self.ended.emit(number)


def _heed(number: int, frame: object) -> None:
    """Do nothing but keep the system from ending the process: the socket tells of the signal."""
