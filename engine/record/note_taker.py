"""Takes notes of a run in a flat log, and turns them into rows now and then.

Noting is what the script waits for, so it only keeps references. They are turned into rows, and
values copied, when somebody asks for them or just before anything noted changes in place: what a
row says is then exact as of the moment of its event.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

from engine.record.budgets import Budgets
from engine.record.encoder import BeforeChange, Encoder
from engine.record.rows import Rows
from engine.record.scopes import ScopeStack
from engine.tensor import Tensor

_STRIDE = 8
"""Fields of one note: how to encode it, four subjects, code, instruction, scope."""

_MAX_NOTES = 2_000
"""So many notes make an instalment, also where no clock asks for one."""

Sink = Callable[[Rows], None]


class NoteTaker:
    """The log of one run, and its encoder.

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
        self._encoder = Encoder(source, budgets)
        self._scopes = ScopeStack(self._encoder.scope)
        self._memory_is_exposed = False
        self._is_busy = False

    def flush(self) -> None:
        """Hand what has been noted to the sink; does nothing in the midst of being told."""
        if self._is_busy:
            return
        self._is_busy = True
        try:
            self._encode()
            rows = self._encoder.take()
            if rows is not None:
                self._sink(rows)
        finally:
            self._is_busy = False

    def _note(self, encode: Callable[..., None], *subjects: Any) -> None:
        code, instruction = self._place()
        self._is_busy = True
        self._log.extend((encode, *subjects, code, instruction, self._scopes.current()))
        if self._memory_is_exposed:
            self._encode()
        self._is_busy = False
        if len(self._log) >= _MAX_NOTES * _STRIDE:
            self.flush()

    def _place(self) -> tuple[CodeType | None, int]:
        """The instruction that the script is at, in its innermost frame."""
        frame = sys._getframe(2)
        while frame.f_code.co_filename != self._filename:
            if frame.f_back is None:
                return None, 0
            frame = frame.f_back
        return frame.f_code, frame.f_lasti

    def _encode(self) -> None:
        log, self._log = self._log, []
        for at in range(0, len(log), _STRIDE):
            encode, a, b, c, d, code, instruction, scope = log[at : at + _STRIDE]
            encode(a, b, c, d, code, instruction, scope)
        self._encoder.forget_identities()

    def _encode_from_now_on(self) -> None:
        """Encode every note at once: memory may change unseen."""
        self._encode_now()
        self._memory_is_exposed = True

    def _encode_now(self) -> None:
        self._is_busy = True
        self._encode()
        self._is_busy = False

    def _before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """What is about to change, after all that was noted of it."""
        self._is_busy = True
        self._encode()
        before = self._encoder.before_change(tensor, operands)
        self._encoder.forget_identities()
        self._is_busy = False
        return before
