"""The child processes of this one, as listed by Linux."""

import threading
from pathlib import Path


def working_processes() -> set[str]:
    """Live processes that this thread started, or that its fork server made."""
    started = _children("self", threading.get_native_id())
    forkers = {process for process in started if b"engine.children.forker" in _command(process)}
    return (started - forkers).union(*(_children(forker, forker) for forker in forkers))


def _children(process: str, thread: str | int) -> set[str]:
    return set(Path(f"/proc/{process}/task/{thread}/children").read_text().split())


def _command(process: str) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()
