"""Turns the notes of a run into rows, one note after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.accumulate_grad import AccumulateGrad
from engine.backward_pass import BackwardPass, Contribution
from engine.observe import Applied
from engine.record.card_book import CardBook
from engine.record.schema import NONE, Call, CardFlag, Cut, EventKind, Reset, ScopeKind
from engine.record.tables_writer import TablesWriter
from engine.record.texts import described
from engine.source import Place
from engine.stand_in import GivenNumber, StandIn
from engine.tensor import Tensor

_OPEN, _VIEW = int(Cut.OPEN), int(CardFlag.VIEW)
_OP_APPLIED, _NODE_EVALUATED = int(EventKind.OP_APPLIED), int(EventKind.NODE_EVALUATED)

Note: TypeAlias = "tuple[Any, ...]"
"""How to encode it, four subjects, site, scope."""

Encode: TypeAlias = "Callable[[Encoder, Iterator[Note]], None]"
"""Encodes notes of one kind, one after the other."""


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


def _one_by_one(encode: Callable[..., None]) -> Encode:
    """Make one that encodes many notes of a method that encodes one."""

    def encode_many(self: Encoder, notes: Iterator[Note]) -> None:
        for _, *subjects in notes:
            encode(self, *subjects)

    encode_many.__doc__ = encode.__doc__
    return encode_many


class Encoder:
    """Writes the rows of one run, given its notes in order.

    Every method that takes ``*where`` (site, scope) encodes one kind of note.
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
        text = self._tables.strings[name] if name else NONE
        return self._new.scopes.add((parent, kind, text, index, line))

    def _event(self, kind: EventKind, row: int, site: int, scope: int) -> None:
        self._new.events.add((kind, row, site, scope))

    @property
    def _now(self) -> int:
        """The number of the event being encoded."""
        return self._new.events.count

    # -- cards ---------------------------------------------------------------------------------

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

    @_one_by_one
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

    @_one_by_one
    def requires_grad_set(
        self, tensor: Tensor, requires_grad: bool, _c: None, _d: None, *where: Any
    ) -> None:
        """A leaf began or ceased to require grad."""
        card = self._book.card(tensor)
        self._book.requires_grad[card] = requires_grad
        row = self._new.requirements.add((self._now, card, requires_grad))
        self._event(EventKind.REQUIRES_GRAD_SET, row, *where)

    @_one_by_one
    def name_bound(self, name: str, tensor: Tensor, _c: None, _d: None, *where: Any) -> None:
        """A variable now refers to a tensor."""
        card = self._book.card(tensor)
        row = self._new.names.add((self._now, card, self._tables.strings[name]))
        self._event(EventKind.NAME_BOUND, row, *where)

    # -- passes --------------------------------------------------------------------------------

    @_one_by_one
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
        retains, creates = backward_pass.retain_graph, backward_pass.create_graph
        self._pass = self._new.passes.add((self._now, call, retains, creates))
        self._buffers = {}
        awaited = dict(participants)
        for seed in seeds:
            awaited[seed.target] += 1
            if isinstance(seed.value, Tensor):
                self._book.note_seed(seed.value)
        table, pass_, row_of = self._new.participants, self._pass, self._book.rows.get
        for node, contributions in awaited.items():
            row = row_of(node.sequence_nr) or self._book.node(node)
            table.extend((pass_, row, contributions))
        table.count += len(awaited)
        self._contributions(NONE, seeds)
        self._event(EventKind.PASS_BEGAN, self._pass, *where)

    def nodes_evaluated(self, notes: Iterator[Note]) -> None:
        """Nodes ran, or raised (then they sent nothing)."""
        new, buffers, pass_ = self._new, self._buffers, self._pass
        events, incomings, evaluations = new.events, new.incoming, new.evaluations
        row_of, arrived = self._book.rows.get, buffers.get
        for _, node, incoming, sent, is_hooked, site, scope in notes:
            sender = row_of(node.sequence_nr) or self._book.node(node)
            if is_hooked:
                for output_nr, gradient in enumerate(incoming):
                    buffers[sender, output_nr] = self.value(gradient)
            event, first, count = events.count, incomings.count, len(incoming)
            incomings.count = first + count
            incomings.extend(
                (arrived((sender, 0), NONE),)
                if count == 1
                else [arrived((sender, output_nr), NONE) for output_nr in range(count)]
            )
            events.extend((_NODE_EVALUATED, evaluations.count, site, scope))
            evaluations.extend((event, pass_, sender, first, count))
            evaluations.count += 1
            if sent:
                self._contributions(sender, sent)
            events.count = event + 1

    def _contributions(self, sender: int, sent: Sequence[Contribution]) -> None:
        book, buffers, table = self._book, self._buffers, self._new.contributions
        row_of, number_of, value_of = book.rows.get, book.values.get, book.value
        extend, event, pass_ = table.extend, self._new.events.count, self._pass
        for _, position, node, input_nr, raw, value, _, sum_after in sent:
            target = row_of(node.sequence_nr) or book.node(node)
            buffer = target, input_nr
            before = buffers.get(buffer, NONE)
            if value is None:
                number, after = NONE, before
            else:
                number = number_of(id(value)) or value_of(value)
                after = number if sum_after is value else value_of(sum_after)
            buffers[buffer] = after
            given = number if raw is value else value_of(raw)
            extend((event, pass_, sender, position, target, input_nr, given, number, before, after))
        table.count += len(sent)

    @_one_by_one
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
        added = self._buffers[row, 0]  # known from when it came: the seed may be the .grad itself
        after = added if before == NONE else self.value(gradient)  # at first it is a copy
        accumulation = self._new.accumulations.add(
            (self._now, self._pass, row, card, before, added, after, same_memory)
        )
        if same_memory and gradient is not None:
            for other, elements in self._book.gradients_in(gradient).items():
                if other != card and elements is gradient._data:
                    self._add_reset(other, Reset.CHANGED, before, after)
        self._event(EventKind.GRAD_ACCUMULATED, accumulation, *where)

    @_one_by_one
    def pass_ended(
        self, error: BaseException | None, _b: None, _c: None, _d: None, *where: Any
    ) -> None:
        """A pass ran to its end or was ended by an error."""
        raised = NONE if error is None else self._tables.strings[type(error).__name__]
        self._new.pass_ends.add((self._now, self._pass, raised))
        self._event(EventKind.PASS_ENDED, self._pass, *where)
        self._pass, self._buffers = self._outer.pop()

    @_one_by_one
    def grad_assigned(
        self, leaf: Tensor, before: Tensor | None, after: Tensor | None, how: Reset, *where: Any
    ) -> None:
        """The script assigned to ``.grad``."""
        card = self._book.card(leaf)
        value_before = self.value(before)
        self._book.note_grad(leaf, after)
        self._reset(card, how, value_before, self.value(after), *where)

    def _reset(self, card: int, how: Reset, before: int, after: int, *where: Any) -> None:
        row = self._add_reset(card, how, before, after)
        self._event(EventKind.GRAD_RESET, row, *where)

    def _add_reset(self, card: int, how: Reset, before: int, after: int) -> int:
        """What became of a leaf's gradient, be it by an event that is about another leaf's."""
        return self._new.resets.add((self._now, card, how, before, after))

    # -- what a person reads -------------------------------------------------------------------

    @_one_by_one
    def printed(self, stream: str, text: str, _c: None, _d: None, *where: Any) -> None:
        """The script printed."""
        strings = self._tables.strings
        row = self._new.prints.add((self._now, strings[stream], strings[text]))
        self._event(EventKind.PRINTED, row, *where)

    @_one_by_one
    def value_shown(self, line: int, text: str, _c: None, _d: None, *where: Any) -> None:
        """A bare expression had a value."""
        row = self._new.shows.add((self._now, line, self._tables.strings[text]))
        self._event(EventKind.VALUE_SHOWN, row, *where)

    @_one_by_one
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
        texts = strings[kind], strings[message], strings[traceback]
        row = self._new.errors.add((self._now, *texts, *place))
        self._event(EventKind.ERROR_RAISED, row, *where)

    @_one_by_one
    def recording_stopped(self, budget: str, _b: None, _c: None, _d: None, *where: Any) -> None:
        """A budget is spent: from here on only what is printed or raised."""
        row = self._new.notices.add((self._now, self._tables.strings[budget]))
        self._event(EventKind.RECORDING_STOPPED, row, *where)


def _literal_of(op: Applied, position: int, operand: Any) -> str:
    """What is said of an operand that has no card; one that the script left out by its name."""
    if isinstance(operand, StandIn) and not isinstance(operand, GivenNumber):
        return f"{op.inputs[position]}={operand!r}"
    return described(operand)


def _why_cut(op: Applied, is_taping: bool) -> Cut:
    if op.cuts:
        return Cut.DETACH
    return Cut.NOT_DIFFERENTIABLE if is_taping or op.node_type is None else Cut.NO_GRAD


def gradients_given(encoder: Encoder, notes: Iterator[Note]) -> None:
    """The script was given gradients of outputs of nodes."""
    for _, gradient, node, output_nr, is_kept, *_ in notes:
        encoder._book.note_gradient(gradient, node, output_nr, is_kept)
