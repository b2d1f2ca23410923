"""How the window starts its child processes, wherever it was started from itself."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Literal, Protocol

ChildKind = Literal["worker", "forker", "layout"]

_MODULES: dict[ChildKind, str] = {
    "worker": "engine.worker.main",
    "forker": "engine.worker.forker",
    "layout": "engine.layout.server",
}
_NICENESS = 10
_ROOT = Path(__file__).resolve().parents[2]
_THREAD_COUNTS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def child_command(kind: ChildKind) -> list[str]:
    """The command line of a child process; it needs `child_environment`."""
    # -s and -P: neither the person's site-packages nor the current folder can stand in for ours.
    python = [sys.executable, "-s", "-P", "-X", "faulthandler"]
    return [*python, "-m", "engine.worker.start", _MODULES[kind]]


def child_environment() -> dict[str, str]:
    """This process's environment without what would change Python, and numpy on one thread.

    One thread each, since several processes that all use every core slow each other down.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LD_PRELOAD", "QT_"))
    }
    return kept | {"PYTHONPATH": str(_ROOT)} | dict.fromkeys(_THREAD_COUNTS, "1")


class WorkerChild(Protocol):
    """A process that talks through pipes, wherever it came from; all streams are unbuffered.

    Attributes:
        name: what it is called in the log.
    """

    name: str
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]

    def interrupt(self) -> None: ...

    def end(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class StartedWorker:
    """A worker that was started as a program is."""

    def __init__(self) -> None:
        process = start_child("worker")
        assert process.stdin and process.stdout and process.stderr
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr
        self.name = str(process.pid)
        self.wait = process.wait
        self._process = process

    def interrupt(self) -> None:
        """Have it stop its script; where there is no way to ask, end it."""
        if sys.platform == "win32":
            self.end()
        else:
            self._process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """End it at once, and, but on Windows, whatever it started."""
        if sys.platform == "win32":
            self._process.kill()
            return
        # macOS refuses what Linux allows: to send signals to a group in which all are dead.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def start_child(kind: ChildKind) -> subprocess.Popen[bytes]:
    """Start a child process that talks through its standard input and output.

    It leads a group of its own, so that it can be ended with all that it starts, and has less of a
    busy processor than the window.
    """
    own_group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NO_WINDOW}
    process = subprocess.Popen(
        child_command(kind),
        env=child_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if kind == "worker" else None,
        bufsize=0,
        **own_group,
    )
    be_nice_to_window(process)
    return process


def be_nice_to_window(process: subprocess.Popen[bytes]) -> None:
    """Let a child process have less of a busy processor than this one."""
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
