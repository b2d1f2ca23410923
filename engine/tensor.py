"""Tensors and the nodes of their graph, which refer to each other."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from engine import dtypes, errors, observe
from engine.registry import raw, traced
from engine.size import Size
from engine.storage import Storage

if TYPE_CHECKING:
    from engine.op import Op, Plan

Array: TypeAlias = "np.ndarray | np.generic"
"""What a tensor holds: an array, or for a fresh zero-dim result the bare numpy number."""

LEAF_SEQUENCE_NR = 2**64 - 1
"""AccumulateGrad's sequence number: it runs the moment it is ready."""

_next_sequence_nr = count().__next__


class InputSpec(NamedTuple):
    """What an input's gradient must look like."""

    shape: tuple[int, ...]
    dtype: np.dtype[np.generic]


class Node:
    """A grad_fn: one application of an operation, seen from its gradient's side.

    Each operation has a subclass of its own, named as PyTorch names it.

    Attributes:
        sequence_nr: counts up as nodes are made.
        next_edges: per tensor input of the op, the node that receives its gradient and which of
            that node's outputs it is; None where none is needed.
        saved: tensors and numbers the rules need, in the order of ``plan.saved``; None once freed.
        versions: the versions those tensors had.
    """

    __slots__ = ("attrs", "next_edges", "plan", "saved", "sequence_nr", "specs", "versions")
    op: Op
    output_count = 1

    saved: tuple[Any, ...] | None
    versions: tuple[int, ...]
    next_edges: tuple[tuple[Node | AccumulateGrad, int] | None, ...]
    specs: tuple[InputSpec | None, ...]
    attrs: dict[str, Any]
    plan: Plan

    def __init__(self) -> None:
        self.sequence_nr = _next_sequence_nr()

    def __repr__(self) -> str:
        return f"<{self.name()} object at {id(self):#x}>"

    def name(self) -> str:
        """PyTorch's name of the node."""
        return type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | AccumulateGrad | None, int], ...]:
        """As ``torch.autograd.graph.Node.next_functions``."""
        return tuple(edge or (None, 0) for edge in self.next_edges)

    def evaluate(self, incoming: Sequence[Any], create_graph: bool) -> list[Any]:
        """The vector-Jacobian product for each next edge; None where there is no edge.

        Raises:
            RuntimeError: the saved tensors were freed, or changed in place since.
        """
        gradient = incoming[0]
        if gradient is None:
            return [None] * len(self.next_edges)
        return self._apply_rules(gradient, gradient.dtype, create_graph)

    def _apply_rules(self, gradient: Any, dtype: Any, create_graph: bool) -> list[Any]:
        face = traced if create_graph else raw
        known = self._unpack(dtype, create_graph)
        return [
            None if rule is None else rule.function(face, gradient, **rule.pick(known))
            for rule in self.plan.rules
        ]

    def _unpack(self, dtype: Any, as_tensors: bool) -> dict[str, Any]:
        """What rules may ask for by name: saved values, the op's settings, its inputs' shapes.

        ``dtype`` is that of the gradient, to which saved operands are promoted again.
        """
        known = dict(self.attrs)
        if self.saved is None:
            if self.plan.saved:
                raise RuntimeError(errors.FREED)
            return known
        plan = self.plan
        for name, at, value, version in zip(plan.saved, plan.positions, self.saved, self.versions):
            if not isinstance(value, Tensor):
                known[name] = value
                continue
            if value._version != version:
                maker = value.grad_fn if at >= 0 else self if self.op.has_gradient(~at) else None
                raise RuntimeError(errors.changed_in_place(value, version, maker))
            if as_tensors:
                is_own = at < 0 and self.op.has_gradient(~at)
                known[name] = _retaped(value, self) if is_own else value
            elif self.op.promotes and value._data.dtype != dtype:
                known[name] = value._data.astype(dtype)
            else:
                known[name] = value._data
        return known

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Undo broadcasting and promotion: a gradient in the shape and dtype of its input."""
        spec = self.specs[position]
        assert spec is not None
        face = traced if create_graph else raw
        if gradient.shape != spec.shape:
            gradient = face.sum_to(gradient, shape=spec.shape)
        array = gradient._data if create_graph else gradient
        if array.dtype != spec.dtype:
            gradient = face.to_copy(gradient, dtype=dtypes.of(spec.dtype))
        return gradient

    def release(self) -> None:
        """Let go of the saved tensors."""
        self.saved = None


def _retaped(saved: Tensor, node: Node) -> Tensor:
    """A saved result as a tensor again: kept without its node, lest the two hold each other."""
    tensor = wrap(saved._data)
    tensor._storage, tensor._node, tensor._output_nr = saved._storage, node, saved._output_nr
    return tensor


class AccumulateGrad:
    """Where a leaf's gradient ends: adds what arrives to ``leaf.grad``.

    Attributes:
        leaf: the tensor whose ``.grad`` is filled.
    """

    __slots__ = ("__weakref__", "leaf")
    sequence_nr = LEAF_SEQUENCE_NR
    next_edges = ()
    next_functions = ()
    output_count = 1

    def __init__(self, leaf: Tensor) -> None:
        self.leaf = leaf

    def __repr__(self) -> str:
        return f"<{self.name()} object at {id(self):#x}>"

    @property
    def variable(self) -> Tensor:
        """The leaf, by PyTorch's name for it."""
        return self.leaf

    def name(self) -> str:
        """PyTorch's name of the node."""
        return type(self).__name__

    def evaluate(self, incoming: Sequence[Any], create_graph: bool) -> tuple[()]:
        """Create ``leaf.grad``, or add to it: in place, in the same memory, unless taped."""
        gradient, leaf, watcher = incoming[0], self.leaf, observe.observer
        if gradient is None or not leaf._requires_grad:
            return ()
        before = leaf._grad
        same_memory = before is not None and not create_graph
        if before is not None and watcher is not None:
            watcher.will_change(before)
        if before is None:
            leaf._grad = traced.copy(gradient) if create_graph else wrap(_own_copy(gradient))
        elif create_graph:
            leaf._grad = traced.add(before, gradient)
        else:
            before._write(raw.add(before._data, gradient))
        if watcher is not None:
            watcher.grad_accumulated(self, before, same_memory)
        return ()

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Never asked: nothing goes on from here."""
        raise AssertionError("AccumulateGrad has no next edges")

    def release(self) -> None:
        """Nothing is saved here."""


def _own_copy(gradient: Array) -> Array:
    """The gradient in memory of its own: contiguous, shared with no seed, sibling or view."""
    return gradient if isinstance(gradient, np.generic) else np.array(gradient, order="C")


class Tensor:
    """A multi-dimensional array that remembers how it was made.

    Operators and methods are added where operations are declared (``engine.torch``).

    Source: torch.Tensor, PyTorch 2.13.
    """

    __slots__ = (
        "__weakref__",
        "_accumulator",
        "_data",
        "_grad",
        "_history",
        "_node",
        "_output_nr",
        "_requires_grad",
        "_serial",
        "_storage",
    )
    __array_ufunc__ = None  # numpy's operators leave mixed operands to ours
    __hash__ = object.__hash__

    _data: Array
    _node: Node | None
    _requires_grad: bool
    _grad: Tensor | None
    _storage: Storage | None
    _accumulator: weakref.ref[AccumulateGrad] | None
    _history: int
    _output_nr: int
    _serial: int

    # -- what it is ----------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """Extents, outermost first."""
        return Size(self._data.shape)

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return self._data.ndim

    @property
    def dtype(self) -> dtypes.dtype:
        """Type of the elements."""
        return dtypes.of(self._data.dtype)

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to or through this tensor."""
        return self._requires_grad or self._node is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        self._ask_for_gradients(wanted, "floating point and complex")

    @property
    def is_leaf(self) -> bool:
        """Whether no taped operation made this tensor."""
        return self._node is None

    @property
    def is_view(self) -> bool:
        """Whether this tensor is a differentiable part of another one's memory."""
        return self._history >= 0

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made this tensor."""
        return self._node

    @property
    def output_nr(self) -> int:
        """Which output of its grad_fn's operation this tensor is, of those with gradients."""
        return self._output_nr

    @property
    def _version(self) -> int:
        return 0 if self._storage is None else self._storage.version

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Ask for gradients, or no longer.

        Raises:
            RuntimeError: the tensor has whole numbers, or is no leaf and should no longer.
        """
        self._ask_for_gradients(requires_grad, "floating point")
        return self

    def _ask_for_gradients(self, wanted: bool, allowed: str) -> None:
        if wanted and not (self.dtype.is_floating_point or self.dtype.is_complex):
            raise RuntimeError(f"only Tensors of {allowed} dtype can require gradients")
        if self._node is not None:
            if not wanted:
                raise RuntimeError(errors.NOT_A_LEAF)
        elif wanted != self._requires_grad:
            if observe.observer is not None:
                observe.observer.requires_grad_changes(self, wanted)
            self._requires_grad = wanted

    # -- its gradient --------------------------------------------------------------------------

    @property
    def grad(self) -> Tensor | None:
        """The gradient accumulated so far; None before the first."""
        if self._grad is None and self._node is not None:
            errors.warn_grad_of_non_leaf()
        return self._grad

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        errors.check_assigned_gradient(self, gradient)
        before = self._grad
        if gradient is before:
            return  # as after `x.grad *= 2`, which assigns what it has changed in place
        if before is not None and observe.observer is not None:
            observe.observer.will_change(before)
        self._grad = gradient
        if observe.observer is not None:
            observe.observer.grad_assigned(self, before)

    def gradient_edge(self) -> tuple[Node | AccumulateGrad, int]:
        """The node that receives this tensor's gradient, and as which of its outputs."""
        if self._node is not None:
            if self.is_view and self._history != self._shared_storage().histories:
                raise errors.MissingOperationError(errors.OUTDATED_VIEW)
            return self._node, self._output_nr
        node = None if self._accumulator is None else self._accumulator()
        if node is None:
            node = AccumulateGrad(self)
            self._accumulator = weakref.ref(node)
        return node, 0

    # -- its elements --------------------------------------------------------------------------

    def item(self) -> Any:
        """The one element as a Python number.

        Raises:
            RuntimeError: there is not exactly one element.
        """
        if self._data.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._data.size} elements cannot be converted to Scalar"
            )
        return self._data.item()

    # -- its memory ----------------------------------------------------------------------------

    def _array(self) -> np.ndarray:
        """The elements in memory that can be shared and written to."""
        if not isinstance(self._data, np.ndarray):
            self._data = np.array(self._data)
        return self._data

    def _shared_storage(self) -> Storage:
        if self._storage is None:
            self._storage = Storage()
        return self._storage

    def _write(self, elements: Array) -> None:
        """Overwrite the elements in place and count the change."""
        self._array()[...] = elements
        self._shared_storage().version += 1


def wrap(data: Array, node: Node | None = None) -> Tensor:
    """A tensor that holds ``data`` as it is."""
    tensor = Tensor.__new__(Tensor)
    tensor._data = data
    tensor._node = node
    tensor._requires_grad = False
    tensor._grad = tensor._storage = tensor._accumulator = None
    tensor._history = -1
    tensor._output_nr = tensor._serial = 0
    return tensor
