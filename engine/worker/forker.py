"""A process that has loaded what a worker needs, and becomes one in as many copies as asked for.

Loading takes a third of a second of processor time, a copy some milliseconds. The window asks for
copies in packets, see ``fork_packets``, through a socket that is this process's standard input.
"""

import contextlib
import os
import select
import signal
import socket

import numpy as np

from engine import generator
from engine.worker import main as worker
from engine.worker.fork_packets import FILE_COUNT, FORK, PACKET, STATUS

_STANDARD_FILES = range(3)


def main() -> None:
    """Serve the window until it is gone; in each copy, be a worker."""
    if Forker(socket.socket(fileno=os.dup(0))).serve():
        worker.main()


class Forker:
    """Makes workers, hands signals on to them, and tells how they ended.

    Args:
        window: the socket whose other end asks.
    """

    def __init__(self, window: socket.socket) -> None:
        self._window = window
        self._workers: dict[int, int] = {}  # process by number
        self._statuses: dict[int, int] = {}  # file for the exit status, by process
        self._ends, end = os.pipe()
        for file in (self._ends, end):
            os.set_blocking(file, False)
        # A copy that is told to stop before it can listen hears of it once it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that there is something to wake up for
        signal.set_wakeup_fd(end)
        self._wakeup_file = end

    def serve(self) -> bool:
        """Do as asked until nobody can ask any more; True in a copy that is to be a worker."""
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
                    return False
                number, what = PACKET.unpack(packet)
                if what != FORK:
                    self._send_signal(number, what)
                elif self._fork(number, files):
                    return True

    def _fork(self, number: int, files: list[int]) -> bool:
        """Make a copy; True in it."""
        process = os.fork()
        if process == 0:
            self._become_worker(files)
            return True
        os.setpgid(process, process)  # here too, as either may be the first to need it
        *standard, status = files
        for file in standard:
            os.close(file)
        self._workers[number], self._statuses[process] = process, status
        return False

    def _become_worker(self, files: list[int]) -> None:
        """Let go of everything that is the forker's, and be as a process that was just started."""
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
        """Send a signal to a worker; one that ends it goes to all that it started, too."""
        process = self._workers.get(number)
        if process is not None:
            send = os.killpg if what == signal.SIGKILL else os.kill
            with contextlib.suppress(ProcessLookupError):
                send(process, what)

    def _tell_ends(self) -> None:
        """Tell how workers ended that have, and end what they started."""
        for number, process in list(self._workers.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self._workers[number]
                _kill_group(process)
                file = self._statuses.pop(process)
                with contextlib.suppress(BrokenPipeError):
                    os.write(file, STATUS.pack(status))
                os.close(file)

    def _end_all(self) -> None:
        for process in self._workers.values():
            _kill_group(process)


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
