"""Takes notes of a run in a flat log, and turns them into rows now and then.

Noting is what the script waits for, so it only keeps references. They are turned into rows, and
values copied, when somebody asks for them or just before anything noted changes in place: what a
row says is then exact as of the moment of its event.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from types import CodeType, FrameType
from typing import Any

from engine.record.budgets import Budgets
from engine.record.card_book import CardBook
from engine.record.encoder import BeforeChange, Encoder
from engine.record.rows import Rows
from engine.record.schema import NONE
from engine.record.scopes import ScopeStack
from engine.record.tables_writer import TablesWriter
from engine.tensor import Tensor

_STRIDE = 8
"""Fields of one note: how to encode it, four subjects, code, instruction, scope."""

_MAX_NOTES = 2_000
"""So many notes make an instalment, also where no clock asks for one."""

_MAX_PENDING_BYTES = 32 << 20
"""So many bytes of values are handed on at once: joining them shall not take all memory."""

Sink = Callable[[Rows], None]


class _Turn:
    """Lets one thread at a time use the log.

    Attributes:
        depth: how many times over the thread that has its turn has begun it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self.depth += 1

    def __exit__(self, *error: object) -> None:
        self.depth -= 1
        self._lock.release()


class NoteTaker:
    """The log of one run, and its encoder; every thread of the script may take notes.

    Args:
        filename: the name that the script's code objects bear.
        source: the script.
        sink: takes the rows at every flush.
        budgets: how much to keep.
    """

    def __init__(self, filename: str, source: str, sink: Sink, budgets: Budgets) -> None:
        self._filename = filename
        self._sink = sink
        self._log: list[Any] = []
        self._tables = TablesWriter(source, budgets)
        self._book = CardBook(self._tables)
        self._encoder = Encoder(self._tables, self._book)
        self._scopes = ScopeStack(self._encoder.scope)
        self._memory_is_exposed = False
        self._turn = _Turn()

    def flush(self) -> None:
        """Hand what has been noted to the sink; does nothing in the midst of being told."""
        with self._turn:
            if self._turn.depth == 1:
                self._encode()
                self._send()

    def _note(self, encode: Callable[..., None], *subjects: Any) -> None:
        """Note what happened where the script is; adding to the log needs no turn."""
        scope = self._scopes.known
        if scope == NONE:
            with self._turn:
                scope = self._scopes.current()
        log = self._log
        log.extend((encode, *subjects, *self._place(), scope))
        if self._memory_is_exposed:
            self._encode_now()
        if len(log) >= _MAX_NOTES * _STRIDE:
            self.flush()

    def _place(self) -> tuple[CodeType | None, int]:
        """The instruction that the script is at, in its innermost frame."""
        frame: FrameType | None = sys._getframe(2)
        filename = self._filename
        while frame is not None:
            code = frame.f_code
            if code.co_filename == filename:
                return code, frame.f_lasti
            frame = frame.f_back
        return None, 0

    def _encode(self) -> None:
        log, at = self._log, 0
        try:
            while at < len(log):
                encode, a, b, c, d, code, instruction, scope = log[at : at + _STRIDE]
                at += _STRIDE
                encode(a, b, c, d, code, instruction, scope)
                if self._tables.pending_bytes > _MAX_PENDING_BYTES:
                    self._send()
        finally:
            del log[:at]
            self._book.forget_identities()

    def _send(self) -> None:
        rows = self._tables.take()
        if rows is not None:
            self._sink(rows)

    def _encode_from_now_on(self, tensor: Tensor) -> None:
        """Encode every note at once: a tensor's memory may change unseen."""
        with self._turn:
            self._encode()
            self._book.expose(tensor)
            self._memory_is_exposed = True

    def _encode_now(self) -> None:
        with self._turn:
            self._encode()

    def _before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """What is about to change, after all that was noted of it."""
        with self._turn:
            self._encode()
            try:
                return self._encoder.before_change(tensor, operands)
            finally:
                self._book.forget_identities()
