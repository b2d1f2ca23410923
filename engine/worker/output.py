"""Standard streams of a script: output is passed on up to a limit, and there is no input."""

import contextlib
import io
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Never, TextIO

from engine.worker.hooks import Hooks

TAIL_CHARS = 64_000
"""The last characters are passed on at the end: at least this many, at most twice as many."""


class PrintedText:
    """Passes on what a script prints, line by line; past a limit only the end of it.

    Attributes:
        stdout, stderr: text streams for the script, with a common limit.
    """

    def __init__(self, hooks: Hooks, max_chars: int) -> None:
        self.stdout = self._stream("stdout", errors="strict")
        self.stderr = self._stream("stderr", errors="backslashreplace")
        self._hooks = hooks
        self._chars_left = max_chars
        self._tail: deque[tuple[str, str]] = deque()
        self._tail_chars = 0
        self._omitted_chars = 0

    def finish(self) -> None:
        """Pass on unfinished lines, then how much was left out and what followed it."""
        for stream in (self.stdout, self.stderr, sys.stdout, sys.stderr):
            # The script may have closed or replaced them; Python ignores the errors of that, too.
            with contextlib.suppress(BaseException):
                stream.flush()
        if self._omitted_chars:
            notice = f"[... {self._omitted_chars:,} characters left out ...]\n"
            self._hooks.printed("stderr", notice)
        for name, text in self._tail:
            self._hooks.printed(name, text)
        self._tail.clear()

    def _stream(self, name: str, errors: str) -> TextIO:
        far_end = _Delivery(name, self._take)
        return io.TextIOWrapper(far_end, "utf-8", errors, newline="", line_buffering=True)

    def _take(self, name: str, text: str) -> None:
        if self._chars_left:
            head, text = text[: self._chars_left], text[self._chars_left :]
            self._chars_left -= len(head)
            self._hooks.printed(name, head)
        if text:
            self._keep_tail(name, text)

    def _keep_tail(self, name: str, text: str) -> None:
        """Append to the tail, and drop whole parts from its front that are not needed."""
        self._omitted_chars += max(0, len(text) - TAIL_CHARS)
        self._tail.append((name, text[-TAIL_CHARS:]))
        self._tail_chars += min(len(text), TAIL_CHARS)
        while self._tail_chars - len(self._tail[0][1]) >= TAIL_CHARS:
            dropped = len(self._tail.popleft()[1])
            self._tail_chars -= dropped
            self._omitted_chars += dropped


class NoKeyboard(io.TextIOBase):
    """The standard input of a script: empty; ``input()`` raises an error with the reason."""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> str:
        return ""

    def readline(self, size: int | None = -1, /) -> Never:
        raise EOFError("input() found nothing to read: a script runs here without a keyboard")

    def __next__(self) -> Never:
        raise StopIteration


def no_debugger(*_arguments: object, **_settings: object) -> Never:
    """What ``breakpoint()`` and ``pdb.set_trace()`` call: raises an error with the reason.

    Raises:
        RuntimeError
    """
    raise RuntimeError("a debugger waits for commands: a script runs here without a keyboard")


class _Delivery(io.BufferedIOBase):
    """The raw end of a text stream: receives UTF-8 and passes it on as text."""

    def __init__(self, name: str, deliver: Callable[[str, str], None]) -> None:
        self.name = f"<{name}>"
        self._deliver = partial(deliver, name)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._deliver(str(data, "utf-8", "replace"))
        return len(data)
