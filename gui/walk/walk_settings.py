"""The stored speed of playing, and the breakpoints of each file."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QSettings

from gui.player import DEFAULT_INTERVAL_MS

MAX_FILES = 100


class StoredBreakpoint(msgspec.Struct):
    """A breakpoint of a script: see ``gui.walk.breakpoints.Breakpoint``."""

    line: int
    condition: str = ""
    site: list[int] = []
    number: int = 0


class WalkSettings:
    """A typed view of a settings store; missing or invalid entries read as the defaults."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def play_interval_ms(self) -> int:
        """The time between two steps while playing."""
        stored = str(self._store.value("play_interval_ms"))
        return int(stored) if stored.isdecimal() else DEFAULT_INTERVAL_MS

    @play_interval_ms.setter
    def play_interval_ms(self, interval_ms: int) -> None:
        self._store.setValue("play_interval_ms", interval_ms)

    def breakpoints(self, path: Path) -> list[StoredBreakpoint]:
        """The breakpoints that a script had last."""
        return self._all().get(str(path), [])

    def set_breakpoints(self, path: Path, breakpoints: list[StoredBreakpoint]) -> None:
        """Store the breakpoints of a script; of many scripts, those changed last are kept."""
        by_path = self._all()
        by_path.pop(str(path), None)
        if breakpoints:
            by_path[str(path)] = breakpoints
        newest = dict(list(by_path.items())[-MAX_FILES:])
        self._store.setValue("breakpoints", msgspec.json.encode(newest).decode())

    def _all(self) -> dict[str, list[StoredBreakpoint]]:
        stored = str(self._store.value("breakpoints"))
        try:
            return msgspec.json.decode(stored, type=dict[str, list[StoredBreakpoint]])
        except msgspec.DecodeError:
            return {}
