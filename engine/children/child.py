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
"""The module of each kind of child; its ``main`` is run."""

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
    """The command line of a process that runs a module; it needs ``child_environment``."""
    # -s and -P: neither the user's site-packages nor the current folder can shadow our modules.
    python = [sys.executable, "-s", "-P", "-X", "faulthandler"]
    return [*python, "-m", "engine.children.start", module]


def child_environment() -> dict[str, str]:
    """This process's environment without variables that affect Python; numpy gets one thread.

    Several processes that all use every core would slow each other down.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LD_PRELOAD", "QT_"))
    }
    return kept | {"PYTHONPATH": str(_ROOT)} | dict.fromkeys(_THREAD_COUNTS, "1")


class Child(Protocol):
    """A process with pipes, forked or started; all streams are unbuffered.

    It leads its own process group, so that it can be killed with all its descendants, and has a
    lower priority than the window.

    Attributes:
        name: its name in the log.
        stderr: a worker's standard error; None if the child inherits that of this process.
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
    """A child that was started as a new program."""

    def __init__(self, kind: ChildKind) -> None:
        process = _started(kind)
        assert process.stdin and process.stdout
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr
        self.name = str(process.pid)
        self.wait = process.wait
        self._process = process

    @property
    def is_alive(self) -> bool:
        """Whether it is still running."""
        return self._process.poll() is None

    def interrupt(self) -> None:
        """Interrupt its script; on Windows, which has no such signals, by closing its input."""
        if sys.platform == "win32":
            self.stdin.close()
        else:
            self._process.send_signal(signal.SIGINT)

    def ask_where(self) -> None:
        """Have a worker write where it is, where there is a way to ask."""
        if WHERE_SIGNAL is not None:
            self._process.send_signal(WHERE_SIGNAL)

    def end(self) -> None:
        """Kill it at once and, except on Windows, all its descendants."""
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
    """Lower the priority of a child process."""
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
