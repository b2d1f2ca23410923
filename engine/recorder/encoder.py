"""Encodes the notes of a run as rows, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from engine.record.schema import NONE, EventKind, Reset, ScopeKind
from engine.recorder.card_book import unmet
from engine.recorder.op_rows import OpRows
from engine.recorder.pass_rows import PassRows
from engine.recorder.rows_writer import Note, one_by_one
from engine.script.source import Place
from engine.tensor import Tensor

Encode: TypeAlias = "Callable[[Encoder, Iterator[Note]], None]"
"""Encodes notes of one kind, in order."""


class Encoder(OpRows, PassRows):
    """Writes the rows of one run, given its notes in order."""

    def scope(self, parent: int, kind: ScopeKind, name: str, index: int, line: int) -> int:
        """Add a scope."""
        text = self._tables.strings[name] if name else NONE
        return self._new.scopes.add((parent, kind, text, index, line))

    @one_by_one
    def requires_grad_set(
        self, tensor: Tensor, requires_grad: bool, _c: None, _d: None, *where: Any
    ) -> None:
        """A leaf's ``requires_grad`` changed."""
        card = self._book.card(tensor)
        self._book.receivers[card] = unmet(requires_grad)
        self._book.without_edge.clear()
        row = self._new.requirements.add((self._now, card, requires_grad))
        self._event(EventKind.REQUIRES_GRAD_SET, row, *where)

    @one_by_one
    def name_bound(self, name: str, tensor: Tensor, _c: None, _d: None, *where: Any) -> None:
        """A variable now refers to a tensor."""
        card = self._book.card(tensor)
        row = self._new.names.add((self._now, card, self._tables.strings[name]))
        self._event(EventKind.NAME_BOUND, row, *where)

    @one_by_one
    def grad_assigned(
        self, leaf: Tensor, before: Tensor | None, after: Tensor | None, how: Reset, *where: Any
    ) -> None:
        """The script assigned to ``.grad``."""
        card = self._book.card(leaf)
        value_before = self.value(before)
        self._book.note_grad(leaf, after)
        self._reset(card, how, value_before, self.value(after), *where)

    # -- texts ---------------------------------------------------------------------------------

    @one_by_one
    def printed(self, stream: str, text: str, _c: None, _d: None, *where: Any) -> None:
        """The script printed."""
        strings = self._tables.strings
        row = self._new.prints.add((self._now, strings[stream], strings.whole(text)))
        self._event(EventKind.PRINTED, row, *where)

    @one_by_one
    def value_shown(self, line: int, text: str, _c: None, _d: None, *where: Any) -> None:
        """The value of a bare expression was shown."""
        row = self._new.shows.add((self._now, line, self._tables.strings[text]))
        self._event(EventKind.VALUE_SHOWN, row, *where)

    @one_by_one
    def raised(
        self,
        kind: str,
        message: str,
        traceback: str,
        place: Place,
        *where: Any,
    ) -> None:
        """The script ended with an error."""
        strings = self._tables.strings
        texts = strings[kind], strings.whole(message), strings.whole(traceback)
        row = self._new.errors.add((self._now, *texts, *place))
        self._event(EventKind.ERROR_RAISED, row, *where)

    @one_by_one
    def recording_stopped(self, budget: str, _b: None, _c: None, _d: None, *where: Any) -> None:
        """A budget is exhausted: from here on only prints and errors are recorded."""
        row = self._new.notices.add((self._now, self._tables.strings[budget]))
        self._event(EventKind.RECORDING_STOPPED, row, *where)


def gradients_given(encoder: Encoder, notes: Iterator[Note]) -> None:
    """The script received gradients of outputs of nodes."""
    for _, gradient, node, output_nr, is_kept, *_ in notes:
        encoder._book.note_gradient(gradient, node, output_nr, is_kept)
