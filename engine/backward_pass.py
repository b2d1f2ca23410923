"""A backward pass that can be paused between any two nodes: the only backward there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from engine.ready_queue import ReadyQueue

Edge: TypeAlias = "tuple[GradFn, int]"
"""A node and which of its op's outputs a gradient is for."""


class GradFn(Protocol):
    """What the sweep needs to know of a node.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_edges: where each gradient goes, one per tensor input of the op; None for an input
            that needs none.
        output_count: how many outputs the op has, so how many gradients come in.
    """

    sequence_nr: int
    next_edges: tuple[Any, ...]
    output_count: int

    def evaluate(self, incoming: Sequence[Any], create_graph: bool) -> Sequence[Any]:
        """The gradient of each input, one per next edge; None where undefined."""

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Sum and cast a gradient to the shape and dtype of the input at ``position``."""

    def release(self) -> None:
        """Let go of the saved tensors."""


class Contribution(NamedTuple):
    """What one node adds to one gradient buffer.

    Attributes:
        sender: the node, or None for the seed.
        position: which of the sender's next edges it went along; -1 for the seed.
        target, input_nr: the buffer it went to.
        raw: the vector-Jacobian product as the op's rule gave it, before summing to shape.
        value: what was added; None for an undefined gradient.
        before, after: the buffer; None while nothing defined has arrived.
    """

    sender: GradFn | None
    position: int
    target: GradFn
    input_nr: int
    raw: Any
    value: Any
    before: Any
    after: Any


class BackwardStep(NamedTuple):
    """One evaluated node: what came in, one gradient per output, and what it sent on."""

    node: GradFn
    incoming: Sequence[Any]
    sent: Sequence[Contribution]


class BackwardPass:
    """A sweep over the graph behind ``roots``, one node at a time.

    Order: a node is ready once every edge that leads to it from the nodes of the pass has
    delivered, undefined gradients included; among ready nodes the highest sequence number goes
    first, so AccumulateGrad before all others.

    Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the
    conformance corpus).

    Attributes:
        waiting: for each node of the pass that has not run, how many contributions are to come.
        captures: the edges whose gradients are wanted themselves, by their nodes.
        captured: for each of these edges, the gradient that arrived there.
        failed: the node that raised, and what had come in; None while all is well.
    """

    def __init__(
        self,
        roots: Sequence[tuple[Edge, Any]],
        add: Callable[[Any, Any], Any],
        *,
        retain_graph: bool,
        create_graph: bool,
        captures: Sequence[Edge] = (),
        stop_at: Iterable[GradFn] | None = None,
    ) -> None:
        """Prepare a pass; nothing has moved yet.

        Args:
            roots: where the seeds go, and the seeds.
            add: sums two gradients, both of the kind the seeds are.
            captures: edges whose gradients are wanted themselves; their nodes run only where
                they lead on to others that are wanted.
            stop_at: with this, only nodes on a path to one of these run; they too.
        """
        self._add = add
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.waiting = _count_edges([node for (node, _), _ in roots])
        self._runs, self._delivers = self._wanted(captures, stop_at)
        self.captures: dict[GradFn, set[Edge]] = {}
        for edge in captures:
            self.captures.setdefault(edge[0], set()).add(edge)
        self.captured: dict[Edge, Any] = {}
        self.failed: tuple[GradFn, Sequence[Any]] | None = None
        self._buffers: dict[GradFn, list[Any]] = {}
        self._ready: ReadyQueue[GradFn] = ReadyQueue()
        for (node, _), _ in roots:
            self.waiting[node] += 1
        self._roots = roots

    def _wanted(
        self, captures: Sequence[Edge], stop_at: Iterable[GradFn] | None
    ) -> tuple[set[GradFn] | None, set[GradFn] | None]:
        """The nodes that run and those that receive; None for all of them."""
        if stop_at is None and not captures:
            return None, None
        ends = {node for node, _ in captures} | set(stop_at or ())
        above = _on_paths_to(ends, self.waiting)
        return above | set(stop_at or ()), above | ends

    def seed(self) -> list[Contribution]:
        """Deliver the seeds, in the order of the roots; the pass has begun."""
        seeds: list[Contribution] = []
        for edge, gradient in self._roots:
            if self._delivers is not None and edge[0] not in self._delivers:
                continue
            self._deliver(None, -1, edge, gradient, gradient, seeds)
        self._roots = ()
        self._skip_captured()
        return seeds

    def participants(self) -> dict[GradFn, int]:
        """The nodes that contributions go to, and how many each still waits for."""
        if self._delivers is None:
            return dict(self.waiting)
        return {node: count for node, count in self.waiting.items() if node in self._delivers}

    @property
    def done(self) -> bool:
        """Whether no node is ready."""
        return not self._ready

    def step(self) -> BackwardStep:
        """Evaluate one ready node, hand its gradients on and say what happened.

        Raises:
            IndexError: the pass is done.
            RuntimeError: the node's saved tensors are gone or have changed.
        """
        sent: list[Contribution] = []
        node, incoming = self._advance(sent)
        return BackwardStep(node, incoming, sent)

    def run(self) -> None:
        """Step to the end. ``Tensor.backward()`` is exactly this."""
        while self._ready:
            self._advance(None)

    def _advance(self, sent: list[Contribution] | None) -> tuple[GradFn, list[Any]]:
        """Evaluate the next node; note what it sends in ``sent`` where somebody wants to know."""
        node = self._ready.pop()
        incoming = self._buffers.pop(node)
        try:
            gradients = node.evaluate(incoming, self.create_graph)
        except BaseException:
            self.failed = node, incoming
            raise
        for position, edge in enumerate(node.next_edges):
            if edge is None or (self._delivers is not None and edge[0] not in self._delivers):
                continue
            raw = gradients[position]
            value = None if raw is None else node.fit(position, raw, self.create_graph)
            self._deliver(node, position, edge, raw, value, sent)
        if not self.retain_graph:
            node.release()
        if self.captures:
            self._skip_captured()
        return node, incoming

    def _deliver(
        self,
        sender: GradFn | None,
        position: int,
        edge: Edge,
        raw: Any,
        value: Any,
        sent: list[Contribution] | None,
    ) -> None:
        """Add a gradient to its target's buffer, and ready the target when it was the last."""
        target, input_nr = edge
        buffer = self._buffers.get(target)
        if buffer is None:
            buffer = self._buffers[target] = [None] * target.output_count
        before = buffer[input_nr]
        if before is None:
            after = value
        else:
            after = before if value is None else self._add(before, value)
        buffer[input_nr] = after
        if sent is not None:
            sent.append(Contribution(sender, position, target, input_nr, raw, value, before, after))
        self.waiting[target] -= 1
        if not self.waiting[target]:
            self._ready.push(target)

    def _skip_captured(self) -> None:
        """Take captured gradients from the nodes next in line; drop those that need not run."""
        while self._ready:
            node = self._ready.peek()
            for edge in self.captures.get(node, ()):
                self.captured[edge] = self._buffers[node][edge[1]]
            if self._runs is None or node in self._runs:
                break
            self._ready.pop()
            del self._buffers[node]


def _count_edges(roots: Iterable[GradFn]) -> dict[GradFn, int]:
    """How many edges lead to each node reachable from the roots, parallel ones apart."""
    counts = dict.fromkeys(roots, 0)
    stack = list(counts)
    while stack:
        for edge in stack.pop().next_edges:
            if edge is None:
                continue
            target = edge[0]
            if target in counts:
                counts[target] += 1
            else:
                counts[target] = 1
                stack.append(target)
    return counts


def _on_paths_to(ends: set[GradFn], nodes: Iterable[GradFn]) -> set[GradFn]:
    """Those of ``nodes`` from which an edge leads, directly or not, to one of ``ends``."""
    users: dict[GradFn, list[GradFn]] = {}
    for node in nodes:
        for edge in node.next_edges:
            if edge is not None:
                users.setdefault(edge[0], []).append(node)
    found: set[GradFn] = set()
    stack = list(ends)
    while stack:
        for user in users.get(stack.pop(), ()):
            if user not in found:
                found.add(user)
                stack.append(user)
    return found
