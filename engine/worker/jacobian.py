"""Computes the Jacobian of a pass of a script by one leaf: a backward pass for each row.

The script is run again up to the beginning of that pass, where its graph still has all it saved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import observe
from engine.backward_pass import BackwardPass
from engine.backward_step import Seed
from engine.check.jacobian import MOST_ENTRIES, Jacobian
from engine.gradient_edge import edge_of
from engine.tensor import Tensor, wrap
from engine.worker.check_watch import CheckWatch, Filling, Move, as_array
from engine.worker.messages import Finished, JacobianRequest
from engine.worker.rerun import Reruns


class JacobianRun:
    """Two runs of a script: one to find the pass, one to the beginning of it.

    Attributes:
        check_time: to be called now and then while a script runs.
    """

    def __init__(self, request: JacobianRequest) -> None:
        self._request = request
        self._reruns = Reruns(request.filename, request.max_run_s)
        self.check_time = self._reruns.check_time

    def run(self) -> Jacobian | Finished:
        """The Jacobian; how the script ended where it was stopped."""
        target = self._request.target
        place = target.accumulations[-1]
        watch = CheckWatch([place])
        with watch:
            outcome = self._reruns.run(self._request.source, watch)
        if outcome.how == "stopped":
            return Finished("stopped", "")
        filling = watch.fillings.get(place)
        if filling is None or filling.gradient is None:
            return Jacobian(target.card, "error" if outcome.how == "error" else "random")
        if filling.gradient.dtype.kind == "c":
            return Jacobian(target.card, "complex")
        if not target.is_shown(filling.gradient):
            return Jacobian(target.card, "random")
        if filling.moved_at is None:
            return Jacobian(target.card, "unseen")
        at_pass = _JacobianWatch(target.card, filling)
        with at_pass:
            outcome = self._reruns.run(self._request.source, at_pass)
        if outcome.how == "stopped":
            return Finished("stopped", "")
        return at_pass.found or Jacobian(target.card, "unseen")


class _JacobianWatch(CheckWatch):
    """Comes to a pass, and goes through its graph once for each element of the output.

    Attributes:
        found: what was found; None where it did not come to the pass.
    """

    def __init__(self, card: int, filling: Filling) -> None:
        assert filling.gradient is not None
        super().__init__(move=Move(filling, np.zeros(filling.gradient.shape)))
        self._card, self._gradient = card, filling.gradient
        self.found: Jacobian | None = None

    def reach(self, seeds: Sequence[Seed]) -> None:
        """The pass is about to begin."""
        leaf = self._leaf
        if leaf is None or len(seeds) != 1:
            return
        observe.observer = None  # these passes are none of the script's
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
        told = Jacobian(self._card, "too_large", seed.shape, leaf._data.shape, is_of_sum=is_of_sum)
        if size > MOST_ENTRIES:
            return told
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

    def _row(self, edge: tuple[object, int], unit: np.ndarray, leaf: Tensor) -> tuple[float, ...]:
        """The gradient of one element of the output."""
        wanted = edge_of(leaf)
        one_pass = BackwardPass(
            [(edge, unit)],  # type: ignore[list-item]
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


def _sums_all(node: object) -> bool:
    """Whether a node is of a sum of all elements of what an operation made."""
    op = getattr(type(node), "op", None)
    if op is None or op.name != "sum":
        return False
    (target,) = node.next_nodes  # type: ignore[attr-defined]
    return target is not None and getattr(type(target), "op", None) is not None


def _units(seed: np.ndarray) -> list[np.ndarray]:
    """Seeds of one one each. Shapes: () or (n, ...) -> that, once for each element."""
    units = np.eye(seed.size, dtype=seed.dtype).reshape(seed.size, *seed.shape)
    return [np.array(unit) for unit in units]
