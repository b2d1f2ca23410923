"""A backward pass that can be paused between any two nodes: the only backward there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from engine.hooks import NodeHooks
from engine.ready_queue import ReadyQueue

Edge: TypeAlias = "tuple[GradFn, int]"
"""A node and which of its op's outputs a gradient is for."""


class GradFn(Protocol):
    """What the sweep needs to know of a node.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_nodes: where each gradient goes, one per tensor input of the op; None for an input
            that needs none.
        input_nrs: which output of each next node that is.
        output_count: how many outputs the op has, so how many gradients come in.
        details: None where its gradients need not be fitted and all input_nrs are 0.
        hooks: what is to be called when it runs; None for nothing.
    """

    @property
    def sequence_nr(self) -> int: ...
    @property
    def next_nodes(self) -> tuple[Any, ...]: ...
    @property
    def input_nrs(self) -> tuple[int, ...]: ...
    @property
    def next_edges(self) -> tuple[Any, ...]: ...
    @property
    def output_count(self) -> int: ...
    @property
    def details(self) -> Any: ...
    @property
    def hooks(self) -> NodeHooks | None: ...

    def evaluate(self, gradient: Any, create_graph: bool) -> Sequence[Any]:
        """The gradient of each input, one per next node; None where undefined.

        ``gradient`` is what came in: for several outputs a list, with None where undefined.
        """

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Sum and cast a gradient to the shape and dtype of the input at ``position``."""

    def release(self) -> None:
        """Let go of the saved tensors."""

    def finish(self) -> None:
        """Call what is to be called once the node has run and its gradients are sent."""


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
    """One evaluated node.

    Attributes:
        incoming: what came in, one gradient per output, as hooks have left it.
        sent: what it sent on.
        is_hooked: whether hooks may have changed what came in.
    """

    node: GradFn
    incoming: Sequence[Any]
    sent: Sequence[Contribution]
    is_hooked: bool


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
        wrap: Callable[[Any], Any],
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
            wrap: makes a tensor of a gradient, for hooks.
            captures: edges whose gradients are wanted themselves; their nodes run only where
                they lead on to others that are wanted.
            stop_at: with this, only nodes on a path to one of these run; they too.
        """
        self._add = add
        self._wrap = wrap
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.waiting = _count_edges(roots)
        self._runs: set[GradFn] | None = None
        self._delivers: set[GradFn] | None = None
        if captures or stop_at is not None:
            self._runs, self._delivers = self._wanted(captures, stop_at or ())
        self.captures: dict[GradFn, set[Edge]] = {}
        for edge in captures:
            self.captures.setdefault(edge[0], set()).add(edge)
        self.captured: dict[Edge, Any] = {}
        self.failed: tuple[GradFn, Sequence[Any]] | None = None
        self._buffers: dict[GradFn, Any] = {}
        self._ready: ReadyQueue[GradFn] = ReadyQueue()
        self._roots = roots

    def _wanted(
        self, captures: Sequence[Edge], stop_at: Iterable[GradFn]
    ) -> tuple[set[GradFn], set[GradFn]]:
        """The nodes that run and those that receive."""
        last = set(stop_at)
        ends = {node for node, _ in captures} | last
        above = _on_paths_to(ends, self.waiting)
        return above | last, above | ends

    def seed(self) -> list[Contribution]:
        """Deliver the seeds, in the order of the roots; the pass has begun."""
        seeds: list[Contribution] = []
        self._deliver_seeds(seeds)
        return seeds

    def _deliver_seeds(self, sent: list[Contribution] | None) -> None:
        for (target, input_nr), gradient in self._roots:
            if self._delivers is not None and target not in self._delivers:
                continue
            before, after = self._seed(target, input_nr, gradient)
            if sent is not None:
                parts = None, -1, target, input_nr, gradient, gradient, before, after
                sent.append(Contribution(*parts))
        self._roots = ()
        if self.captures:
            self._skip_captured()

    def participants(self) -> dict[GradFn, int]:
        """The nodes that contributions go to, and how many each still waits for."""
        if self._delivers is None:
            return dict(self.waiting)
        return {node: count for node, count in self.waiting.items() if node in self._delivers}

    @property
    def done(self) -> bool:
        """Whether no node is ready."""
        return not self._ready

    def step(self, report: Callable[[BackwardStep], None] | None = None) -> BackwardStep:
        """Evaluate one ready node, hand its gradients on and say what happened.

        Args:
            report: told the same before hooks are called that come after the node.

        Raises:
            IndexError: the pass is done.
            RuntimeError: the node's saved tensors are gone or have changed.
        """
        if self.done:
            raise IndexError("the pass is done")
        sent: list[Contribution] = []
        node, gradient = self._sweep(sent)
        step = BackwardStep(node, _as_list(node, gradient), sent, node.hooks is not None)
        if report is not None:
            report(step)
        node.finish()
        return step

    def run(self) -> None:
        """Step to the end. ``Tensor.backward()`` is exactly this."""
        if self._roots:
            self._deliver_seeds(None)
        self._sweep(None)

    def _sweep(self, sent: list[Contribution] | None) -> tuple[Any, Any]:
        """Evaluate ready nodes to the end; or one, noting in ``sent`` what it sends.

        All of a backward's time is spent here. Returns the last node and what came in.
        """
        buffers, waiting, delivers = self._buffers, self.waiting, self._delivers
        create_graph, add, swap = self.create_graph, self._add, self._ready.swap
        goes_through_queue = sent is not None or bool(self.captures)
        gradient = None
        node: Any = swap(None)
        while node is not None:
            gradient = buffers.pop(node)
            try:
                if node.hooks is None:
                    gradients = node.evaluate(gradient, create_graph)
                else:
                    gradient = self._arrive(node, node.hooks, gradient)
                    gradients = self._evaluate_between(node, node.hooks, gradient)
            except BaseException:
                self.failed = node, _as_list(node, gradient)
                raise
            is_plain = node.details is None
            became_ready = None
            for position, target in enumerate(node.next_nodes):
                if target is None or (delivers is not None and target not in delivers):
                    continue
                value = given = gradients[position]
                if given is not None and not is_plain:
                    value = node.fit(position, given, create_graph)
                if target.output_count == 1:
                    before = buffers.get(target)
                    after = value if before is None else before
                    if before is not None and value is not None:
                        after = add(before, value)
                    buffers[target] = after
                else:
                    number = 0 if is_plain else node.input_nrs[position]
                    before, after = self._add_to_one_of_several(target, number, value)
                left = waiting[target] = waiting[target] - 1
                if not left:
                    if became_ready is not None:
                        self._ready.push(became_ready)
                    became_ready = target
                if sent is not None:
                    number = 0 if is_plain else node.input_nrs[position]
                    parts = node, position, target, number, given, value, before, after
                    sent.append(Contribution(*parts))
            if not self.retain_graph:
                node.release()
            if goes_through_queue:
                self._enqueue(became_ready)
                became_ready = None
                if sent is not None:
                    break
            if not node.next_nodes:
                node.finish()
            node = swap(became_ready)
        return node, gradient

    def _enqueue(self, node: GradFn | None) -> None:
        """Let a node that became ready, if any, wait its turn; captured ones have none."""
        if node is not None:
            self._ready.push(node)
        if self.captures:
            self._skip_captured()

    def _add_to_one_of_several(self, target: GradFn, output_nr: int, value: Any) -> tuple[Any, Any]:
        """Add to the buffer of one output of a node with several; what was there, and is."""
        several = self._buffers.get(target)
        if several is None:
            several = self._buffers[target] = [None] * target.output_count
        before = several[output_nr]
        after = several[output_nr] = self._sum(before, value)
        return before, after

    def _sum(self, before: Any, value: Any) -> Any:
        if before is None:
            return value
        return before if value is None else self._add(before, value)

    def _seed(self, target: GradFn, input_nr: int, value: Any) -> tuple[Any, Any]:
        """Add a seed to its target's buffer, and ready the target when it was the last to come."""
        if target.output_count == 1:
            before = self._buffers.get(target)
            after = self._buffers[target] = self._sum(before, value)
        else:
            before, after = self._add_to_one_of_several(target, input_nr, value)
        self.waiting[target] -= 1
        if not self.waiting[target]:
            self._ready.push(target)
        return before, after

    def _skip_captured(self) -> None:
        """Take captured gradients from the nodes next in line; drop those that need not run."""
        while self._ready:
            node = self._ready.peek()
            is_needed = self._runs is None or node in self._runs
            if node in self.captures:
                gradient = self._buffers[node]
                if not is_needed and node.hooks is not None:
                    gradient = self._arrive(node, node.hooks, gradient)
                for edge in self.captures[node]:
                    self.captured[edge] = _as_list(node, gradient)[edge[1]]
            if is_needed:
                break
            self._ready.pop()
            del self._buffers[node]

    # -- hooks ---------------------------------------------------------------------------------

    def _arrive(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Any:
        """Pass what came in through the hooks of the tensors that it is the gradient of."""
        arrived = self._bare(hooks.arrive(self._tensors(_as_list(node, gradient))))
        return arrived if node.output_count != 1 else arrived[0]

    def _evaluate_between(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Sequence[Any]:
        """Evaluate a node between its own hooks."""
        if not hooks.before and not hooks.after:
            return node.evaluate(gradient, self.create_graph)
        incoming = hooks.enter(self._tensors(_as_list(node, gradient)))
        bare = self._bare(incoming)
        sent = node.evaluate(bare if node.output_count != 1 else bare[0], self.create_graph)
        return self._bare(hooks.leave(self._tensors(sent), incoming))

    def _tensors(self, gradients: Sequence[Any]) -> list[Any]:
        if self.create_graph:
            return list(gradients)
        return [None if each is None else self._wrap(each) for each in gradients]

    def _bare(self, tensors: Sequence[Any]) -> list[Any]:
        if self.create_graph:
            return list(tensors)
        return [None if each is None else each._data for each in tensors]


def _as_list(node: GradFn, gradient: Any) -> list[Any]:
    """The gradients that came in at a node, one for each of its outputs."""
    if node.output_count == 1:
        return [gradient]
    return [None] * node.output_count if gradient is None else list(gradient)


def _count_edges(roots: Sequence[tuple[Edge, Any]]) -> dict[GradFn, int]:
    """How many edges lead to each node reachable from the roots, parallel ones and seeds apart."""
    counts: dict[GradFn, int] = {}
    for (root, _), _ in roots:
        counts[root] = counts.get(root, 0) + 1
    stack = list(counts)
    pop, push = stack.pop, stack.append
    while stack:
        for target in pop().next_nodes:
            if target is None:
                continue
            if target in counts:
                counts[target] += 1
            else:
                counts[target] = 1
                if target.next_nodes:
                    push(target)
    return counts


def _on_paths_to(ends: set[GradFn], nodes: Iterable[GradFn]) -> set[GradFn]:
    """Those of ``nodes`` from which an edge leads, directly or not, to one of ``ends``."""
    users: dict[GradFn, list[GradFn]] = {}
    for node in nodes:
        for target in node.next_nodes:
            if target is not None:
                users.setdefault(target, []).append(node)
    found: set[GradFn] = set()
    stack = list(ends)
    while stack:
        for user in users.get(stack.pop(), ()):
            if user not in found:
                found.add(user)
                stack.append(user)
    return found
