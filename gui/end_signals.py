"""Signals of the operating system that ask the application to end."""

from __future__ import annotations

import contextlib
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals after which the application may soon be killed; no system has them all."""


class EndSignals(QObject):
    """Emits the signals that have arrived since it was made, once the event loop runs.

    Python's handlers run only while Python code does, and their exceptions would be lost in a
    slot. So the signal numbers are written into a socket, which Qt can watch.

    Signals:
        interrupted: Ctrl+C in the terminal.
        ended(int): the number of another signal, after which there is no time for questions.
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
        """Begin to emit signals; until now, all except Ctrl+C ended the process."""
        self._notifier = QSocketNotifier(self._wake_out.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)
        for name in _ENDING:
            number = getattr(signal, name, None)
            # A process under nohup ignores SIGHUP, and keeps ignoring it.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _heed)
        if hasattr(signal, "pthread_sigmask"):  # it was blocked while everything was loaded
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

    def close(self) -> None:
        """Emit no more signals."""
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
    """Do nothing, but keep the system from ending the process: the socket reports the signal."""
