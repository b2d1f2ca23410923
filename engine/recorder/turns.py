"""Whose pass is recorded, where several threads of a script begin passes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import get_ident
from typing import Any

_PATIENCE_S = 0.25
"""A pass in which nothing happens for so long may be waiting for the one that waits for it."""


class Turns:
    """Lets the passes of several threads be recorded one after the other.

    A pass may wait for that of another thread, as where a hook starts one and joins it. Then that
    is recorded within it, as a pass that its hook begins itself.

    Args:
        progress: returns something that changes with whatever is noted.

    Attributes:
        is_overtaken: whether a pass is recorded within that of another thread.
    """

    def __init__(self, progress: Callable[[], Any]) -> None:
        self._progress = progress
        self._changed = threading.Condition()
        self._threads: list[int] = []
        self.is_overtaken = False

    def begin(self) -> None:
        """Begin a pass, once the passes of other threads have ended or make no progress."""
        with self._changed:
            noted = self._progress()
            while not self._is_mine():
                if not self._changed.wait(_PATIENCE_S) and noted == self._progress():
                    self.is_overtaken = True
                    break
                noted = self._progress()
            self._threads.append(get_ident())

    def end(self) -> None:
        """End the innermost pass."""
        with self._changed:
            self._threads.pop()
            self.is_overtaken = len(set(self._threads)) > 1
            self._changed.notify_all()

    def await_own(self) -> None:
        """Wait until passes that have overtaken that of this thread are over."""
        with self._changed:
            while not self._is_mine():
                self._changed.wait()

    def _is_mine(self) -> bool:
        return not self._threads or self._threads[-1] == get_ident()
