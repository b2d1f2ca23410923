"""Rows for backward passes: participating nodes, contributions, and accumulation into leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, TypeAlias

from engine.nodes.accumulate_grad import AccumulateGrad
from engine.observe import Sent
from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Seed
from engine.record.schema import NONE, Call, EventKind, Reset
from engine.recorder.card_book import CardBook
from engine.recorder.rows_writer import Note, RowsWriter, one_by_one
from engine.recorder.tables_writer import TablesWriter
from engine.recorder.values_writer import SCALAR_TYPES
from engine.tensor import Tensor

_Buffer: TypeAlias = "int | tuple[int, int]"
"""The key of a gradient buffer: the row of its node, with the output's number unless that is 0.
"""


def _buffer(node: int, output_nr: int) -> _Buffer:
    return (node, output_nr) if output_nr else node


class PassRows(RowsWriter):
    """Writes rows for backward passes, nested ones included."""

    def __init__(self, tables: TablesWriter, book: CardBook) -> None:
        super().__init__(tables, book)
        self._pass = NONE
        self._rows: dict[Any, int] = {}
        self._buffers: dict[_Buffer, int] = {}
        self._has_several = False
        self._outer: list[tuple[int, dict[Any, int], dict[_Buffer, int], bool]] = []

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
        self._outer.append((self._pass, self._rows, self._buffers, self._has_several))
        call = Call.GRAD if backward_pass.captures else Call.BACKWARD
        retains, creates = backward_pass.retain_graph, backward_pass.create_graph
        self._pass = self._new.passes.add((self._now, call, retains, creates))
        for seed in seeds:
            if isinstance(seed.value, Tensor):
                self._book.note_seed(seed.value)
        rows, awaited = self._participants(backward_pass)
        self._rows, self._buffers = rows, dict.fromkeys(rows.values(), NONE)
        self._has_several = not self._book.nodes.with_several.isdisjoint(self._buffers)
        participants = zip(repeat(self._pass), rows.values(), map(awaited.__getitem__, rows))
        self._new.participants.extend(chain.from_iterable(participants))
        for target, input_nr, value, before, after in seeds:
            sent = -1, value, value, before, after
            self._contributions(NONE, (target,), (input_nr,), (sent,))
        self._event(EventKind.PASS_BEGAN, self._pass, *where)

    def _participants(
        self, backward_pass: BackwardPass
    ) -> tuple[dict[Any, int], Mapping[Any, int]]:
        """The rows of the nodes of a pass, and how many contributions each waits for."""
        row_of, node_of = self._book.nodes.rows.get, self._book.node
        if backward_pass.is_restricted:
            awaited = backward_pass.participants()
            return {node: row_of(node.sequence_nr) or node_of(node) for node in awaited}, awaited
        rows: dict[Any, int] = {None: NONE}
        reached: list[Any] = list(backward_pass.targets)
        for node in reached:  # as in ``participants``, but each node is looked at once
            if node not in rows:
                rows[node] = row_of(node.sequence_nr) or node_of(node)
                reached.extend(node.next_nodes)
        del rows[None]
        return rows, Counter(reached)

    def nodes_evaluated(self, notes: Iterator[Note]) -> None:
        """Nodes ran, or raised and so sent nothing.

        The loop is for the common case: all nodes of the pass have a single output.
        """
        if self._has_several:
            for _, *note in notes:
                self._node_evaluated(*note)
            return
        new, rows, buffers, pass_ = self._new, self._rows, self._buffers, self._pass
        events, incomings, evaluations = new.events, new.incoming, new.evaluations
        values, any_value = self._tables.values, self._book.value
        add, contribute, keep = new.evaluated.extend, new.contributions.extend, values.new.append
        event, row, first = events.count, evaluations.count, incomings.count
        try:
            for _, node, incoming, sent, is_hooked, site, scope in notes:
                sender, targets = rows[node], node.next_nodes
                if is_hooked:
                    buffers[sender] = any_value(incoming)
                add((event, row, first, pass_, sender, buffers[sender], site, scope))
                for position, raw, value, _, total in sent:
                    target = rows[targets[position]]
                    before = buffers[target]
                    if type(value) in SCALAR_TYPES:
                        after = number = values.count
                        values.count = number + 1
                        keep(value)
                        if total is not value:
                            after = values.number(total)
                    elif value is None:
                        number, after = NONE, before
                    else:
                        after = number = any_value(value)
                        if total is not value:
                            after = any_value(total)
                    buffers[target] = after
                    given = number if raw is value else any_value(raw)
                    contribute(
                        (event, pass_, sender, position, target, 0, given, number, before, after)
                    )
                event, row, first = event + 1, row + 1, first + 1
        finally:
            events.count, evaluations.count, incomings.count = event, row, first

    def _node_evaluated(
        self, node: Any, incoming: Any, sent: Sequence[Sent], is_hooked: bool, *where: int
    ) -> None:
        """As ``nodes_evaluated`` for one node, if nodes of the pass may have several outputs."""
        new, sender, count = self._new, self._rows[node], node.output_count
        if is_hooked:
            for output_nr, gradient in enumerate(incoming if count != 1 else (incoming,)):
                self._buffers[_buffer(sender, output_nr)] = self.value(gradient)
        first = new.incoming.count
        for output_nr in range(count):
            new.incoming.add((self._buffers.get(_buffer(sender, output_nr), NONE),))
        row = new.evaluations.add((self._now, self._pass, sender, first, count))
        if sent:
            self._contributions(sender, node.next_nodes, node.input_nrs, sent)
        self._event(EventKind.NODE_EVALUATED, row, *where)

    def _contributions(
        self,
        sender: int,
        targets: Sequence[Any],
        input_nrs: Sequence[int],
        sent: Sequence[Sent],
    ) -> None:
        """Add rows for the contributions of a node, or for a seed."""
        for position, raw, value, _, total in sent:
            target, input_nr = self._rows[targets[position]], input_nrs[position]
            buffer = _buffer(target, input_nr)
            before = after = self._buffers.get(buffer, NONE)
            number = self.value(value)
            if value is not None:
                after = number if total is value else self.value(total)
            self._buffers[buffer] = after
            given = number if raw is value else self.value(raw)
            row = (self._pass, sender, position, target, input_nr, given, number, before, after)
            self._new.contributions.add((self._now, *row))

    @one_by_one
    def grad_accumulated(
        self,
        node: AccumulateGrad,
        before: int,
        same_memory: bool,
        gradient: Tensor | None,
        *where: Any,
    ) -> None:
        """A gradient was accumulated into a leaf's ``.grad``."""
        card = self._book.card(node.leaf)
        self._book.note_grad(node.leaf, gradient)
        row = self._book.node(node)
        added = self._buffers[row]  # not read now: it may be the .grad itself, which has changed
        after = added if before == NONE else self.value(gradient)  # the first .grad is a copy
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
        """A pass ended, or failed with an error."""
        raised = NONE if error is None else self._tables.strings[type(error).__name__]
        self._new.pass_ends.add((self._now, self._pass, raised))
        self._event(EventKind.PASS_ENDED, self._pass, *where)
        self._pass, self._rows, self._buffers, self._has_several = self._outer.pop()
