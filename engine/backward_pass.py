"""A backward pass that can be paused between any two nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, repeat
from types import MappingProxyType
from typing import Any

from engine import errors, observe, running_order
from engine.backward_step import BackwardStep, Contribution, Failure, Report, Seed
from engine.grad_fn import Edge, GradFn
from engine.hooks import NodeHooks
from engine.observe import Sent
from engine.unwatched import UnderWay


class BackwardPass:
    """A sweep over the graph behind ``roots``, one node at a time (see ``running_order``).

    Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the
    conformance corpus).

    Attributes:
        captures: the edges whose gradients are wanted themselves, by their nodes.
        captured: for each of these edges, the gradient that arrived there.
        failed: where it raised; None while all is well.
    """

    # What only few passes have of their own.
    captures: Mapping[GradFn, set[Edge]] = MappingProxyType({})
    failed: Failure | None = None
    _is_seeded = False
    _runs: set[GradFn] | None = None
    _delivers: set[GradFn] | None = None

    _ahead: list[Any]
    _buffers: dict[Any, Any]

    def __init__(
        self,
        roots: Sequence[tuple[Edge, Any]],
        wrap: Callable[[Any], Any],
        *,
        retain_graph: bool,
        create_graph: bool,
        captures: Sequence[Edge] = (),
        stop_at: Iterable[GradFn] | None = None,
        under_way: UnderWay | None = None,
    ) -> None:
        """Prepare a pass; nothing has moved yet.

        Args:
            roots: where the seeds go, and the seeds.
            wrap: makes a tensor of a gradient, for hooks.
            captures: edges whose gradients are wanted themselves; their nodes run only where
                they lead on to others that are wanted.
            stop_at: with this, only nodes on a path to one of these run; they too.
            under_way: what is left of the pass, where it is one that nobody watched.
        """
        self._wrap = wrap
        self._roots = roots
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.captured: dict[Edge, Any] = {}
        if under_way is not None:
            self._ahead, self._buffers = under_way
            self._is_seeded = True
            return
        self._ahead = running_order.last_to_first([target for (target, _), _ in roots])
        if captures or stop_at is not None:
            self._restrict(captures, stop_at or ())
        self._buffers = dict.fromkeys(self._ahead)

    @property
    def targets(self) -> list[GradFn]:
        """Where the seeds go."""
        return [target for (target, _), _ in self._roots]

    def _restrict(self, captures: Sequence[Edge], stop_at: Iterable[GradFn]) -> None:
        """Keep the nodes that run and those that receive."""
        last = set(stop_at)
        ends = {node for node, _ in captures} | last
        above = running_order.on_paths_to(ends, self._ahead)
        self._runs = above | last
        delivers = above | ends
        if not delivers.issuperset(self._ahead):
            self._delivers = delivers
            self._ahead = running_order.last_to_first(self.targets, delivers)
        by_node: dict[GradFn, set[Edge]] = {}
        for edge in captures:
            by_node.setdefault(edge[0], set()).add(edge)
        self.captures = by_node

    def seed(self) -> list[Seed]:
        """Deliver the seeds, in the order of the roots; the pass has begun."""
        seeds = []
        for (target, input_nr), gradient in self._roots:
            if self._delivers is None or target in self._delivers:
                put = self._put(target, input_nr, gradient)
                seeds.append(Seed(target, input_nr, gradient, *put))
            elif len(self._roots) == 1 and target.hooks is not None:
                # PyTorch lets a lone root have its turn unasked; one of several it does not reach
                came: list[Any] = [None] * target.output_count
                came[input_nr] = gradient
                self._arrive(target, target.hooks, came if len(came) != 1 else gradient)
        self._is_seeded = True
        self._take_captured()
        return seeds

    def participants(self) -> dict[GradFn, int]:
        """The nodes that contributions go to, and how many each waits for, its seeds included."""
        counts = running_order.edge_counts(self.targets)
        delivers = self._delivers
        return {n: count for n, count in counts.items() if delivers is None or n in delivers}

    @property
    def remaining(self) -> int:
        """How many nodes are still to run."""
        return len(self._ahead)

    @property
    def is_restricted(self) -> bool:
        """Whether it was told where to end."""
        return self._runs is not None

    @property
    def done(self) -> bool:
        """Whether no node is to run, or none yet."""
        return not (self._is_seeded and self._ahead)

    def step(self) -> BackwardStep:
        """Evaluate one ready node, hand its gradients on and say what happened.

        Raises:
            IndexError: the pass is done.
            RuntimeError: the node's saved tensors are gone or have changed.
        """
        if self.done:
            raise IndexError("the pass is done")
        steps: list[BackwardStep] = []

        def report(node: GradFn, incoming: Any, sent: Sequence[Sent], *_: bool) -> None:
            contributions = [Contribution(*each) for each in sent]
            steps.append(BackwardStep(node, _as_list(node, incoming), contributions))

        self._run_next(report)
        self._take_captured()
        return steps[0]

    def run(self, report: Report | None = None) -> None:
        """Step to the end. ``Tensor.backward()`` does the same.

        Args:
            report: told each step, before hooks are called that come after the node.
        """
        if not self._is_seeded:
            self.seed()
        if self._delivers is None:
            self._sweep(report)
        while self._ahead:
            self._run_next(report)

    def _run_next(self, report: Report | None) -> None:
        """Run the next node, or only take what is captured of it."""
        node = self._ahead.pop()
        if not (node in self.captures and self._take(node)):
            self._run(node, self._buffers.pop(node), report)

    def _run(self, node: GradFn, gradient: Any, report: Report | None) -> None:
        """Run a node, whatever there is to do."""
        sent: list[Sent] | None = None if report is None else []
        gradient = self._evaluate(node, gradient, sent)
        if report is not None and sent is not None:
            report(node, gradient, sent, node.hooks is not None)
        self._finish(node, gradient)

    def _sweep(self, report: Report | None) -> None:
        """Run all nodes; all of a backward's time is spent here."""
        ahead, buffers, captures = self._ahead, self._buffers, self.captures
        create_graph, frees = self.create_graph, not self.retain_graph
        while ahead:
            node: Any = ahead.pop()
            if captures and node in captures and self._take(node):
                continue
            gradient = buffers.pop(node)
            try:
                if report is None:
                    send = node.send_taped if create_graph else node.send
                else:
                    send = node.send_told_taped if create_graph else node.send_told
                sent = send(gradient, buffers, frees)
            except ValueError:  # numpy's, of shapes that do not fit
                sent = None
            except BaseException:
                self.failed = Failure(node, [gradient], True)
                raise
            if sent is None:
                self._run(node, gradient, report)
            elif report is not None:
                report(node, gradient, sent, False)

    def _evaluate(self, node: Any, gradient: Any, sent: list[Sent] | None) -> Any:
        """Evaluate a node and hand on what it sends; what came in, as hooks have left it."""
        hooks, has_started = node.hooks, False
        try:
            if hooks is None:
                gradients = node.evaluate(gradient, self.create_graph)
            else:
                gradient = self._enter(node, hooks, gradient)
                has_started = True
                gradients = self._evaluate_hooked(node, hooks, gradient)
            if gradients:
                self._deliver(node, gradients, sent)
        except BaseException:
            incoming = _as_list(node, gradient)
            self.failed = Failure(node, incoming, has_started or hooks is None)
            raise
        if not self.retain_graph:
            node.release()
        return gradient

    def _deliver(self, node: Any, gradients: Sequence[Any], sent: list[Sent] | None) -> None:
        """Hand on what a node sends to where it goes, fitted to it."""
        is_fit, delivers, put = node.details is None, self._delivers, self._put
        numbers = None if is_fit else node.input_nrs
        for position, target in enumerate(node.next_nodes):
            if target is None or (delivers is not None and target not in delivers):
                continue
            value = given = gradients[position]
            number = 0
            if numbers is not None:
                number = numbers[position]
                if given is not None:
                    value = node.fit(position, given, self.create_graph)
            try:
                before, after = put(target, number, value)
            except ValueError:  # numpy's words
                there = _as_list(target, self._buffers[target])[number].shape
                name, got = node.name(), value.shape
                raise RuntimeError(errors.invalid_gradient(name, position, got, there)) from None
            if sent is not None:
                sent.append((position, given, value, before, after))

    def _put(self, target: GradFn, output_nr: int, value: Any) -> tuple[Any, Any]:
        """Add to the buffer of one of a node's outputs; what was there, and is."""
        buffers = self._buffers
        if target.output_count == 1:
            before = buffers[target]
            if before is None:
                buffers[target] = value
                return None, value
            after = buffers[target] = _sum(before, value)
            return before, after
        several = buffers[target]
        if several is None:
            several = buffers[target] = [None] * target.output_count
        before = several[output_nr]
        after = several[output_nr] = _sum(before, value)
        return before, after

    def _take(self, node: GradFn) -> bool:
        """Take the captured gradients of the next node; whether it need not run, and is done with.

        Only then hooks of the tensors have changed them.
        """
        gradient, runs = self._buffers[node], self._runs is None or node in self._runs
        if not runs:
            if node.hooks is not None:
                gradient = self._arrive(node, node.hooks, gradient)
            del self._buffers[node]
        for edge in self.captures[node]:
            self.captured[edge] = _as_list(node, gradient)[edge[1]]
        return not runs

    def _take_captured(self) -> None:
        """Take from the nodes next in line what is captured, as far as they need not run."""
        while self._ahead and self._ahead[-1] in self.captures and self._take(self._ahead[-1]):
            self._ahead.pop()

    # -- hooks ---------------------------------------------------------------------------------

    def _arrive(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Any:
        """Pass what came in through the hooks of the tensors that it is the gradient of."""
        arrived = self._bare(hooks.arrive(self._incoming(node, gradient)))
        if hooks.retained:
            observe.tell_of_kept(node, {nr: kept() for nr, kept in hooks.retained.items()})
        return arrived if node.output_count != 1 else arrived[0]

    def _enter(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Any:
        """Pass what came in through the hooks of the tensors, then through the node's own."""
        arrived = self._arrive(node, hooks, gradient)
        if not hooks.before:
            return arrived
        entered = self._bare(hooks.enter(self._incoming(node, arrived)))
        return entered if node.output_count != 1 else entered[0]

    def _evaluate_hooked(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Sequence[Any]:
        """Evaluate a node, and pass what it sends through its own hooks."""
        sent = node.evaluate(gradient, self.create_graph)
        if not hooks.after or not node.next_nodes:
            return sent
        fitted = [
            None if each is None else node.fit(position, each, self.create_graph)
            for position, each in enumerate(sent)
        ]
        sending = self._tensors(fitted, node.next_edges)
        return self._bare(hooks.leave(sending, self._incoming(node, gradient)))

    def _finish(self, node: GradFn, gradient: Any) -> None:
        """Call what waits for a node to have run: at a leaf its own hooks, then the node's."""
        node.finish()
        if node.hooks is not None and node.hooks.after and not node.next_nodes:
            node.hooks.leave([], self._incoming(node, gradient))

    def _incoming(self, node: GradFn, gradient: Any) -> list[Any]:
        return self._tensors(_as_list(node, gradient), zip(repeat(node), count()))

    def _tensors(self, gradients: Sequence[Any], edges: Iterable[Edge | None]) -> list[Any]:
        """Gradients as hooks are given them, by the edges that they go along."""
        if self.create_graph:
            return list(gradients)
        tensors = [None if each is None else self._wrap(each) for each in gradients]
        observe.tell_of_gradients(tensors, edges)
        return tensors

    def _bare(self, tensors: Sequence[Any]) -> list[Any]:
        if self.create_graph:
            return list(tensors)
        return [None if each is None else each._data for each in tensors]


def _as_list(node: GradFn, gradient: Any) -> list[Any]:
    """The gradients that came in at a node, one for each of its outputs."""
    if node.output_count == 1:
        return [gradient]
    return [None] * node.output_count if gradient is None else list(gradient)


def _sum(before: Any, value: Any) -> Any:
    if before is None:
        return value
    return before if value is None else before + value
