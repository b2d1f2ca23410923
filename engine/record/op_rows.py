"""Rows for operations: the cards of what they made or changed, and what they took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.observe import Applied
from engine.record.card_book import APART, UNMET
from engine.record.grouped_rows import literal, severed
from engine.record.rows_writer import Note, RowsWriter, one_by_one
from engine.record.schema import NONE, CardFlag, Cut, EventKind, Reset
from engine.record.texts import described
from engine.stand_in import GivenNumber, StandIn
from engine.tensor import Tensor

_Taken: TypeAlias = "tuple[Sequence[Any], Mapping[str, Any]]"
"""What an operation took: operands, settings."""

_OP_APPLIED, _VIEW = int(EventKind.OP_APPLIED), int(CardFlag.VIEW)
_LEAF, _REQUIRES_GRAD = int(CardFlag.LEAF), int(CardFlag.REQUIRES_GRAD)


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
        """Operations made tensors, one or several each: the event names the card of the first."""
        events, ordinary_card = self._new.events, self._ordinary_card
        for _, op, out, taken, is_taping, site, scope in notes:
            if isinstance(out, Tensor):
                first = ordinary_card(op, out, taken, is_taping)
            elif out:
                first = self._any_cards(op, out, self._book.cards(taken[0]), taken, is_taping)
            else:
                continue
            events.extend((_OP_APPLIED, first, site, scope))
            events.count += 1

    def _any_cards(
        self,
        op: Applied,
        outs: tuple[Tensor, ...],
        operands: list[int],
        taken: _Taken,
        is_taping: bool,
    ) -> int:
        """Cards of the results of an operation; the first of them."""
        base, flags = (operands[0], _VIEW) if op.is_view else (NONE, 0)
        cards = [self._book.new_card(op.name, each, base, flags) for each in outs]
        for card, each in zip(cards, outs, strict=True):
            self._operands(card, op, each, operands, taken, is_taping)
        return cards[0]

    def _ordinary_card(self, op: Applied, out: Tensor, taken: _Taken, is_taping: bool) -> int:
        """The card of the only result of an operation, in as few calls as possible.

        Nearly always it has memory of its own and a new node with an edge for each operand, or none.
        """
        book, new, node, given = self._book, self._new, out._node, taken[0]
        edges = (None,) * len(given) if node is None else node.next_nodes
        if (
            out._serial
            or out._storage is not None
            or out._extra is not None
            or op.is_view
            or len(edges) != len(given)
            or (node is not None and not book.is_ordinary(node))
        ):
            return self._any_cards(op, (out,), book.cards(given), taken, is_taping)
        operands, positions, targets = self._along_edges(op, given, edges, is_taping)
        card, row, flags = new.cards.count, NONE, _REQUIRES_GRAD
        if node is not None:
            row = book.ordinary_node(node, card, targets)
            card = new.cards.count
        else:
            flags = _LEAF | _REQUIRES_GRAD if out._requires_grad else _LEAF
        value = self._number(out._data)
        out._serial = book.first + card
        text = self._tables.strings[op.name]
        new.cards.extend((new.events.count, card, 0, text, value, row, NONE, flags, 0, 0))
        new.cards.count = card + 1
        book.receivers.append(row if node is not None or flags == _LEAF else UNMET)
        if operands:
            new.operands.begin((card, len(operands)))
            new.operands.take_operands(operands)
            new.operands.take_positions(positions)
        if taken[1]:
            self._settings(card, taken[1])
        return card

    def _along_edges(
        self, op: Applied, given: Sequence[Any], edges: Sequence[Any], is_taping: bool
    ) -> tuple[list[int], list[int], list[int]]:
        """What an operation took, the position of each one's edge, and the node that this leads to.

        For literals and severed edges see ``grouped_rows``.
        """
        book = self._book
        first, newest, receivers = book.first, book.newest, book.receivers
        operands, positions, targets = [], [], []
        for operand, edge in zip(given, edges):
            card = NONE
            if isinstance(operand, Tensor):
                serial = operand._serial
                if operand._storage is None and first <= serial < first + APART and serial not in newest:
                    card = serial - first  # as book.lone_card, without a call
                elif not isinstance(operand, StandIn):
                    card = book.checked.get(id(operand)) or book.card(operand)
            if card == NONE:
                operands.append(self._literal(op, len(operands), operand))
                positions.append(NONE)
                targets.append(NONE)
            elif edge is None:
                is_cut = receivers[card] != NONE
                positions.append(severed(_why_cut(op, is_taping)) if is_cut else NONE)
                operands.append(card)
                targets.append(NONE)
            else:
                positions.append(len(operands))
                operands.append(card)
                targets.append(receivers[card])
        return operands, positions, targets

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
        self._new.operands.add(part, whole, 0)
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
                self._new.operands.add(card, text, NONE)
                continue
            edge = position if each_has_edge else op.edge_to(position)
            if edge is None or edge >= len(edges) or edges[edge] is None:
                is_cut = self._book.receivers[operand] != NONE
                edge = severed(_why_cut(op, is_taping)) if is_cut else NONE
            self._new.operands.add(card, operand, edge)
        if taken[1]:
            self._settings(card, taken[1])

    def _settings(self, card: int, settings: Mapping[str, Any]) -> None:
        """Rows for the settings of an operation, as far as they can be told in words."""
        for name, setting in settings.items():
            if not isinstance(setting, np.ndarray):
                text = self._tables.strings[f"{name}={described(setting)}"]
                self._new.operands.add(card, literal(text), NONE)

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
