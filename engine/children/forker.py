"""A process that has loaded the engine, and forks a child whenever the window asks for one.

Loading takes a third of a second of processor time, a fork some milliseconds. The window asks in
packets, see ``fork_packets``, through a socket that is this process's standard input. What a kind
of child needs beyond the engine is loaded when the first of that kind is asked for.
"""

import contextlib
import os
import select
import signal
import socket
from collections.abc import Callable

import numpy as np
import numpy.random  # else each copy would load it anew

from engine.children.child import MODULES
from engine.children.fork_packets import FILE_COUNT, FORKS, PACKET, STATUS
from engine.children.parent import end_with_parent
from engine.children.start import load
from engine.compiled.precompile import precompile
from engine.random import generator

_STANDARD_FILES = range(3)
_MODULES = {what: MODULES[kind] for kind, what in FORKS.items()}


def main() -> None:
    """Serve the window until it is gone; in each copy, run the child that was asked for."""
    precompile()
    be_child = Forker(socket.socket(fileno=os.dup(0))).serve()
    if be_child is not None:
        be_child()


class Forker:
    """Makes copies, hands signals on to them, and tells how they ended.

    Args:
        window: the socket whose other end asks.
    """

    def __init__(self, window: socket.socket) -> None:
        self._window = window
        self._copies: dict[int, int] = {}  # process by number
        self._statuses: dict[int, int] = {}  # file for the exit status, by process
        self._ends, end = os.pipe()
        for file in (self._ends, end):
            os.set_blocking(file, False)
        # A copy that is told to stop before it can listen hears of it once it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that there is something to wake up for
        signal.set_wakeup_fd(end)
        self._wakeup_file = end

    def serve(self) -> Callable[[], None] | None:
        """Do as asked until nobody can ask any more; in a copy, the ``main`` that it is to run."""
        window = self._window.fileno()
        while True:
            ready, _, _ = select.select([window, self._ends], [], [])
            if self._ends in ready:
                os.read(self._ends, select.PIPE_BUF)
                self._tell_ends()
            if window in ready:
                packet, files, _, _ = socket.recv_fds(self._window, PACKET.size, FILE_COUNT)
                if not packet:
                    self._end_all()
                    return None
                number, what = PACKET.unpack(packet)
                if what not in _MODULES:
                    self._send_signal(number, what)
                    continue
                be_child = load(_MODULES[what])
                if self._fork(number, files):
                    return be_child

    def _fork(self, number: int, files: list[int]) -> bool:
        """Make a copy; True in it."""
        process = os.fork()
        if process == 0:
            self._become_child(files)
            return True
        os.setpgid(process, process)  # here too, as either may be the first to need it
        *standard, status = files
        for file in standard:
            os.close(file)
        self._copies[number], self._statuses[process] = process, status
        return False

    def _become_child(self, files: list[int]) -> None:
        """Let go of everything that is the forker's, and look like a process just started."""
        end_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._window.close()
        for file in (self._ends, self._wakeup_file, *self._statuses.values()):
            os.close(file)
        os.setpgid(0, 0)
        for standard, file in zip(_STANDARD_FILES, files):
            os.dup2(file, standard)
        for file in files:
            os.close(file)
        # Python's own generator sees to itself.
        np.random.seed()
        generator.default_generator.seed()

    def _send_signal(self, number: int, what: int) -> None:
        """Send a signal to a copy; one that ends it goes to all that it started, too."""
        process = self._copies.get(number)
        if process is not None:
            send = os.killpg if what == signal.SIGKILL else os.kill
            with contextlib.suppress(ProcessLookupError):
                send(process, what)

    def _tell_ends(self) -> None:
        """Report how copies have ended, and end what they had started."""
        for number, process in list(self._copies.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self._copies[number]
                _kill_group(process)
                file = self._statuses.pop(process)
                with contextlib.suppress(BrokenPipeError):
                    os.write(file, STATUS.pack(status))
                os.close(file)

    def _end_all(self) -> None:
        for process in self._copies.values():
            _kill_group(process)


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
