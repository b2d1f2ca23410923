"""Logs notes of a run, and encodes them as rows from time to time.

The script has to wait while a note is taken, so a note only holds references. Notes are encoded,
and values copied, when rows are requested, or just before something that was noted changes in
place. So each row is exact as of the moment of its event.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from types import FrameType
from typing import Any, TypeAlias

import numpy as np

from engine.passes.backward_pass import BackwardPass
from engine.record.schema import NONE, EventKind
from engine.recorder.budgets import Budgets
from engine.recorder.card_book import CardBook
from engine.recorder.encoder import Encode, Encoder
from engine.recorder.op_rows import BeforeChange
from engine.recorder.scopes import ScopeStack
from engine.recorder.tables_writer import Sink, TablesWriter
from engine.tensor import Tensor

_RUN = BackwardPass.run.__code__

_STRIDE = 7
"""The number of fields of a note; see ``rows_writer.Note``."""

Where: TypeAlias = "tuple[int, int]"
"""A site and a scope."""

_MAX_NOTES = 2_000
"""After this many notes rows are sent even without a timer."""


class _Lock:
    """A reentrant lock that serialises encoding.

    Attributes:
        depth: how many times its thread has acquired it.
    """

    def __init__(self) -> None:
        self._inner = threading.RLock()
        self.depth = 0

    def __enter__(self) -> None:
        self._inner.acquire()
        self.depth += 1

    def __exit__(self, *error: object) -> None:
        self.depth -= 1
        self._inner.release()


class NoteTaker:
    """The log of one run, and its encoder; every thread of the script may take notes.

    The most frequent events are added to the log with as few calls as possible.

    Args:
        filename: the file name in the script's code objects.
        source: the script.
        sink: receives the rows at every flush.
        budgets: the limits of what is kept.
    """

    _large_bytes = 1 << 20
    """An array of this size is encoded at once, so that the script's memory is freed."""

    def __init__(self, filename: str, source: str, sink: Sink, budgets: Budgets) -> None:
        self._filename = filename
        self._log: list[Any] = []
        self._tables = TablesWriter(source, budgets, sink)
        self._book = CardBook(self._tables)
        self._encoder = Encoder(self._tables, self._book)
        self._scopes = ScopeStack(self._encoder.scope)
        self._scopes_of_thread = self._scopes.of_thread
        self._where_of_pass: Where = NONE, NONE
        self._sites = self._tables.sites
        self._max_length = _MAX_NOTES * _STRIDE
        self._unsent_notes = 0
        self._met_card = self._awaited_event = NONE
        self._memory_is_exposed = False
        self._lock = _Lock()

    def flush(self) -> None:
        """Encode all notes and send the rows to the sink; do nothing while a note is encoded."""
        with self._lock:
            if self._lock.depth == 1:
                self._encode()
                self._send()

    def _note(self, encode: Encode, a: Any, b: Any, c: Any, d: Any) -> None:
        """Note an event and the script's position; appending to the log needs no lock."""
        self._add((encode, a, b, c, d), self._where())

    def _add(self, happened: tuple[Any, ...], where: Where) -> None:
        """Note an event (how to encode it, and four fields) and its position."""
        log = self._log
        log.extend(happened + where)
        if len(log) >= self._max_length:
            self._on_full()

    def _encode_large(self, arrays: Iterable[Any]) -> None:
        """Encode the log if it keeps a large array alive whose memory the script could reuse."""
        if any(
            isinstance(each, np.ndarray) and each.nbytes >= self._large_bytes for each in arrays
        ):
            with self._lock:
                if self._lock.depth == 1:
                    self._encode()

    def _on_full(self) -> None:
        if self._memory_is_exposed:
            self._encode_now()
        else:
            self.flush()

    def _where(self) -> Where:
        """The expression at which the script's innermost frame is, and the scope."""
        scope = self._scopes_of_thread.open[-1].row
        if scope == NONE:
            with self._lock:
                scope = self._scopes.current()
        filename = self._filename
        frame: FrameType | None = sys._getframe(3)
        while frame is not None:
            code = frame.f_code
            if code.co_filename == filename:
                site = self._sites.get(id(code) + frame.f_lasti)
                if site is None:
                    with self._lock:
                        site = self._tables.site(code, frame.f_lasti)
                return site, scope
            if code is _RUN:  # the script's frame around it is at the call that began the pass
                return self._where_of_pass[0], scope
            frame = frame.f_back
        return NONE, scope

    def _encode(self) -> None:
        """Encode all notes as rows, consecutive ones of a kind together.

        Notes taken meanwhile, as when a ``__repr__`` of the script computes, stay in the log.
        """
        log = self._log
        fields_of_notes = log[:]
        del log[: len(fields_of_notes)]
        fields = iter(fields_of_notes)
        notes = zip(*[fields] * _STRIDE)
        try:
            for encode, run in groupby(fields_of_notes[::_STRIDE]):
                encode(self._encoder, islice(notes, len(list(run))))
        finally:
            log[:0] = fields  # the rest, where a note could not be encoded
            self._book.forget_identities()
        self._unsent_notes += len(fields_of_notes) // _STRIDE
        if self._unsent_notes >= _MAX_NOTES and self._lock.depth == 1:
            self._send()

    def _send(self) -> None:
        """Send the rows, unless cards already refer to an event that is still to be noted."""
        if self._awaited_event != self._tables.new.events.count:
            self._tables.send()
            self._unsent_notes = 0

    def _end_awaiting(self) -> None:
        """Add the event for cards that were made for an announced change that never came."""
        with self._lock:
            self._encode()
            events = self._tables.new.events
            if self._awaited_event == events.count:
                where = NONE, self._scopes.current()
                events.add((EventKind.OP_APPLIED, self._met_card, *where))

    def _encode_from_now_on(self, tensor: Tensor, data: Tensor | None) -> None:
        """Encode every note at once from now on, since a tensor's memory may change unnoticed."""
        with self._lock:
            self._encode()
            self._book.expose(tensor)
            if data is not None:
                self._book.note_data(data, tensor)
            self._memory_is_exposed = True
            self._max_length = 0

    def _encode_now(self) -> None:
        with self._lock:
            self._encode()

    def _before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """Describe a tensor that is about to change, after encoding all notes."""
        with self._lock:
            self._encode()
            cards = self._tables.new.cards.count
            try:
                return self._encoder.before_change(tensor, operands)
            finally:
                self._book.forget_identities()
                if self._tables.new.cards.count != cards:
                    self._met_card, self._awaited_event = cards, self._tables.new.events.count
