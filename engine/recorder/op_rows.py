"""Rows for operations: cards for their results, and rows for their operands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.kept import Kept
from engine.observe import Applied
from engine.record.schema import CHANGED, NONE, CardFlag, Cut, EventKind, Reset
from engine.recorder.card_book import sends_to_first, unmet
from engine.recorder.operand_rows import literal, severed
from engine.recorder.rows_writer import Note, RowsWriter, one_by_one
from engine.recorder.texts import described, setting_text
from engine.recorder.values_writer import SCALAR_TYPES
from engine.stand_in import GivenNumber, StandIn
from engine.tensor import Tensor

_Arguments: TypeAlias = "tuple[Sequence[Any], Mapping[str, Any]]"
"""The operands and the settings of an operation."""


class BeforeChange(NamedTuple):
    """The state of a tensor before it is changed in place.

    Attributes:
        gradients: if its memory holds the ``.grad`` of leaves, the values of these, by the cards of
            the leaves.
        operands: the cards of the operands, the target first, NONE for numbers; empty for a
            ``.grad``, or if no operation changes it.
        value: the present value, if no operation changes it, as where a pass accumulates into a
            ``.grad``; else NONE.
        base: the card of the base of a view; else NONE.
        elements: the array of a tensor that may be a ``.grad``; else None.
    """

    gradients: dict[int, int]
    operands: list[int]
    value: int
    base: int = NONE
    elements: Any = None


class OpRows(RowsWriter):
    """Writes rows for operations."""

    def ops_applied(self, notes: Iterator[Note]) -> None:
        """Operations produced tensors, each one or several; events refer to the card of the first.

        In the common case, for which as few calls are made as possible, an operation makes one
        tensor that owns its memory, and a new node with an edge for each operand.
        """
        book, new, values = self._book, self._new, self._tables.values
        cards, nodes, events, first = new.cards, new.nodes, new.events, book.first
        rows, name_of, add_card = book.nodes.rows, book.nodes.names, book.nodes.cards.append
        text_of, receivers = self._tables.strings, book.receivers
        with_edge, without_edge = book.with_edge, book.without_edge
        operand_rows, add = new.operand_rows, new.ops.extend
        add_head, add_operand = operand_rows.add_head, operand_rows.add_operand
        add_target = operand_rows.add_target
        keep, add_receiver = values.new.append, receivers.append
        for _, op, out, (given, settings), is_taping, site, scope in notes:
            node: Any = out._node if isinstance(out, Tensor) else None
            edges = () if node is None else node.next_nodes
            count = len(edges)
            if (
                not count
                or count != len(given)
                or out._serial
                or out._storage is not None
                or out._extra is not None
                or (node.details is not None and not sends_to_first(node))
            ):
                self._made_somehow(op, out, (given, settings), is_taping, site, scope)
                continue
            size = len(operand_rows.operands)
            try:
                for operand, edge in zip(given, edges):
                    if edge is None:
                        card, target = without_edge[id(operand)], NONE
                    else:
                        card = operand._serial - first
                        target = receivers[card]
                        if target < 0 or operand._storage is not None:
                            card, target = with_edge[id(operand)]
                    add_operand(card)
                    add_target(target)
            except LookupError:  # an operand was not looked up since the last in-place change
                operand_rows.drop_from(size)
                self._ask(op, given, edges, is_taping)
            card, row, sequence = cards.count, nodes.count, node.sequence_nr
            add_head((card, row, count))
            out._serial, rows[sequence] = first + card, row
            add_receiver(row)
            add_card(card)
            elements, value, event = out._data, values.count, events.count
            if type(elements) in SCALAR_TYPES:
                keep(elements)
                values.count = value + 1
            else:
                value = values.number(elements)
            name = name_of[type(node)]
            add((event, card, row, value, text_of[op.name], name, sequence, count, site, scope))
            cards.count, nodes.count, events.count = card + 1, row + 1, event + 1
            if settings:
                self._settings(card, settings)

    def _ask(
        self, op: Applied, given: Sequence[Any], edges: Sequence[Any], is_taping: bool
    ) -> None:
        """Write the operands of an operation, and where their gradients go, without shortcuts."""
        book = self._book
        operands, targets = book.cards(given), []
        for position, operand in enumerate(operands):
            target = NONE
            if operand == NONE:
                operands[position] = self._literal(op, position, given[position])
            elif edges[position] is not None:
                target = book.node(edges[position])
                book.with_edge[id(given[position])] = operand, target
            elif book.receivers[operand] != NONE:
                target = severed(_why_cut(op, is_taping))
            else:
                book.without_edge[id(given[position])] = operand
            targets.append(target)
        self._new.operand_rows.add(operands, targets)

    def _made_somehow(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        arguments: _Arguments,
        is_taping: bool,
        *where: int,
    ) -> None:
        """As ``ops_applied`` for one operation, without shortcuts."""
        outs = out if isinstance(out, tuple) else (out,)
        if len(outs) == 1 and self._is_unshared_leaf(outs[0]):
            self._unshared_leaf_made(op, outs[0], arguments, is_taping, *where)
            return
        operands = self._book.cards(arguments[0])
        base, flags = (operands[0], CardFlag.VIEW) if op.is_view else (NONE, 0)
        cards = [self._book.new_card(op.name, each, base, flags) for each in outs]
        for card, each in zip(cards, outs, strict=True):
            self._operands(card, op, each, operands, arguments, is_taping)
        if cards:
            self._event(EventKind.OP_APPLIED, cards[0], *where)

    def _is_unshared_leaf(self, out: Tensor) -> bool:
        """Whether a tensor without a node is new and owns its memory."""
        is_plain = out._node is None and out._storage is None and out._extra is None
        return is_plain and not out._serial

    def _unshared_leaf_made(
        self, op: Applied, out: Tensor, arguments: _Arguments, is_taping: bool, *where: int
    ) -> None:
        """As ``ops_applied`` for one operation whose result has no node."""
        given, settings = arguments
        self._ask(op, given, (None,) * len(given), is_taping)
        value, cards = self._number(out._data), self._new.cards
        flags = CardFlag.LEAF | (CardFlag.REQUIRES_GRAD if out._requires_grad else 0)
        card = cards.count
        cards.count = card + 1
        self._new.operand_rows.add_head((card, NONE, len(given)))
        out._serial = self._book.first + card
        self._book.receivers.append(unmet(out._requires_grad))
        text = self._tables.strings[op.name]
        self._new.leaves.extend((self._now, card, value, text, flags, *where))
        self._new.events.count += 1
        self._settings(card, settings)

    def before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """Describe a tensor that an operation on ``operands`` is about to change in place."""
        self._book.share(tensor)
        if not operands:
            return BeforeChange({}, [], self.value(tensor))
        gradients = self._book.gradient_values(tensor)
        if not gradients:
            base = NONE if tensor._view is None else self._book.card(tensor._view.base)
            return BeforeChange({}, self._book.cards(operands), NONE, base)
        return BeforeChange(gradients, [], NONE, elements=tensor._data)

    @one_by_one
    def changed_in_place(
        self,
        op_and_before: tuple[Applied, BeforeChange],
        tensor: Tensor,
        arguments: _Arguments,
        is_taping: bool,
        *where: Any,
    ) -> None:
        """An operation overwrote a tensor: it gets a new card, or a ``.grad`` was reset."""
        op, before = op_and_before
        if before.gradients:
            if op.is_view:
                self._book.grad_relaid(before.elements, tensor)
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
            card = self._view_and_base(op, before, tensor, view.base, arguments)
        else:
            card = self._book.new_card(op.name, tensor, joined=older, flags=CardFlag.IN_PLACE)
            self._operands(card, op, tensor, before.operands, arguments, is_taping)
            if view is not None:
                self._base_changed(view.base, before.base, card)
        if not op.is_view:
            self._book.written[tensor._shared_storage().memory] = card
        self._event(EventKind.OP_APPLIED, card, *where)

    def _view_and_base(
        self,
        op: Applied,
        before: BeforeChange,
        view: Tensor,
        base: Tensor,
        arguments: _Arguments,
    ) -> int:
        """Add cards for a base that was overwritten through a view, and for the view; return this.

        The operation's gradient flows through the base, so the operands are those of the base's
        card; the view's card is made from that.
        """
        whole = self._book.new_card(op.name, base, joined=before.base, flags=CardFlag.IN_PLACE)
        operands = [before.base, *before.operands[1:]]
        self._operands(whole, op, base, operands, ((base, *arguments[0][1:]), arguments[1]), True)
        flags = CardFlag.IN_PLACE | CardFlag.VIEW
        part = self._book.new_card(op.name, view, joined=before.operands[0], flags=flags)
        self._new.operand_rows.add_row(part, whole, 0)
        return part

    def _base_changed(self, base: Tensor, older: int, part: int) -> None:
        """Add a card for a base that was overwritten through a view, where no gradient goes."""
        whole = self._book.new_card(CHANGED, base, joined=older, flags=CardFlag.IN_PLACE)
        self._book.link(whole, part, Cut.NO_GRAD)

    def _operands(
        self,
        card: int,
        op: Applied,
        out: Tensor,
        operands: Sequence[int],
        arguments: _Arguments,
        is_taping: bool,
    ) -> None:
        """Add rows for the operands of an operation (cards and numbers) and its settings."""
        edges = () if out._node is None else out._node.next_nodes
        each_has_edge = len(edges) == len(operands)
        for position, operand in enumerate(operands):
            if operand == NONE:
                text = self._literal(op, position, arguments[0][position])
                self._new.operand_rows.add_row(card, text)
                continue
            edge = position if each_has_edge else op.edge_to(position)
            if edge is None or edge >= len(edges) or edges[edge] is None:
                is_cut = self._book.receivers[operand] != NONE
                edge = severed(_why_cut(op, is_taping)) if is_cut else NONE
            self._new.operand_rows.add_row(card, operand, edge)
        if arguments[1]:
            self._settings(card, arguments[1])

    def _settings(self, card: int, settings: Mapping[str, Any]) -> None:
        """Add rows for the settings of an operation; arrays and what it keeps are left out."""
        for name, setting in settings.items():
            if not isinstance(setting, np.ndarray | Kept):
                text = self._tables.strings[f"{name}={setting_text(setting)}"]
                self._new.operand_rows.add_row(card, literal(text))

    def _literal(self, op: Applied, position: int, operand: Any) -> int:
        """The row entry for an operand without a card: its text, encoded by ``literal``."""
        known = self._book.without_edge.get(id(operand))
        if known is None:
            known = literal(self._tables.strings[_literal_of(op, position, operand)])
            if not isinstance(operand, Tensor):
                self._book.without_edge[id(operand)] = known
        return known


def _literal_of(op: Applied, position: int, operand: Any) -> str:
    """The text for an operand without a card; for one left out, its parameter's name."""
    if isinstance(operand, StandIn) and not isinstance(operand, GivenNumber):
        return f"{op.inputs[position]}={operand!r}"
    return described(operand)


def _why_cut(op: Applied, is_taping: bool) -> Cut:
    """Why there is no edge to an operand that requires grad."""
    if op.cuts:
        return Cut.DETACH
    return Cut.NOT_DIFFERENTIABLE if is_taping or op.node_type is None else Cut.NO_GRAD
