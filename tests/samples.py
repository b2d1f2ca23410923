"""Recordings written by hand, to test their readers without the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import (
    NONE,
    SCHEMA,
    VALUE_DTYPES,
    Call,
    CardFlag,
    Cut,
    EventKind,
    Reset,
    ScopeKind,
)
from engine.record.values import UNKNOWN_RANGE, shape_text

ACCUMULATE_GRAD_SEQUENCE = 2**62

FIRST_SCRIPT = """\
import torch
x = torch.arange(4.0, requires_grad=True)
y = 2 * torch.dot(x, x)
y.backward()
x.grad
"""

ACCUMULATION_SCRIPT = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.sum().backward()
y = x * x
y.sum().backward()
x.grad.zero_()
u = y.detach()
z = u * x
z.sum().backward()
x.grad = None
print("done")
"""


class Took(NamedTuple):
    """An operand of an op: a card, at a position of the op's node, or a literal."""

    card: int = NONE
    position: int = NONE
    literal: str = ""
    cut: Cut = Cut.OPEN


class Sent(NamedTuple):
    """A gradient that a node sends along the edge at a position, to another node."""

    target: int
    position: int
    numbers: object


class Sample:
    """Writes rows in the order in which a recorder would."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMA}
        self._strings: list[str] = []
        self._blob = bytearray()
        self._buffers: dict[int, int] = {}
        self._gradients: dict[int, int] = {}
        self._numbers: list[np.ndarray] = []
        self.add("scopes", NONE, ScopeKind.SCRIPT, NONE, NONE, NONE)

    # -- rows ----------------------------------------------------------------------------------

    def add(self, table: str, *columns: object) -> int:
        """Append a row and return its number."""
        assert len(columns) == len(SCHEMA[table].names or ())
        self._tables[table].append(columns)
        return len(self._tables[table]) - 1

    def text(self, text: str) -> int:
        if text not in self._strings:
            self._strings.append(text)
        return self._strings.index(text)

    def value(self, numbers: object) -> int:
        """Store numbers, float32 unless they are an array, and return the row of ``values``."""
        array = numbers if isinstance(numbers, np.ndarray) else np.array(numbers, np.float32)
        shape = self.text(shape_text(array.shape))
        dtype = VALUE_DTYPES.index(array.dtype)
        offset = len(self._blob)
        self._blob.extend(array.tobytes())
        self._numbers.append(array)
        return self.add("values", dtype, shape, shape, offset, *UNKNOWN_RANGE)

    def site(self, code: str, line: int) -> int:
        """The site of ``code`` in a line of the source."""
        column = self.source.splitlines()[line - 1].index(code)
        return self.add("sites", line, column, line, column + len(code))

    def event(self, kind: EventKind, row: int, site: int = NONE) -> int:
        return self.add("events", kind, row, site, 0)

    @property
    def _next_event(self) -> int:
        return len(self._tables["events"])

    # -- the script ----------------------------------------------------------------------------

    def leaf(self, op: str, numbers: object, *literals: str, code: str, line: int) -> int:
        """A leaf that requires grad."""
        flags = CardFlag.REQUIRES_GRAD | CardFlag.LEAF
        operands = [Took(literal=literal) for literal in literals]
        return self._card(op, numbers, NONE, flags, operands, self.site(code, line))

    def constant(
        self, op: str, numbers: object, *operands: Took, code: str, line: int, joined: int = NONE
    ) -> int:
        """A tensor that requires no grad; joined to the leaf if it is its ``.grad``."""
        flags = CardFlag.LEAF | (CardFlag.GRAD_OF if joined != NONE else 0)
        return self._card(op, numbers, NONE, flags, operands, self.site(code, line), joined)

    def in_place(
        self, op: str, numbers: object, *operands: Took, changed: int, code: str, line: int
    ) -> int:
        """The next version of a tensor that requires no grad."""
        flags, site = CardFlag.LEAF | CardFlag.IN_PLACE, self.site(code, line)
        return self._card(op, numbers, NONE, flags, operands, site, joined=changed)

    def result(
        self, op: str, numbers: object, *operands: Took, grad_fn: str, code: str, line: int
    ) -> int:
        """A tensor with a grad_fn, whose next edges lead to the operands that have a position."""
        card = len(self._tables["cards"])
        targets = [(took.position, self.node_of(took.card)) for took in operands]
        node = self.add("nodes", self.text(grad_fn), card, card, False, len(operands))
        for position, target in targets:
            if position != NONE:
                self.add("next_edges", node, position, target, 0)
        site = self.site(code, line)
        return self._card(op, numbers, node, CardFlag.REQUIRES_GRAD, operands, site)

    def _card(
        self,
        op: str,
        numbers: object,
        node: int,
        flags: int,
        operands: Sequence[Took],
        site: int,
        joined: int = NONE,
    ) -> int:
        tensor, version = len(self._tables["cards"]), 0
        if flags & CardFlag.IN_PLACE:
            _, tensor, version = map(int, map(str, self._tables["cards"][joined][:3]))
            version += 1
        made = (self._next_event, tensor, version, self.text(op), self.value(numbers))
        card = self.add("cards", *made, node, joined, flags, 0, 0)
        for took in operands:
            literal = self.text(took.literal) if took.literal else NONE
            self.add("operands", card, took.position, took.card, literal, took.cut)
        self.event(EventKind.OP_APPLIED, card, site)
        return card

    def node_of(self, card: int) -> int:
        """The grad_fn of a card; a leaf's AccumulateGrad is made when first asked for."""
        if self._tables["cards"][card][5] != NONE:
            return int(str(self._tables["cards"][card][5]))
        for number, (_, _, filled, accumulates, _) in enumerate(self._tables["nodes"]):
            if accumulates and filled == card:
                return number
        name = self.text("AccumulateGrad")
        return self.add("nodes", name, ACCUMULATE_GRAD_SEQUENCE, card, True, 0)

    def bind(self, name: str, card: int) -> None:
        row = self.add("names", self._next_event, card, self.text(name))
        self.event(EventKind.NAME_BOUND, row)

    def require_grad(self, card: int) -> None:
        """Add ``requires_grad_()`` on a leaf that was made without."""
        row = self.add("requirements", self._next_event, card, True)
        self.event(EventKind.REQUIRES_GRAD_SET, row)

    def show(self, line: int, text: str) -> None:
        row = self.add("shows", self._next_event, line, self.text(text))
        self.event(EventKind.VALUE_SHOWN, row)

    def print(self, text: str) -> None:
        row = self.add("prints", self._next_event, 1, self.text(text))
        self.event(EventKind.PRINTED, row)

    def fail(self, type_: str, message: str, line: int) -> None:
        texts = map(self.text, (type_, message, ""))
        row = self.add("errors", self._next_event, *texts, line, 0, line, 1)
        self.event(EventKind.ERROR_RAISED, row)

    # -- passes --------------------------------------------------------------------------------

    def begin_pass(
        self,
        seeds: dict[int, object],
        awaited: dict[int, int],
        *,
        code: str,
        line: int,
        call: Call = Call.BACKWARD,
    ) -> int:
        """Begin a pass from the nodes of ``seeds``; ``awaited`` lists the nodes it will run."""
        pass_ = self.add("passes", self._next_event, call, False, False)
        self._buffers.clear()
        for node, count in awaited.items():
            self.add("participants", pass_, node, count)
        for node, numbers in seeds.items():
            self._contribute(pass_, NONE, Sent(node, 0, numbers))
        self.event(EventKind.PASS_BEGAN, pass_, self.site(code, line))
        return pass_

    def evaluate(self, pass_: int, node: int, *sends: Sent) -> None:
        """Run a node of a pass on the gradients that have arrived at it."""
        incoming = self.add("incoming", self._buffers[node])
        for sent in sends:
            self._contribute(pass_, node, sent)
        row = self.add("evaluations", self._next_event, pass_, node, incoming, 1)
        self.event(EventKind.NODE_EVALUATED, row)

    def _contribute(self, pass_: int, sender: int, sent: Sent) -> None:
        value = self.value(sent.numbers)
        before = self._buffers.get(sent.target, NONE)
        after = value
        if before != NONE:
            after = self.value(self._numbers[before] + self._numbers[value])
        self._buffers[sent.target] = after
        edge = (sender, sent.position, sent.target, 0)
        self.add("contributions", self._next_event, pass_, *edge, value, value, before, after)

    def accumulate(self, pass_: int, leaf: int) -> None:
        """Run a leaf's AccumulateGrad: into new memory if there is no ``.grad`` yet."""
        node = self.node_of(leaf)
        self.evaluate(pass_, node)
        added, before = self._buffers[node], self._gradients.get(leaf, NONE)
        after = added
        if before != NONE:
            after = self.value(self._numbers[before] + self._numbers[added])
        self._gradients[leaf] = after
        values = (before, added, after, before != NONE)
        row = self.add("accumulations", self._next_event, pass_, node, leaf, *values)
        self.event(EventKind.GRAD_ACCUMULATED, row)

    def end_pass(self, pass_: int, raised: str = "") -> None:
        error = self.text(raised) if raised else NONE
        self.add("pass_ends", self._next_event, pass_, error)
        self.event(EventKind.PASS_ENDED, pass_)

    def reset(self, leaf: int, how: Reset, numbers: object = None, *, code: str, line: int) -> None:
        """Change a leaf's gradient to ``numbers``, other than by accumulation."""
        before = self._gradients.pop(leaf, NONE)
        after = NONE if numbers is None else self.value(numbers)
        if after != NONE:
            self._gradients[leaf] = after
        row = self.add("resets", self._next_event, leaf, how, before, after)
        self.event(EventKind.GRAD_RESET, row, self.site(code, line))

    # -- the end -------------------------------------------------------------------------------

    def rows(self) -> Rows:
        """All rows at once."""
        tables = {
            name: np.array(rows, SCHEMA[name]).tobytes()
            for name, rows in self._tables.items()
            if rows
        }
        return Rows(tables, list(self._strings), bytes(self._blob))

    def recording(self) -> Recording:
        recording = Recording(self.source)
        recording.append(self.rows())
        return recording


def first_gradient() -> Sample:
    """``y = 2 * torch.dot(x, x)``: cards x 0, dot 1, y 2; steps: 3 ops, the pass, 3 nodes."""
    sample = Sample(FIRST_SCRIPT)
    x = sample.leaf(
        "arange", [0, 1, 2, 3], "4.0", code="torch.arange(4.0, requires_grad=True)", line=2
    )
    sample.bind("x", x)
    dot = sample.result(
        "dot", 14, Took(x, 0), Took(x, 1), grad_fn="DotBackward0", code="torch.dot(x, x)", line=3
    )
    y = sample.result(
        "mul",
        28,
        Took(literal="2"),
        Took(dot, 0),
        grad_fn="MulBackward0",
        code="2 * torch.dot(x, x)",
        line=3,
    )
    sample.bind("y", y)
    into_x, dot_node, y_node = sample.node_of(x), sample.node_of(dot), sample.node_of(y)
    pass_ = sample.begin_pass(
        {y_node: 1}, {into_x: 2, dot_node: 1, y_node: 1}, code="y.backward()", line=4
    )
    sample.evaluate(pass_, y_node, Sent(dot_node, 0, 2))
    sample.evaluate(pass_, dot_node, Sent(into_x, 0, [0, 2, 4, 6]), Sent(into_x, 1, [0, 2, 4, 6]))
    sample.accumulate(pass_, x)
    sample.end_pass(pass_)
    sample.show(5, "tensor([ 0.,  4.,  8., 12.])")
    return sample


def accumulation() -> Sample:
    """Three passes over one leaf, ``zero_()``, a detach and ``x.grad = None``.

    Cards: x 0, x.sum() 1, y 2, y.sum() 3, u 4, z 5, z.sum() 6.
    """
    sample = Sample(ACCUMULATION_SCRIPT)
    x = sample.leaf("tensor", [1, 2], code="torch.tensor([1.0, 2.0], requires_grad=True)", line=2)
    sample.bind("x", x)
    total = _sum(sample, 3, x, line=3, code="x.sum()")
    _sum_pass(sample, total, {}, line=3, code="x.sum().backward()")
    y = sample.result(
        "mul", [1, 4], Took(x, 0), Took(x, 1), grad_fn="MulBackward0", code="x * x", line=4
    )
    sample.bind("y", y)
    total = _sum(sample, 5, y, line=5, code="y.sum()")
    y_sends = {y: [Sent(sample.node_of(x), 0, [1, 2]), Sent(sample.node_of(x), 1, [1, 2])]}
    _sum_pass(sample, total, y_sends, line=5, code="y.sum().backward()")
    sample.reset(x, Reset.ZEROED, [0, 0], code="x.grad.zero_()", line=6)
    cut = Took(y, cut=Cut.DETACH)
    u = sample.constant("detach", [1, 4], cut, code="y.detach()", line=7)
    sample.bind("u", u)
    z = sample.result(
        "mul", [1, 8], Took(u), Took(x, 1), grad_fn="MulBackward0", code="u * x", line=8
    )
    sample.bind("z", z)
    total = _sum(sample, 9, z, line=9, code="z.sum()")
    z_sends = {z: [Sent(sample.node_of(x), 1, [1, 4])]}
    _sum_pass(sample, total, z_sends, line=9, code="z.sum().backward()")
    sample.reset(x, Reset.SET_TO_NONE, code="x.grad = None", line=10)
    sample.print("done\n")
    return sample


def _sum(sample: Sample, numbers: object, operand: int, *, line: int, code: str) -> int:
    return sample.result(
        "sum", numbers, Took(operand, 0), grad_fn="SumBackward0", code=code, line=line
    )


def _sum_pass(
    sample: Sample, total: int, through: dict[int, list[Sent]], *, line: int, code: str
) -> None:
    """A pass from a sum, through the given cards with what they send, into the leaf, card 0."""
    leaf, total_node = 0, sample.node_of(total)
    into_leaf = sample.node_of(leaf)
    nodes = [sample.node_of(card) for card in through]
    arrivals = max((len(sends) for sends in through.values()), default=1)
    awaited = {into_leaf: arrivals, total_node: 1} | dict.fromkeys(nodes, 1)
    pass_ = sample.begin_pass({total_node: 1}, awaited, code=code, line=line)
    first = nodes[0] if nodes else into_leaf
    sample.evaluate(pass_, total_node, Sent(first, 0, [1, 1]))
    for card, sends in through.items():
        sample.evaluate(pass_, sample.node_of(card), *sends)
    sample.accumulate(pass_, leaf)
    sample.end_pass(pass_)
