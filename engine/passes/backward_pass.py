"""A backward pass that can be paused between any two nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, repeat
from types import MappingProxyType
from typing import Any

from engine import errors, observe
from engine.hooks import NodeHooks
from engine.nodes.grad_fn import Edge, GradFn
from engine.observe import Sent
from engine.passes import running_order
from engine.passes.backward_step import BackwardStep, Contribution, Failure, Report, Seed
from engine.passes.unobserved_pass import UnderWay


class BackwardPass:
    """A backward pass over the graph of ``roots``, one node at a time.

    ``running_order`` determines the order.

    Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the
    conformance corpus).

    Attributes:
        retain_graph: whether saved tensors are kept for another pass.
        create_graph: whether the pass is taped itself; its gradients are then tensors, not arrays.
        captures: the edges whose gradients are to be returned, by their nodes.
        captured: for each of these edges, the gradient that arrived there.
        failed: the node that raised, and its incoming gradients; None if none did.
    """

    # Only passes that capture, are restricted, or fail have these as instance attributes.
    captures: Mapping[GradFn, set[Edge]] = MappingProxyType({})
    failed: Failure | None = None
    _is_seeded = False
    _to_evaluate: set[GradFn] | None = None
    """The nodes that a restricted pass evaluates; None for all."""

    _receivers: set[GradFn] | None = None
    """The nodes that receive gradients: those, and the ones only captured at; None for all."""

    _pending: list[Any]
    """The nodes still to run, the next one last."""

    _buffers: dict[Any, Any]
    """For each of these the sum of the gradients that have arrived, None before the first.

    For a node with several outputs a list with one such sum per output.
    """

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
        """Prepare a pass in which no node has run yet.

        Args:
            roots: the edges where the pass begins, each with its seed.
            wrap: makes a tensor from an array, for hooks.
            captures: edges whose gradients are to be returned. Only nodes on a path to one of them
                run, and their own nodes only if they are on a path to another.
            stop_at: nodes where the pass ends. Only they, and nodes on a path to them, run.
            under_way: the rest of the pass, as ``unobserved_pass`` left it.
        """
        self._wrap = wrap
        self._roots = roots
        self.retain_graph = retain_graph
        self.create_graph = create_graph
        self.captured: dict[Edge, Any] = {}
        if under_way is not None:
            self._pending, self._buffers = under_way
            self._is_seeded = True
            return
        self._pending = running_order.last_to_first([target for (target, _), _ in roots])
        if captures or stop_at is not None:
            self._restrict(captures, stop_at or ())
        self._buffers = dict.fromkeys(self._pending)

    @property
    def targets(self) -> list[GradFn]:
        """The nodes that receive the seeds."""
        return [target for (target, _), _ in self._roots]

    def _restrict(self, captures: Sequence[Edge], stop_at: Iterable[GradFn]) -> None:
        """Determine which nodes run and which only receive gradients, and drop all others."""
        last = set(stop_at)
        ends = {node for node, _ in captures} | last
        before_ends = running_order.on_paths_to(ends, self._pending)
        self._to_evaluate = before_ends | last
        receivers = before_ends | ends
        if not receivers.issuperset(self._pending):
            self._receivers = receivers
            self._pending = running_order.last_to_first(self.targets, receivers)
        by_node: dict[GradFn, set[Edge]] = {}
        for edge in captures:
            by_node.setdefault(edge[0], set()).add(edge)
        self.captures = by_node

    def seed(self) -> list[Seed]:
        """Begin the pass: add each seed to the buffer of its node, in the order of the roots."""
        seeds = []
        for (target, input_nr), gradient in self._roots:
            if self._receivers is None or target in self._receivers:
                sums = self._add(target, input_nr, gradient)
                seeds.append(Seed(target, input_nr, gradient, *sums))
            elif len(self._roots) == 1 and target.hooks is not None:
                # PyTorch runs the tensor hooks of a single root even if the root is not needed; of
                # several roots it skips such ones
                incoming: list[Any] = [None] * target.output_count
                incoming[input_nr] = gradient
                self._arrive(target, target.hooks, incoming if len(incoming) != 1 else gradient)
        self._is_seeded = True
        self._capture_next()
        return seeds

    def participants(self) -> dict[GradFn, int]:
        """The nodes that receive contributions, with how many each waits for, seeds included."""
        counts = running_order.edge_counts(self.targets)
        receivers = self._receivers
        return {n: count for n, count in counts.items() if receivers is None or n in receivers}

    @property
    def remaining(self) -> int:
        """The number of nodes still to run."""
        return len(self._pending)

    @property
    def is_restricted(self) -> bool:
        """Whether only nodes on a path to ``captures`` or ``stop_at`` run."""
        return self._to_evaluate is not None

    @property
    def done(self) -> bool:
        """Whether no node can run: none is left, or the seeds are not yet delivered."""
        return not (self._is_seeded and self._pending)

    def step(self) -> BackwardStep:
        """Run the next node, add its gradients to the buffers, and report the step.

        Raises:
            IndexError: the pass is done.
            RuntimeError: the node's saved tensors were freed or modified in place.
        """
        if self.done:
            raise IndexError("the pass is done")
        steps: list[BackwardStep] = []

        def report(node: GradFn, incoming: Any, sent: Sequence[Sent], *_: bool) -> None:
            contributions = [Contribution(*each) for each in sent]
            steps.append(BackwardStep(node, _as_list(node, incoming), contributions))

        self._run_next(report)
        self._capture_next()
        return steps[0]

    def run(
        self, report: Report | None = None, starting: Callable[[GradFn], None] | None = None
    ) -> None:
        """Step to the end, as ``Tensor.backward()`` does.

        Args:
            report: called for each node that ran, before the hooks that run after it.
            starting: called for each node that is about to run.
        """
        if not self._is_seeded:
            self.seed()
        if self._receivers is None and starting is None:
            self._sweep(report)
        while self._pending:
            if starting is not None:
                starting(self._pending[-1])
            self._run_next(report)

    def _run_next(self, report: Report | None) -> None:
        """Run the next node; one that is only captured at does not run."""
        node = self._pending.pop()
        if not (node in self.captures and self._capture(node)):
            self._run(node, self._buffers.pop(node), report)

    def _run(self, node: GradFn, gradient: Any, report: Report | None) -> None:
        """Run a node the general way: with hooks, and sending only to receivers."""
        sent: list[Sent] | None = None if report is None else []
        gradient = self._evaluate(node, gradient, sent)
        if report is not None and sent is not None:
            report(node, gradient, sent, node.hooks is not None)
        self._finish(node, gradient)

    def _sweep(self, report: Report | None) -> None:
        """Run all nodes of an unrestricted pass; nearly all of its time is spent here."""
        pending, buffers, captures = self._pending, self._buffers, self.captures
        create_graph, frees = self.create_graph, not self.retain_graph
        while pending:
            node: Any = pending.pop()
            if captures and node in captures and self._capture(node):
                continue
            gradient = buffers.pop(node)
            try:
                if report is None:
                    send = node.send_taped if create_graph else node.send
                else:
                    send = node.send_observed_taped if create_graph else node.send_observed
                sent = send(gradient, buffers, frees)
            except ValueError:  # numpy's error for shapes that do not fit
                sent = None
            except BaseException:
                self.failed = Failure(node, [gradient], True)
                raise
            if sent is None:
                self._run(node, gradient, report)
            elif report is not None:
                report(node, gradient, sent, False)

    def _evaluate(self, node: Any, gradient: Any, sent: list[Sent] | None) -> Any:
        """Evaluate a node and deliver its gradients; return the incoming ones after hooks."""
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
        """Add a node's gradients to the buffers of its next nodes, in the inputs' shapes."""
        is_fit, receivers, add = node.details is None, self._receivers, self._add
        numbers = None if is_fit else node.input_nrs
        for position, target in enumerate(node.next_nodes):
            if target is None or (receivers is not None and target not in receivers):
                continue
            value = given = gradients[position]
            number = 0
            if numbers is not None:
                number = numbers[position]
                if given is not None:
                    value = node.fit(position, given, self.create_graph)
            try:
                before, after = add(target, number, value)
            except ValueError:  # numpy's message
                expected = _as_list(target, self._buffers[target])[number].shape
                name, got = node.name(), value.shape
                raise RuntimeError(errors.invalid_gradient(name, position, got, expected)) from None
            if sent is not None:
                sent.append((position, given, value, before, after))

    def _add(self, target: GradFn, output_nr: int, value: Any) -> tuple[Any, Any]:
        """Add to the buffer for one output of a node; return the buffer before and after."""
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

    def _capture(self, node: GradFn) -> bool:
        """Capture gradients at the next node; return whether it is done, since it need not run.

        At a node that runs, gradients are captured before tensor hooks change them, as in PyTorch.
        """
        gradient, runs = self._buffers[node], self._to_evaluate is None or node in self._to_evaluate
        if not runs:
            if node.hooks is not None:
                gradient = self._arrive(node, node.hooks, gradient)
            del self._buffers[node]
        for edge in self.captures[node]:
            self.captured[edge] = _as_list(node, gradient)[edge[1]]
        return not runs

    def _capture_next(self) -> None:
        """Capture at the nodes next in line, up to the first that runs."""
        pending, captures = self._pending, self.captures
        while pending and pending[-1] in captures and self._capture(pending[-1]):
            pending.pop()

    # -- hooks ---------------------------------------------------------------------------------

    def _arrive(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Any:
        """Pass the incoming gradients through the tensor hooks."""
        arrived = self._unwrapped(hooks.arrive(self._incoming(node, gradient)))
        if hooks.retained:
            observe.report_kept(node, {nr: kept() for nr, kept in hooks.retained.items()})
        return arrived if node.output_count != 1 else arrived[0]

    def _enter(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Any:
        """Pass the incoming gradients through the tensor hooks, then the node's pre-hooks."""
        arrived = self._arrive(node, hooks, gradient)
        if not hooks.before:
            return arrived
        entered = self._unwrapped(hooks.enter(self._incoming(node, arrived)))
        return entered if node.output_count != 1 else entered[0]

    def _evaluate_hooked(self, node: GradFn, hooks: NodeHooks, gradient: Any) -> Sequence[Any]:
        """Evaluate a node, and pass the outgoing gradients through its post-hooks.

        PyTorch's nodes do not compute gradients that are not needed; a custom function does.
        """
        sent = node.evaluate(gradient, self.create_graph)
        if not hooks.after or not node.next_nodes:
            return sent
        wanted = None if node.sends_unasked else self._receivers
        fitted = [
            None
            if each is None or not (wanted is None or node.next_nodes[position] in wanted)
            else node.fit(position, each, self.create_graph)
            for position, each in enumerate(sent)
        ]
        sending = self._tensors(fitted, node.next_edges)
        return self._unwrapped(hooks.leave(sending, self._incoming(node, gradient)))

    def _finish(self, node: GradFn, gradient: Any) -> None:
        """Call the hooks that run after a node; at a leaf also its node's post-hooks."""
        node.finish()
        if node.hooks is not None and node.hooks.after and not node.next_nodes:
            node.hooks.leave([], self._incoming(node, gradient))

    def _incoming(self, node: GradFn, gradient: Any) -> list[Any]:
        return self._tensors(_as_list(node, gradient), zip(repeat(node), count()))

    def _tensors(self, gradients: Sequence[Any], edges: Iterable[Edge | None]) -> list[Any]:
        """The gradients along these edges as tensors for hooks."""
        if self.create_graph:
            return list(gradients)
        tensors = [None if each is None else self._wrap(each) for each in gradients]
        observe.report_gradients(tensors, edges)
        return tensors

    def _unwrapped(self, tensors: Sequence[Any]) -> list[Any]:
        """The tensors that hooks returned, in the form in which the pass computes."""
        if self.create_graph:
            return list(tensors)
        return [None if each is None else each._data for each in tensors]


def _as_list(node: GradFn, gradient: Any) -> list[Any]:
    """The incoming gradients of a node, one per output."""
    if node.output_count == 1:
        return [gradient]
    return [None] * node.output_count if gradient is None else list(gradient)


def _sum(before: Any, value: Any) -> Any:
    """The sum of two gradients, either of which may be undefined."""
    if before is None:
        return value
    return before if value is None else before + value
