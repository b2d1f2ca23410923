"""A process with the engine loaded, which forks a child whenever the window asks for one.

Loading takes a third of a second of processor time, a fork some milliseconds. The window sends
packets, see ``fork_packets``, through a socket that is this process's standard input. Modules that
only one kind of child needs are loaded when the first of that kind is asked for.
"""

import contextlib
import os
import select
import signal
import socket
from collections.abc import Callable

import numpy as np
import numpy.random  # otherwise each copy would load it

from engine.children.child import MODULES
from engine.children.fork_packets import FILE_COUNT, FORKS, PACKET, STATUS
from engine.children.parent import end_with_parent
from engine.children.start import load
from engine.compiled.precompile import precompile
from engine.random import generator

_STANDARD_FILES = range(3)
_MODULES = {what: MODULES[kind] for kind, what in FORKS.items()}


def main() -> None:
    """Serve the window until it is gone; in each copy, run the requested child."""
    precompile()
    be_child = Forker(socket.socket(fileno=os.dup(0))).serve()
    if be_child is not None:
        be_child()


class Forker:
    """Forks copies, forwards signals to them, and reports their exit statuses.

    Args:
        window: the socket to the window.
    """

    def __init__(self, window: socket.socket) -> None:
        self._window = window
        self._copies: dict[int, int] = {}  # process ids, by number
        self._statuses: dict[int, int] = {}  # file descriptors for the exit status, by process id
        self._ends, end = os.pipe()
        for file in (self._ends, end):
            os.set_blocking(file, False)
        # A copy that is signalled before it is ready receives the signal once it is.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGCHLD, lambda *_: None)  # for the wake-up descriptor
        signal.set_wakeup_fd(end)
        self._wakeup_file = end

    def serve(self) -> Callable[[], None] | None:
        """Handle packets until the window is gone; in a copy, return the ``main`` to run."""
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
        """Fork; return True in the copy."""
        process = os.fork()
        if process == 0:
            self._become_child(files)
            return True
        os.setpgid(process, process)  # here too, to avoid a race
        *standard, status = files
        for file in standard:
            os.close(file)
        self._copies[number], self._statuses[process] = process, status
        return False

    def _become_child(self, files: list[int]) -> None:
        """Close everything that is the forker's, and look like a newly started process."""
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
        # Python's own generator is reseeded by itself.
        np.random.seed()
        generator.default_generator.seed()

    def _send_signal(self, number: int, what: int) -> None:
        """Send a signal to a copy; a fatal one goes to all its descendants, too."""
        process = self._copies.get(number)
        if process is not None:
            send = os.killpg if what == signal.SIGKILL else os.kill
            with contextlib.suppress(ProcessLookupError):
                send(process, what)

    def _tell_ends(self) -> None:
        """Report the exit statuses of copies, and kill their descendants."""
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
