"""Observes one run of a script for a gradient check, and may perturb a leaf during it.

A leaf is perturbed by adding an offset to its elements. Time is counted in events of the engine, so
that the same moment is found in the next run. A leaf is perturbed right before the first operation
on it whose node takes part in the pass.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from engine import grad_mode, observe
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.grad_fn import GradFn
from engine.nodes.gradient_edge import edge_of
from engine.observe import Applied, Sent
from engine.op import Op
from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Failure, Seed
from engine.tensor import Tensor
from engine.worker.rerun import QuietHooks

Edge = tuple[int, int]
"""The sequence number of a node, and the index of one of its outputs."""


class PassReached(BaseException):
    """Ends a script at the pass up to which it was to run."""


class Accumulation(NamedTuple):
    """One accumulation into a leaf's ``.grad``, with the data needed to check it.

    Attributes:
        first_seen: the first event with the leaf, and its index among the tensors there.
        moved_at: the number of events after which the leaf is to be perturbed; None if no operation
            was seen through which the pass depends on it.
        pass_: the number of the pass.
        gradient: what the pass accumulated; None for an undefined gradient.
        seeds: the seeds of the pass, one per root.
        is_hooked: whether hooks may have changed a gradient in the pass.
    """

    first_seen: tuple[int, int]
    moved_at: int | None
    pass_: int
    gradient: np.ndarray | None
    seeds: list[np.ndarray]
    is_hooked: bool


class Move(NamedTuple):
    """A run up to the beginning of a pass, with a leaf perturbed on the way.

    Attributes:
        accumulation: the accumulation to check: its leaf, and its pass.
        offset: the offset to add to the elements of the leaf.
    """

    accumulation: Accumulation
    offset: np.ndarray


class _Use(NamedTuple):
    """An operation on a leaf.

    Attributes:
        event: the number of earlier events.
        node: the sequence number of its node; None if it has none.
        is_custom: whether it is a custom function, whose inner operations are reported first.
    """

    event: int
    node: int | None
    is_custom: bool


class _Pass:
    """A running pass."""

    def __init__(self, number: int, backward_pass: BackwardPass, seeds: list[np.ndarray]) -> None:
        self.number, self.seeds, self.is_hooked = number, seeds, False
        self._pass = backward_pass

    @cached_property
    def participants(self) -> Collection[GradFn]:
        """The nodes of the pass."""
        return self._pass.participants()

    @cached_property
    def nodes(self) -> set[int]:
        """The sequence numbers of its nodes."""
        return {node.sequence_nr for node in self.participants}


class _IgnoredReports(QuietHooks):
    """Ignores events that do not affect how values depend on each other."""

    def enter_module(self, name: str) -> None:
        """A module is called."""

    def leave_module(self) -> None:
        """The call of a module ended."""

    def gradient_given(
        self, gradient: Tensor, node: Any, output_nr: int, is_kept: bool = False
    ) -> None:
        """The script received a gradient: what it computes from that is reported."""


class CheckWatch(_IgnoredReports):
    """The observer and the hooks of one run.

    Args:
        wanted: the numbers of the accumulations to find, counted over the whole run.
        move: the leaf to perturb, and the pass to end at; None to run to the end.

    Attributes:
        accumulations: the wanted accumulations that were found, by their numbers.
        before: the elements of the leaf before it was perturbed; None as long as it was not.
        roots: the elements of the roots of the pass; None if it was not reached, or one of them was
            not found.
        is_reached: whether the run reached the pass that it was to end at.
        shapes: the shapes of all results, by the edge where their gradient arrives.
        is_cut: whether a value that depends on the perturbed leaf bypassed the graph, as by
            ``detach``: finite differences include it, the gradient does not.
    """

    def __init__(self, wanted: Collection[int] = (), move: Move | None = None) -> None:
        self._wanted, self._move = wanted, move
        self._clock = self._accumulated = self._passes_begun = 0
        self._first_seen: dict[int, tuple[weakref.ref[Tensor], tuple[int, int]]] = {}
        self._uses: dict[int, list[_Use]] = {}
        self._made: dict[Edge, weakref.ref[Tensor]] = {}
        self.shapes: dict[Edge, tuple[int, ...]] = {}
        self._passes: list[_Pass] = []
        self._leaf: Tensor | None = None
        self._pending: tuple[int, AccumulateGrad] | None = None
        self.accumulations: dict[int, Accumulation] = {}
        self.before: np.ndarray | None = None
        self.roots: list[np.ndarray] | None = None
        self.is_reached = False
        self.is_cut = self._may_be_cut = False

    def __enter__(self) -> CheckWatch:
        self._outer, observe.observer = observe.observer, self
        return self

    def __exit__(self, *error: object) -> None:
        observe.observer = self._outer

    # -- what the engine reports ---------------------------------------------------------------

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        settings: Mapping[str, Any],
    ) -> None:
        """An operation produced a tensor, or several in a tuple."""
        outs = out if isinstance(out, tuple) else (out,)
        tensors = list(_tensors(operands))
        node = next((each._node.sequence_nr for each in outs if each._node is not None), None)
        use = _Use(self._clock, node, not isinstance(op, Op))
        for place, each in enumerate((*tensors, *outs)):
            self._meet(each, place)
        for each in tensors:
            if each._requires_grad and each._node is None:
                self._uses.setdefault(id(each), []).append(use)
        for each in outs:
            self._note_made(each)
        self._note_cut(op, tensors, use)
        self._tick()

    def will_change(self, tensor: Tensor, operands: Sequence[Any] = (), name: str = "") -> None:
        """Does nothing: ``changed_in_place`` follows."""

    def will_change_unobserved(self, tensor: Tensor) -> None:
        """Does nothing: the content is read when it is used."""

    def memory_exposed(self, tensor: Tensor, data: Tensor | None = None) -> None:
        """A tensor shares its memory with numpy or a ``.data``: operations on it are not taped."""
        if self.before is not None and tensor.requires_grad:
            self.is_cut = True
        self._tick()

    def requires_grad_changes(self, leaf: Tensor, wanted: bool) -> None:
        """A leaf's ``requires_grad`` is about to change."""
        self._meet(leaf, 0)
        self._tick()

    def grad_fn_changes(self, tensor: Tensor) -> None:
        """A tensor is about to get another grad_fn."""

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """An operation overwrote a tensor."""
        node = None if tensor._node is None else tensor._node.sequence_nr
        for each in _tensors(operands):
            if each._requires_grad and each._node is None and each is not tensor:
                use = _Use(self._clock, node, not isinstance(op, Op))
                self._uses.setdefault(id(each), []).append(use)
        self._note_made(tensor)
        self._tick()

    def grad_assigned(self, leaf: Tensor, before: Tensor | None) -> None:
        """The script assigned to ``.grad``."""

    def pass_began(self, backward_pass: BackwardPass, seeds: Sequence[Seed]) -> None:
        """A pass began; the run ends here if it was to run up to this pass."""
        number = self._passes_begun
        self._passes_begun += 1
        if self._move is not None and self._move.accumulation.pass_ == number:
            self.is_reached = True
            self.reach(seeds)
            raise PassReached
        values = [as_array(each.value).copy() for each in seeds]
        self._passes.append(_Pass(number, backward_pass, values))

    def reach(self, seeds: Sequence[Seed]) -> None:
        """Called at the pass where the run ends, before any of its nodes runs."""
        self.roots = self._data_of([(each.target, each.input_nr) for each in seeds])
        self.is_cut = self.is_cut or self._may_be_cut

    def grad_accumulated(
        self, node: AccumulateGrad, before: Tensor | None, same_memory: bool
    ) -> None:
        """A gradient was accumulated into a leaf; its node is reported next."""
        place = self._accumulated
        self._accumulated += 1
        self._pending = (place, node) if place in self._wanted else None

    def node_evaluated(
        self, node: Any, incoming: Any, sent: Sequence[Sent], is_hooked: bool = False
    ) -> None:
        """A node ran."""
        self._passes[-1].is_hooked |= is_hooked
        if self._pending is not None and self._pending[1] is node:
            self.accumulations[self._pending[0]] = self._accumulation(node.leaf, incoming)
            self._pending = None

    def pass_ended(self, error: BaseException | None, failed: Failure | None) -> None:
        """A pass ended, or one of its nodes raised."""
        self._passes.pop()

    # -- what follows from the reports ---------------------------------------------------------

    def _note_cut(self, op: Applied, operands: Sequence[Tensor], use: _Use) -> None:
        """Note a use of the perturbed leaf whose result has no gradient."""
        if self._move is None or self._passes:
            return
        if op.cuts:
            # A tensor that was detached before shares the memory of the leaf, and so perturbed.
            is_moved = self.before is not None or any(each is self._leaf for each in operands)
            if is_moved and any(each.requires_grad for each in operands):
                self.is_cut = True
        elif use.node is not None:
            self.is_cut = self.is_cut or (self._may_be_cut and not use.is_custom)
            self._may_be_cut = False
        elif (
            op.node_type is not None
            and not grad_mode.current_modes().enabled
            and self.before is not None
        ):
            # Or it is an operation inside a custom function, which is reported afterwards.
            self._may_be_cut = self._may_be_cut or any(each.requires_grad for each in operands)

    def _tick(self) -> None:
        self._clock += 1
        if self._move is not None and self._move.accumulation.moved_at == self._clock:
            self._move_leaf(self._move)

    def _move_leaf(self, move: Move) -> None:
        leaf = self._leaf
        if leaf is None or leaf._data.shape != move.offset.shape:
            return
        self.before = np.array(leaf._data, np.float64)
        # Unnoticed by the engine, since the script has not changed the leaf.
        moved = (self.before + move.offset).astype(leaf._data.dtype)
        leaf._data = _overwritten(leaf._data, moved)

    def _meet(self, tensor: Tensor, place: int) -> None:
        """Note when a tensor was first seen, and whether it is the leaf to perturb."""
        known = self._first_seen.get(id(tensor))
        if known is not None and known[0]() is tensor:
            return
        first_seen = self._clock, place
        self._first_seen[id(tensor)] = weakref.ref(tensor), first_seen
        self._uses.pop(id(tensor), None)
        if self._move is not None and self._move.accumulation.first_seen == first_seen:
            self._leaf = tensor

    def _note_made(self, tensor: Tensor) -> None:
        if tensor._node is not None:
            edge = tensor._node.sequence_nr, tensor.output_nr
            self._made[edge] = weakref.ref(tensor)
            self.shapes[edge] = tensor._data.shape

    def _data_of(self, edges: Sequence[tuple[Any, int]]) -> list[np.ndarray] | None:
        """The elements of the tensors whose gradients arrive there; None if one was freed."""
        found = []
        for node, output_nr in edges:
            tensor: Tensor | None
            if isinstance(node, AccumulateGrad):
                tensor = node.leaf
            else:
                made = self._made.get((node.sequence_nr, output_nr))
                tensor = None if made is None else made()
            if tensor is None:
                return None
            found.append(np.array(tensor._data))
        return found

    def _accumulation(self, leaf: Tensor, gradient: Any) -> Accumulation:
        going_on = self._passes[-1]
        first_seen = self._first_seen.get(id(leaf))
        return Accumulation(
            (-1, 0) if first_seen is None else first_seen[1],
            None if first_seen is None else self._first_use(leaf, going_on),
            going_on.number,
            None if gradient is None else as_array(gradient).copy(),
            going_on.seeds,
            going_on.is_hooked,
        )

    def _first_use(self, leaf: Tensor, going_on: _Pass) -> int | None:
        """The number of events before the first operation on a leaf whose node is in the pass."""
        uses = self._uses.get(id(leaf), [])
        nodes = going_on.nodes
        first = next((at for at, use in enumerate(uses) if use.node in nodes), None)
        if first is None:
            return self._clock if edge_of(leaf)[0] in going_on.participants else None
        if uses[first].is_custom:
            while first and uses[first - 1].node is None:
                first -= 1
        return uses[first].event


def _overwritten(elements: np.ndarray | np.generic, new: np.ndarray) -> Any:
    """New elements, in the memory of the former ones.

    In memory of their own where that cannot be written, or where several elements share a place
    in it, as those of an expanded tensor do.
    """
    if not isinstance(elements, np.ndarray):
        return new[()]
    if elements.flags.writeable:
        former = elements.copy()
        elements[...] = new
        if elements.tobytes() == new.tobytes():
            return elements
        elements[...] = former
    return new


def _tensors(operands: Sequence[Any]) -> list[Tensor]:
    return [each for each in operands if isinstance(each, Tensor)]


def as_array(gradient: Any) -> np.ndarray:
    """The elements of a gradient, which may be a tensor or an array."""
    return np.asarray(gradient._data if isinstance(gradient, Tensor) else gradient)
