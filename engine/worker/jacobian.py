"""Computes the Jacobian of the output of a pass with respect to a leaf, row by row.

The script is run again up to the beginning of that pass, where no saved tensor is freed yet; a
backward pass per element of the output computes a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import observe
from engine.finite_differences.jacobian import MOST_ENTRIES, Jacobian
from engine.nodes.grad_fn import Edge, GradFn
from engine.nodes.gradient_edge import edge_of
from engine.nodes.node import Node
from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Seed
from engine.tensor import Tensor, wrap
from engine.worker.check_watch import Accumulation, CheckWatch, Move, as_array
from engine.worker.messages import Finished, JacobianRequest
from engine.worker.rerun import Reruns


class JacobianRun:
    """Two runs of a script: one to find the pass, one up to its beginning.

    Attributes:
        check_time: called regularly while a script runs; ends a run that takes too long.
    """

    def __init__(self, request: JacobianRequest) -> None:
        self._request = request
        self._reruns = Reruns(request.filename, request.max_run_s)
        self.check_time = self._reruns.check_time

    def run(self) -> Jacobian | Finished:
        """The Jacobian; the script's outcome if it was stopped."""
        target = self._request.target
        place = target.accumulations[-1]
        watch = CheckWatch([place])
        with watch:
            outcome = self._reruns.run(self._request.source, watch)
        if outcome.how == "stopped":
            return Finished("stopped", "")
        accumulation = watch.accumulations.get(place)
        if accumulation is None or accumulation.gradient is None:
            return Jacobian(target.card, "error" if outcome.how == "error" else "random")
        if accumulation.gradient.dtype.kind == "c":
            return Jacobian(target.card, "complex")
        if not target.is_shown(accumulation.gradient):
            return Jacobian(target.card, "random")
        if accumulation.moved_at is None:
            return Jacobian(target.card, "unseen")
        at_pass = _JacobianWatch(target.card, accumulation)
        with at_pass:
            outcome = self._reruns.run(self._request.source, at_pass)
        if outcome.how == "stopped":
            return Finished("stopped", "")
        return at_pass.found or Jacobian(target.card, "unseen")


class _JacobianWatch(CheckWatch):
    """Runs a script up to a pass, then runs a backward pass per element of the pass's output.

    Attributes:
        found: the result; None if the pass was not reached.
    """

    def __init__(self, card: int, accumulation: Accumulation) -> None:
        assert accumulation.gradient is not None
        super().__init__(move=Move(accumulation, np.zeros(accumulation.gradient.shape)))
        self._card, self._gradient = card, accumulation.gradient
        self.found: Jacobian | None = None

    def reach(self, seeds: Sequence[Seed]) -> None:
        """Compute the Jacobian, before any node of the pass runs."""
        leaf = self._leaf
        if leaf is None or len(seeds) != 1:
            return
        observe.observer = None  # these passes are not the script's
        try:
            self.found = self._jacobian(leaf, seeds[0])
        except RuntimeError:
            self.found = Jacobian(self._card, "error")
        finally:
            observe.observer = self

    def _jacobian(self, leaf: Tensor, start: Seed) -> Jacobian:
        edge, seed = (start.target, start.input_nr), as_array(start.value)
        is_of_sum = _sums_all(start.target)
        if is_of_sum:
            node = start.target.next_nodes[0]
            edge = node, start.target.input_nrs[0] if start.target.input_nrs else 0
            shape = self.shapes.get((node.sequence_nr, edge[1]))
            if shape is None:
                return Jacobian(self._card, "unseen")
            seed = np.broadcast_to(seed, shape)
        size = seed.size * leaf._data.size
        too_large = Jacobian(
            self._card, "too_large", seed.shape, leaf._data.shape, is_of_sum=is_of_sum
        )
        if size > MOST_ENTRIES:
            return too_large
        rows = [self._row(edge, unit, leaf) for unit in _units(seed)]
        return Jacobian(
            self._card,
            "found",
            seed.shape,
            leaf._data.shape,
            tuple(rows),
            tuple(seed.ravel().astype(float).tolist()),
            tuple(self._gradient.ravel().astype(float).tolist()),
            is_of_sum,
        )

    def _row(self, edge: Edge, unit: np.ndarray, leaf: Tensor) -> tuple[float, ...]:
        """The gradient of one element of the output, for which ``unit`` is the seed."""
        wanted = edge_of(leaf)
        one_pass = BackwardPass(
            [(edge, unit)],
            wrap,
            retain_graph=True,
            create_graph=False,
            captures=[wanted],
        )
        one_pass.run()
        gradient = one_pass.captured.get(wanted)
        if gradient is None:
            return (0.0,) * int(leaf._data.size)
        return tuple(np.ravel(gradient).astype(float).tolist())


def _sums_all(node: GradFn) -> bool:
    """Whether a node is that of a sum over all elements of another operation's result."""
    if not isinstance(node, Node) or node.op.name != "sum":
        return False
    return isinstance(node.next_nodes[0], Node)


def _units(seed: np.ndarray) -> list[np.ndarray]:
    """The unit seeds: one-hot tensors of the same shape, one per element."""
    units = np.eye(seed.size, dtype=seed.dtype).reshape(seed.size, *seed.shape)
    return [np.array(unit) for unit in units]
