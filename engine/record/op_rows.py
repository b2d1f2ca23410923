"""Rows for operations: the cards of what they made or changed, and what they took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.observe import Applied
from engine.record.rows_writer import Note, RowsWriter, one_by_one
from engine.record.schema import NONE, CardFlag, Cut, EventKind, Reset
from engine.record.texts import described
from engine.stand_in import GivenNumber, StandIn
from engine.tensor import Tensor

_OPEN, _VIEW, _OP_APPLIED = int(Cut.OPEN), int(CardFlag.VIEW), int(EventKind.OP_APPLIED)


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
        events, cards_of, new_card = self._new.events, self._book.cards, self._book.new_card
        for _, op, out, taken, is_taping, site, scope in notes:
            operands = cards_of(taken[0])
            base, flags = (operands[0], _VIEW) if op.is_view else (NONE, 0)
            if isinstance(out, Tensor):
                first = new_card(op.name, out, base, flags)
                self._operands(first, op, out, operands, taken, is_taping)
            elif out:
                cards = [new_card(op.name, each, base, flags) for each in out]
                for card, each in zip(cards, out, strict=True):
                    self._operands(card, op, each, operands, taken, is_taping)
                first = cards[0]
            else:
                continue
            events.extend((_OP_APPLIED, first, site, scope))
            events.count += 1

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
        taken: tuple[Sequence[Any], Mapping[str, Any]],
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
        taken: tuple[Sequence[Any], Mapping[str, Any]],
    ) -> int:
        """Cards for a base that was overwritten through its view, and for the view of what it is.

        The operation's gradient goes through the base, so that its operands are the base's.
        """
        whole = self._book.new_card(op.name, base, joined=before.base, flags=CardFlag.IN_PLACE)
        operands = [before.base, *before.operands[1:]]
        self._operands(whole, op, base, operands, ((base, *taken[0][1:]), taken[1]), True)
        flags = CardFlag.IN_PLACE | CardFlag.VIEW
        part = self._book.new_card(op.name, view, joined=before.operands[0], flags=flags)
        self._new.operands.add((part, 0, whole, NONE, Cut.OPEN))
        return part

    def _operands(
        self,
        card: int,
        op: Applied,
        out: Tensor,
        operands: Sequence[int],
        taken: tuple[Sequence[Any], Mapping[str, Any]],
        is_taping: bool,
    ) -> None:
        """Rows for what an operation took: cards, numbers, settings."""
        table, node = self._new.operands, out._node
        edges = () if node is None else node.next_nodes
        each_has_edge = len(edges) == len(operands)
        for position, operand in enumerate(operands):
            if operand == NONE:
                self._literal(card, _literal_of(op, position, taken[0][position]))
                continue
            edge = position if each_has_edge else op.edge_to(position)
            cut = _OPEN
            if edge is None or edge >= len(edges) or edges[edge] is None:
                edge = NONE
                if self._book.requires_grad[operand]:
                    cut = _why_cut(op, is_taping)
            table.extend((card, edge, operand, NONE, cut))
            table.count += 1
        if taken[1]:
            for name, setting in taken[1].items():
                if not isinstance(setting, np.ndarray):
                    self._literal(card, f"{name}={described(setting)}")

    def _literal(self, card: int, text: str) -> None:
        self._new.operands.add((card, NONE, NONE, self._tables.strings[text], Cut.OPEN))


def _literal_of(op: Applied, position: int, operand: Any) -> str:
    """What is said of an operand that has no card; one that the script left out by its name."""
    if isinstance(operand, StandIn) and not isinstance(operand, GivenNumber):
        return f"{op.inputs[position]}={operand!r}"
    return described(operand)


def _why_cut(op: Applied, is_taping: bool) -> Cut:
    if op.cuts:
        return Cut.DETACH
    return Cut.NOT_DIFFERENTIABLE if is_taping or op.node_type is None else Cut.NO_GRAD
