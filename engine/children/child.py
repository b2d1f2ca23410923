"""How the window starts its child processes, however it was started itself."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Literal, Protocol

ChildKind = Literal["worker", "layout"]

MODULES: dict[ChildKind, str] = {"worker": "engine.worker.main", "layout": "engine.layout.server"}
"""What each kind of child loads, and then runs the ``main`` of."""

WHERE_SIGNAL = None if sys.platform == "win32" else signal.SIGUSR2
"""Has a worker write to its standard error where in its Python code it is, whatever it is doing."""

_NICENESS = 10
_ROOT = Path(__file__).resolve().parents[2]
_THREAD_COUNTS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def child_command(module: str) -> list[str]:
    """The command line of a process that runs a module; it needs `child_environment`."""
    # -s and -P: neither the person's site-packages nor the current folder can stand in for ours.
    python = [sys.executable, "-s", "-P", "-X", "faulthandler"]
    return [*python, "-m", "engine.children.start", module]


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


class Child(Protocol):
    """A process that talks through pipes, wherever it came from; all streams are unbuffered.

    It leads a process group of its own, so that it can be ended with all that it starts, and has a
    lower priority than the window.

    Attributes:
        name: what it is called in the log.
        stderr: a worker's; None where the child has that of this process.
    """

    name: str
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes] | None

    @property
    def is_alive(self) -> bool: ...

    def interrupt(self) -> None: ...

    def ask_where(self) -> None: ...

    def end(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class StartedChild:
    """A child that is a program started anew."""

    def __init__(self, kind: ChildKind) -> None:
        process = _started(kind)
        assert process.stdin and process.stdout
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr
        self.name = str(process.pid)
        self.wait = process.wait
        self._process = process

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def interrupt(self) -> None:
        """Have it stop its script; where there is no way to ask, end it."""
        if sys.platform == "win32":
            self.end()
        else:
            self._process.send_signal(signal.SIGINT)

    def ask_where(self) -> None:
        """Have a worker write where it is, where there is a way to ask."""
        if WHERE_SIGNAL is not None:
            self._process.send_signal(WHERE_SIGNAL)

    def end(self) -> None:
        """End it at once and, except on Windows, whatever it started."""
        if sys.platform == "win32":
            self._process.kill()
            return
        # macOS refuses what Linux allows: to send signals to a group in which all are dead.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _started(kind: ChildKind) -> subprocess.Popen[bytes]:
    own_group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NO_WINDOW}
    process = subprocess.Popen(
        child_command(MODULES[kind]),
        env=child_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if kind == "worker" else None,
        bufsize=0,
        **own_group,
    )
    lower_priority(process)
    return process


def lower_priority(process: subprocess.Popen[bytes]) -> None:
    """Give a child process a lower priority than this one has."""
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
