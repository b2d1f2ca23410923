"""Turns the notes of a run into rows, one note at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from engine.backward_pass import BackwardPass, Contribution
from engine.observe import Applied
from engine.record.card_book import CardBook
from engine.record.schema import NONE, Call, CardFlag, Cut, EventKind, Reset, ScopeKind
from engine.record.tables_writer import TablesWriter
from engine.record.texts import described
from engine.source import Place
from engine.tensor import AccumulateGrad, Tensor


class BeforeChange(NamedTuple):
    """What a note of an in-place change must know of the time before it.

    Attributes:
        leaf: the card of the leaf whose ``.grad`` an operation overwrites, or NONE.
        operands: the cards of what the operation took, NONE for numbers; the target first. Empty
            where it overwrites a ``.grad``.
        value: the content that was overwritten, where it is no card's.
        base: the card of the tensor that the target is a view of, or NONE.
    """

    leaf: int
    operands: list[int]
    value: int
    base: int = NONE


class Encoder:
    """Writes the rows of one run, given its notes in order.

    Every method that takes ``*where`` (code, instruction, scope) encodes one kind of note.
    """

    def __init__(self, tables: TablesWriter, book: CardBook) -> None:
        self._tables = tables
        self._new = tables.new
        self._book = book
        self._buffers: dict[tuple[int, int], int] = {}
        self._pass = NONE
        self._outer: list[tuple[int, dict[tuple[int, int], int]]] = []

    def value(self, elements: Any) -> int:
        """The number of a value as it is now."""
        return self._book.value(elements)

    def scope(self, parent: int, kind: ScopeKind, name: str, index: int, line: int) -> int:
        """Add a scope."""
        text = self._tables.string(name) if name else NONE
        return self._new.scopes.add(parent, kind, text, index, line)

    def _event(
        self, kind: EventKind, row: int, code: CodeType | None, instruction: int, scope: int
    ) -> int:
        return self._new.events.add(kind, row, self._tables.site(code, instruction), scope)

    @property
    def _now(self) -> int:
        """The number of the event being encoded."""
        return self._new.events.count

    # -- cards ---------------------------------------------------------------------------------

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        taken: tuple[Sequence[Any], Mapping[str, Any]],
        is_taping: bool,
        *where: Any,
    ) -> None:
        """An operation made a tensor, or several: the event names the card of the first."""
        operands = self._book.cards(taken[0])
        base, flags = (operands[0], CardFlag.VIEW) if op.is_view else (NONE, 0)
        if isinstance(out, Tensor):
            first = self._book.new_card(op.name, out, joined=base, flags=flags)
            self._operands(first, op, out, operands, taken, is_taping)
        elif out:
            outs = out
            cards = [self._book.new_card(op.name, each, joined=base, flags=flags) for each in outs]
            for card, each in zip(cards, outs, strict=True):
                self._operands(card, op, each, operands, taken, is_taping)
            first = cards[0]
        else:
            return
        self._event(EventKind.OP_APPLIED, first, *where)

    def before_change(self, tensor: Tensor, operands: Sequence[Any]) -> BeforeChange:
        """What is about to change, after all that was noted of it."""
        if not operands:
            return BeforeChange(NONE, [], self.value(tensor))
        leaf = self._book.leaf_of_grad(tensor)
        if leaf == NONE:
            base = NONE if tensor._view is None else self._book.card(tensor._view.base)
            return BeforeChange(NONE, self._book.cards(operands), NONE, base)
        return BeforeChange(leaf, [], self.value(self._book.grad_behind(tensor)))

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
        if before.leaf != NONE:
            how = Reset.ZEROED if op.name == "zero" else Reset.CHANGED
            after = self.value(self._book.grad_behind(tensor))
            self._reset(before.leaf, how, before.value, after, *where)
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
        self._new.operands.add(part, 0, whole, NONE, Cut.OPEN)
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
        edges = out._node.next_nodes if out._node is not None else ()
        for position, (operand, operand_card) in enumerate(zip(taken[0], operands, strict=True)):
            if operand_card == NONE:
                self._literal(card, described(operand))
                continue
            edge = op.edge_to(position)
            is_open = edge is not None and edge < len(edges) and edges[edge] is not None
            is_cut = operand_card in self._book.requiring and not is_open
            cut = _why_cut(op, is_taping) if is_cut else Cut.OPEN
            self._new.operands.add(card, edge if is_open else NONE, operand_card, NONE, cut)
        for name, setting in taken[1].items():
            if not isinstance(setting, np.ndarray):
                self._literal(card, f"{name}={described(setting)}")

    def _literal(self, card: int, text: str) -> None:
        self._new.operands.add(card, NONE, NONE, self._tables.string(text), Cut.OPEN)

    def requires_grad_set(
        self, tensor: Tensor, requires_grad: bool, _c: None, _d: None, *where: Any
    ) -> None:
        """A leaf began or ceased to require grad."""
        card = self._book.card(tensor)
        if requires_grad:
            self._book.requiring.add(card)
        else:
            self._book.requiring.discard(card)
        row = self._new.requirements.add(self._now, card, requires_grad)
        self._event(EventKind.REQUIRES_GRAD_SET, row, *where)

    def name_bound(self, name: str, tensor: Tensor, _c: None, _d: None, *where: Any) -> None:
        """A variable now refers to a tensor."""
        card = self._book.card(tensor)
        row = self._new.names.add(self._now, card, self._tables.string(name))
        self._event(EventKind.NAME_BOUND, row, *where)

    # -- passes --------------------------------------------------------------------------------

    def pass_began(
        self,
        backward_pass: BackwardPass,
        seeds: Sequence[Contribution],
        participants: Mapping[Any, int],
        _d: None,
        *where: Any,
    ) -> None:
        """A pass began; ``participants`` awaits what its seeds have not brought yet."""
        self._outer.append((self._pass, self._buffers))
        call = Call.GRAD if backward_pass.captures else Call.BACKWARD
        self._pass = self._new.passes.add(
            self._now, call, backward_pass.retain_graph, backward_pass.create_graph
        )
        self._buffers = {}
        awaited = dict(participants)
        for seed in seeds:
            awaited[seed.target] += 1
            if isinstance(seed.value, Tensor):
                self._book.note_seed(seed.value)
        for node, contributions in awaited.items():
            self._new.participants.add(self._pass, self._book.node(node), contributions)
        self._contributions(NONE, seeds)
        self._event(EventKind.PASS_BEGAN, self._pass, *where)

    def node_evaluated(
        self,
        node: Any,
        incoming: Sequence[Any],
        sent: Sequence[Contribution],
        is_hooked: bool,
        *where: Any,
    ) -> None:
        """A node ran, or raised (then it sent nothing)."""
        new, buffers = self._new, self._buffers
        sender = self._book.node(node)
        if is_hooked:
            for output_nr, gradient in enumerate(incoming):
                buffers[sender, output_nr] = self.value(gradient)
        first = new.incoming.count
        for output_nr in range(len(incoming)):
            new.incoming.add(buffers.get((sender, output_nr), NONE))
        row = new.evaluations.add(new.events.count, self._pass, sender, first, len(incoming))
        self._contributions(sender, sent)
        self._event(EventKind.NODE_EVALUATED, row, *where)

    def _contributions(self, sender: int, sent: Sequence[Contribution]) -> None:
        node_row, value_of, buffers = self._book.node, self._book.value, self._buffers
        add, now = self._new.contributions.add, self._new.events.count
        for _, position, target_node, input_nr, raw, value, _, sum_after in sent:
            target = node_row(target_node)
            before = buffers.get((target, input_nr), NONE)
            after = before if value is None else value_of(sum_after)
            buffers[target, input_nr] = after
            number = value_of(value)
            as_computed = number if raw is value else value_of(raw)
            edge = NONE if sender == NONE else position
            add(now, self._pass, sender, edge, target, input_nr, as_computed, number, before, after)

    def grad_accumulated(
        self, node: AccumulateGrad, before: int, same_memory: bool, _d: None, *where: Any
    ) -> None:
        """A leaf's ``.grad`` was made or added to."""
        card = self._book.card(node.leaf)
        self._book.note_grad(node.leaf)
        row = self._book.node(node)
        accumulation = self._new.accumulations.add(
            self._now,
            self._pass,
            row,
            card,
            before,
            self._buffers[row, 0],  # known from when it came: the seed may be the .grad itself
            self.value(node.leaf._grad),
            same_memory,
        )
        self._event(EventKind.GRAD_ACCUMULATED, accumulation, *where)

    def pass_ended(
        self, error: BaseException | None, _b: None, _c: None, _d: None, *where: Any
    ) -> None:
        """A pass ran to its end or was ended by an error."""
        raised = NONE if error is None else self._tables.string(type(error).__name__)
        self._new.pass_ends.add(self._now, self._pass, raised)
        self._event(EventKind.PASS_ENDED, self._pass, *where)
        self._pass, self._buffers = self._outer.pop()

    def grad_assigned(
        self, leaf: Tensor, before: int, after: Tensor | None, how: Reset, *where: Any
    ) -> None:
        """The script assigned to ``.grad``."""
        card = self._book.card(leaf)
        self._book.note_grad(leaf)
        self._reset(card, how, before, self.value(after), *where)

    def _reset(self, card: int, how: Reset, before: int, after: int, *where: Any) -> None:
        row = self._new.resets.add(self._now, card, how, before, after)
        self._event(EventKind.GRAD_RESET, row, *where)

    # -- what a person reads -------------------------------------------------------------------

    def printed(self, stream: str, text: str, _c: None, _d: None, *where: Any) -> None:
        """The script printed."""
        string = self._tables.string
        row = self._new.prints.add(self._now, string(stream), string(text))
        self._event(EventKind.PRINTED, row, *where)

    def value_shown(self, line: int, text: str, _c: None, _d: None, *where: Any) -> None:
        """A bare expression had a value."""
        row = self._new.shows.add(self._now, line, self._tables.string(text))
        self._event(EventKind.VALUE_SHOWN, row, *where)

    def raised(
        self,
        kind: str,
        message: str,
        traceback: str,
        place: Place,
        *where: Any,
    ) -> None:
        """The script ended with an error."""
        string = self._tables.string
        row = self._new.errors.add(
            self._now,
            string(kind),
            string(message),
            string(traceback),
            *place,
        )
        self._event(EventKind.ERROR_RAISED, row, *where)

    def recording_stopped(self, budget: str, _b: None, _c: None, _d: None, *where: Any) -> None:
        """A budget is spent: from here on only what is printed or raised."""
        row = self._new.notices.add(self._now, self._tables.string(budget))
        self._event(EventKind.RECORDING_STOPPED, row, *where)


def _why_cut(op: Applied, is_taping: bool) -> Cut:
    if op.cuts:
        return Cut.DETACH
    return Cut.NOT_DIFFERENTIABLE if is_taping or op.node_type is None else Cut.NO_GRAD
