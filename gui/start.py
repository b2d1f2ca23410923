"""Starts the window: child processes first, since they get ready while Qt is loaded."""

from pathlib import Path

from engine.layout.process import LayoutProcess
from engine.worker.host import WorkerHost


def start(script: Path | None) -> int:
    """Open the window on a script, or on the first example; returns the exit status."""
    host, layout_process = WorkerHost(), LayoutProcess()
    # Qt takes a tenth of a second to load, which the children use.
    from gui.application import run_window

    return run_window(host, layout_process, script)
