"""Rows for backward passes: who takes part, what each node sends, what leaves accumulate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from engine.accumulate_grad import AccumulateGrad
from engine.backward_pass import BackwardPass
from engine.backward_step import Seed
from engine.observe import Sent
from engine.record.card_book import CardBook
from engine.record.rows_writer import Note, RowsWriter, one_by_one
from engine.record.schema import NONE, Call, EventKind, Reset
from engine.record.tables_writer import TablesWriter
from engine.tensor import Tensor

_NODE_EVALUATED = int(EventKind.NODE_EVALUATED)


_Buffer: TypeAlias = "int | tuple[int, int]"
"""The row of a node, and for another than its first output with the number of that."""


def _buffer(node: int, output_nr: int) -> _Buffer:
    return (node, output_nr) if output_nr else node


class PassRows(RowsWriter):
    """Writes rows for backward passes, those within others included."""

    def __init__(self, tables: TablesWriter, book: CardBook) -> None:
        super().__init__(tables, book)
        self._buffers: dict[_Buffer, int] = {}
        self._pass = NONE
        self._outer: list[tuple[int, dict[_Buffer, int]]] = []

    @one_by_one
    def pass_began(
        self,
        backward_pass: BackwardPass,
        seeds: Sequence[Seed],
        _c: None,
        _d: None,
        *where: Any,
    ) -> None:
        """A pass began."""
        self._outer.append((self._pass, self._buffers))
        call = Call.GRAD if backward_pass.captures else Call.BACKWARD
        retains, creates = backward_pass.retain_graph, backward_pass.create_graph
        self._pass = self._new.passes.add((self._now, call, retains, creates))
        self._buffers = {}
        for seed in seeds:
            if isinstance(seed.value, Tensor):
                self._book.note_seed(seed.value)
        awaited = backward_pass.participants()
        table, pass_, row_of = self._new.participants, self._pass, self._book.rows.get
        for node, contributions in awaited.items():
            row = row_of(node.sequence_nr) or self._book.node(node)
            table.extend((pass_, row, contributions))
        table.count += len(awaited)
        for target, input_nr, value, before, after in seeds:
            sent = -1, value, value, before, after
            self._contributions(NONE, (target,), (input_nr,), (sent,))
        self._event(EventKind.PASS_BEGAN, self._pass, *where)

    def nodes_evaluated(self, notes: Iterator[Note]) -> None:
        """Nodes ran, or raised (then they sent nothing)."""
        new, buffers, pass_ = self._new, self._buffers, self._pass
        events, incomings, evaluations = new.events, new.incoming, new.evaluations
        row_of, arrived = self._book.rows.get, buffers.get
        for _, node, incoming, sent, is_hooked, site, scope in notes:
            sender = row_of(node.sequence_nr) or self._book.node(node)
            count = node.output_count
            if is_hooked:
                for output_nr, gradient in enumerate(incoming if count != 1 else (incoming,)):
                    buffers[_buffer(sender, output_nr)] = self.value(gradient)
            event, first, row = events.count, incomings.count, evaluations.count
            if count == 1:
                incomings.extend((arrived(sender, NONE),))
            else:
                incomings.extend([arrived(_buffer(sender, nr), NONE) for nr in range(count)])
            events.extend((_NODE_EVALUATED, row, site, scope))
            evaluations.extend((event, pass_, sender, first, count))
            if sent:
                numbers = node.input_nrs if node.details else None
                self._contributions(sender, node.next_nodes, numbers, sent)
            incomings.count, evaluations.count, events.count = first + count, row + 1, event + 1

    def _contributions(
        self,
        sender: int,
        targets: Sequence[Any],
        numbers: Sequence[int] | None,
        sent: Sequence[Sent],
    ) -> None:
        book, buffers, table = self._book, self._buffers, self._new.contributions
        row_of, value_of, arrived = book.rows.get, book.value, buffers.get
        extend, event, pass_ = table.extend, self._new.events.count, self._pass
        for position, raw, value, _, sum_after in sent:
            node = targets[position]
            target = row_of(node.sequence_nr) or book.node(node)
            input_nr = 0 if numbers is None else numbers[position]
            buffer = _buffer(target, input_nr) if input_nr else target
            before = arrived(buffer, NONE)
            if value is None:
                number, after = NONE, before
            else:
                number = value_of(value)
                after = number if sum_after is value else value_of(sum_after)
            buffers[buffer] = after
            given = number if raw is value else value_of(raw)
            extend((event, pass_, sender, position, target, input_nr, given, number, before, after))
        table.count += len(sent)

    @one_by_one
    def grad_accumulated(
        self,
        node: AccumulateGrad,
        before: int,
        same_memory: bool,
        gradient: Tensor | None,
        *where: Any,
    ) -> None:
        """A leaf's ``.grad`` was made or added to."""
        card = self._book.card(node.leaf)
        self._book.note_grad(node.leaf, gradient)
        row = self._book.node(node)
        added = self._buffers[row]  # known from when it came: the seed may be the .grad itself
        after = added if before == NONE else self.value(gradient)  # at first it is a copy
        accumulation = self._new.accumulations.add(
            (self._now, self._pass, row, card, before, added, after, same_memory)
        )
        if same_memory and gradient is not None:
            for other, elements in self._book.gradients_in(gradient).items():
                if other != card and elements is gradient._data:
                    self._add_reset(other, Reset.CHANGED, before, after)
        self._event(EventKind.GRAD_ACCUMULATED, accumulation, *where)

    @one_by_one
    def pass_ended(
        self, error: BaseException | None, _b: None, _c: None, _d: None, *where: Any
    ) -> None:
        """A pass ran to its end or was ended by an error."""
        raised = NONE if error is None else self._tables.strings[type(error).__name__]
        self._new.pass_ends.add((self._now, self._pass, raised))
        self._event(EventKind.PASS_ENDED, self._pass, *where)
        self._pass, self._buffers = self._outer.pop()
