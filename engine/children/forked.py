"""Children forked from a process that has the engine loaded: the window's side."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from itertools import count
from typing import IO

from engine.children.child import (
    WHERE_SIGNAL,
    Child,
    ChildKind,
    StartedChild,
    child_command,
    child_environment,
    lower_priority,
)
from engine.children.fork_packets import FORKS, PACKET, STATUS


class ForkedChild:
    """A child of the forker, which may still have to be forked."""

    def __init__(self, forker: _ForkerProcess, number: int, kind: ChildKind) -> None:
        requests, self.stdin = _pipe_to_child()
        self.stdout, frames = _pipe_from_child()
        self.stderr: IO[bytes] | None
        self.stderr, errors = _pipe_from_child() if kind == "worker" else (None, os.dup(2))
        self._status_file, status = _pipe_from_child()
        self.name = f"fork {number}"
        self._forker, self._number = forker, number
        self._returncode: int | None = None
        theirs = [requests, frames, errors, status]
        try:
            forker.send(number, FORKS[kind], theirs)
        finally:
            for file in theirs:
                os.close(file)

    @property
    def is_alive(self) -> bool:
        """Whether it is still running; only while no thread waits for it."""
        return self._returncode is None and not self._has_news(0)

    def interrupt(self) -> None:
        """Interrupt it, as Ctrl+C would."""
        self._forker.send(self._number, signal.SIGINT)

    def ask_where(self) -> None:
        """Have a worker write where it is."""
        if WHERE_SIGNAL is not None:
            self._forker.send(self._number, WHERE_SIGNAL)

    def end(self) -> None:
        """Kill it at once, with its descendants."""
        self._forker.send(self._number, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, negative for a signal; call this on one thread only.

        Raises:
            subprocess.TimeoutExpired: after ``timeout`` seconds.
        """
        if self._returncode is None:
            if not self._has_news(timeout):
                raise subprocess.TimeoutExpired(self.name, timeout or 0)
            packed = self._status_file.read(STATUS.size)
            self._status_file.close()
            # A forker that is gone has taken its workers along, and reports nothing.
            self._returncode = (
                os.waitstatus_to_exitcode(*STATUS.unpack(packed)) if packed else -signal.SIGKILL
            )
        return self._returncode

    def _has_news(self, timeout: float | None) -> bool:
        """Whether its status arrives within ``timeout`` seconds, or the forker is gone."""
        return bool(select.select([self._status_file], [], [], timeout)[0])


class _ForkerProcess:
    """The process from which children are forked; it ends with this one."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                child_command("engine.children.forker"),
                env=child_environment(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        lower_priority(self._process)
        self._next_number = count(1).__next__
        atexit.register(self._close)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def fork(self, kind: ChildKind) -> ForkedChild:
        """Ask it to fork a child; returns at once.

        Raises:
            OSError: if it is gone.
        """
        return ForkedChild(self, self._next_number(), kind)

    def send(self, number: int, what: int, files: list[int] | None = None) -> None:
        """Ask for a child, or send it a signal; if the child is gone, do nothing.

        Raises:
            OSError: if the forker is gone and a child was asked for.
        """
        try:
            socket.send_fds(self._socket, [PACKET.pack(number, what)], files or [])
        except OSError:
            if files:
                raise

    def _close(self) -> None:
        self._socket.close()
        self._process.wait()


_turn = threading.Lock()
_forker: _ForkerProcess | None = None


def new_child(kind: ChildKind) -> Child:
    """A child, made in the quickest way that the system supports.

    On Linux it is forked. Windows has no fork, and macOS's own libraries do not survive it.
    """
    return _forked(kind) if sys.platform == "linux" else StartedChild(kind)


def _forked(kind: ChildKind) -> ForkedChild:
    """A child of this process's forker, which is started if needed."""
    global _forker
    with _turn:
        if _forker is not None and _forker.is_alive:
            with contextlib.suppress(BrokenPipeError):  # the forker has just ended
                return _forker.fork(kind)
        _forker = _ForkerProcess()
        return _forker.fork(kind)


def _pipe_to_child() -> tuple[int, IO[bytes]]:
    """The read end, as a file descriptor, and the write end."""
    theirs, ours = os.pipe()
    return theirs, os.fdopen(ours, "wb", buffering=0)


def _pipe_from_child() -> tuple[IO[bytes], int]:
    """The read end, and the write end, as a file descriptor."""
    ours, theirs = os.pipe()
    return os.fdopen(ours, "rb", buffering=0), theirs
