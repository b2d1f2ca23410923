"""How the window starts its child processes, wherever it was started from itself."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

ChildKind = Literal["worker", "layout"]

_MODULES: dict[ChildKind, str] = {
    "worker": "engine.worker.main",
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
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process
