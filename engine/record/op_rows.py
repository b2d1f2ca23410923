"""Rows for operations: the cards of what they made or changed, and what they took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.observe import Applied
from engine.record.card_book import sends_to_first
from engine.record.taken_rows import literal, severed
from engine.record.rows_writer import Note, RowsWriter, one_by_one
from engine.record.schema import NONE, CardFlag, Cut, EventKind, Reset
from engine.record.texts import described
from engine.stand_in import GivenNumber, StandIn
from engine.tensor import Tensor

_Taken: TypeAlias = "tuple[Sequence[Any], Mapping[str, Any]]"
"""What an operation took: operands, settings."""

_OP_APPLIED, _REQUIRES_GRAD = int(EventKind.OP_APPLIED), int(CardFlag.REQUIRES_GRAD)


class BeforeChange(NamedTuple):
    """What a note of an in-place change must know of the time before it.

    Attributes:
        gradients: what of it is the ``.grad`` of leaves: values, by the cards of these.
        operands: the cards of what the operation took, NONE for numbers; the target first. Empty
            where it overwrites a ``.grad``.
        value: the content that was overwritten, where it is no card's.
        base: the card of the tensor that the target is a view of, or NONE.
    """

    gradients: dict[int, int]
    operands: list[int]
    value: int
    base: int = NONE


class OpRows(RowsWriter):
    """Writes rows for operations."""

    def ops_applied(self, notes: Iterator[Note]) -> None:
        """Operations made tensors, one or several each: the event names the card of the first.

        Nearly always it is one, with memory of its own and a new node that has an edge for each
        operand. For that as few calls are made as possible.
        """
        book, new, text_of = self._book, self._new, self._tables.strings
        first, receivers, rows, name_of = book.first, book.receivers, book.rows, book.names
        cards, nodes, events, number = new.cards, new.nodes, new.events, self._number
        begin, take, lead_to = new.taken.begin, new.taken.take, new.taken.lead_to
        add, add_receiver, add_card_of_node = new.ops.extend, receivers.append, book.cards_of_nodes.append
        for _, op, out, taken, is_taping, site, scope in notes:
            given, settings = taken
            node = out._node if isinstance(out, Tensor) else None
            if (
                node is None
                or out._serial
                or out._storage is not None
                or out._extra is not None
                or (node.details is not None and not sends_to_first(node))
                or len(node.next_nodes) != len(given)
            ):
                self._made_somehow(op, out, taken, is_taping, site, scope)
                continue
            found = book.lone(given, node.next_nodes) or self._found(op, given, node, is_taping)
            operands, targets = found
            card, row, sequence, count = cards.count, nodes.count, node.sequence_nr, len(operands)
            begin((card, row, count))
            take(operands)
            lead_to(targets)
            rows[sequence], nodes.count = row, row + 1
            add_card_of_node(card)
            add_receiver(row)
            out._serial = first + card
            value, event, name = number(out._data), events.count, name_of[type(node)]
            add((event, card, row, value, text_of[op.name], name, sequence, count, site, scope))
            cards.count, events.count = card + 1, event + 1
            if settings:
                self._settings(card, settings)

    def _found(
        self, op: Applied, given: Sequence[Any], node: Any, is_taping: bool
    ) -> tuple[list[int], list[int]]:
        """What an operation took, and where its gradients go, as ``TakenRows`` has it."""
        book, edges = self._book, node.next_nodes
        operands, targets = book.cards(given), []
        for position, operand in enumerate(operands):
            target = NONE
            if operand == NONE:
                operands[position] = self._literal(op, position, given[position])
            elif edges[position] is not None:
                target = book.receiver(edges[position])
            elif book.receivers[operand] != NONE:
                target = severed(_why_cut(op, is_taping))
            targets.append(target)
        return operands, targets

    def _made_somehow(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        taken: _Taken,
        is_taping: bool,
        *where: int,
    ) -> None:
        """As ``ops_applied``, whatever the operation made."""
        outs = out if isinstance(out, tuple) else (out,)
        operands = self._book.cards(taken[0])
        base, flags = (operands[0], CardFlag.VIEW) if op.is_view else (NONE, 0)
        cards = [self._book.new_card(op.name, each, base, flags) for each in outs]
        for card, each in zip(cards, outs, strict=True):
            self._operands(card, op, each, operands, taken, is_taping)
        if cards:
            self._event(EventKind.OP_APPLIED, cards[0], *where)

    def before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """What is about to change, after all that was noted of it."""
        self._book.share(tensor)
        if not operands:
            return BeforeChange({}, [], self.value(tensor))
        gradients = self._book.gradient_values(tensor)
        if not gradients:
            base = NONE if tensor._view is None else self._book.card(tensor._view.base)
            return BeforeChange({}, self._book.cards(operands), NONE, base)
        return BeforeChange(gradients, [], NONE)

    @one_by_one
    def changed_in_place(
        self,
        op_and_before: tuple[Applied, BeforeChange],
        tensor: Tensor,
        taken: _Taken,
        is_taping: bool,
        *where: Any,
    ) -> None:
        """An operation overwrote a tensor: a new card, or a new content of some ``.grad``."""
        op, before = op_and_before
        if before.gradients:
            how = Reset.ZEROED if op.name == "zero" else Reset.CHANGED
            after = self._book.gradient_values(tensor)
            *others, last = before.gradients
            for leaf in others:
                self._add_reset(leaf, how, before.gradients[leaf], after[leaf])
            self._reset(last, how, before.gradients[last], after[last], *where)
            return
        older = before.operands[0]
        view = None if op.is_view else tensor._view
        if is_taping and view is not None and view.base._node is not None:
            card = self._view_and_base(op, before, tensor, view.base, taken)
        else:
            card = self._book.new_card(op.name, tensor, joined=older, flags=CardFlag.IN_PLACE)
            self._operands(card, op, tensor, before.operands, taken, is_taping)
        self._event(EventKind.OP_APPLIED, card, *where)

    def _view_and_base(
        self,
        op: Applied,
        before: BeforeChange,
        view: Tensor,
        base: Tensor,
        taken: _Taken,
    ) -> int:
        """Cards for a base that was overwritten through its view, and for the view of what it is.

        The operation's gradient goes through the base, so that its operands are the base's.
        """
        whole = self._book.new_card(op.name, base, joined=before.base, flags=CardFlag.IN_PLACE)
        operands = [before.base, *before.operands[1:]]
        self._operands(whole, op, base, operands, ((base, *taken[0][1:]), taken[1]), True)
        flags = CardFlag.IN_PLACE | CardFlag.VIEW
        part = self._book.new_card(op.name, view, joined=before.operands[0], flags=flags)
        self._new.taken.add_operand(part, whole, 0)
        return part

    def _operands(
        self,
        card: int,
        op: Applied,
        out: Tensor,
        operands: Sequence[int],
        taken: _Taken,
        is_taping: bool,
    ) -> None:
        """Rows for what an operation took: cards, numbers, settings."""
        edges = () if out._node is None else out._node.next_nodes
        each_has_edge = len(edges) == len(operands)
        for position, operand in enumerate(operands):
            if operand == NONE:
                text = self._literal(op, position, taken[0][position])
                self._new.taken.add_operand(card, text)
                continue
            edge = position if each_has_edge else op.edge_to(position)
            if edge is None or edge >= len(edges) or edges[edge] is None:
                is_cut = self._book.receivers[operand] != NONE
                edge = severed(_why_cut(op, is_taping)) if is_cut else NONE
            self._new.taken.add_operand(card, operand, edge)
        if taken[1]:
            self._settings(card, taken[1])

    def _settings(self, card: int, settings: Mapping[str, Any]) -> None:
        """Rows for the settings of an operation, as far as they can be told in words."""
        for name, setting in settings.items():
            if not isinstance(setting, np.ndarray):
                text = self._tables.strings[f"{name}={described(setting)}"]
                self._new.taken.add_operand(card, literal(text))

    def _literal(self, op: Applied, position: int, operand: Any) -> int:
        """What stands for an operand that has no card."""
        literals = self._book.literals
        known = literals.get(id(operand))
        if known is None:
            known = literal(self._tables.strings[_literal_of(op, position, operand)])
            if not isinstance(operand, Tensor):
                literals[id(operand)] = known
        return known


def _literal_of(op: Applied, position: int, operand: Any) -> str:
    """What is said of an operand that has no card; one that the script left out by its name."""
    if isinstance(operand, StandIn) and not isinstance(operand, GivenNumber):
        return f"{op.inputs[position]}={operand!r}"
    return described(operand)


def _why_cut(op: Applied, is_taping: bool) -> Cut:
    if op.cuts:
        return Cut.DETACH
    return Cut.NOT_DIFFERENTIABLE if is_taping or op.node_type is None else Cut.NO_GRAD
