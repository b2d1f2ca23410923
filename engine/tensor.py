"""Tensors, and where their gradients end: two classes that refer to each other."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine import dtypes, errors, grad_mode, observe
from engine.extra import Extra
from engine.hooks import HookTable, Watched, call_after_accumulation
from engine.ownership import is_free
from engine.registry import raw, traced
from engine.size import Size
from engine.storage import Storage, View
from engine.strides import in_order_of

if TYPE_CHECKING:
    from engine.node import Node

Array: TypeAlias = "np.ndarray | np.generic"
"""What a tensor holds: an array, or for a fresh zero-dim result the bare numpy number."""

_new_size = tuple.__new__  # its extents need no check

LEAF_SEQUENCE_NR = 2**64 - 1
"""AccumulateGrad's sequence number: it runs the moment it is ready."""


class AccumulateGrad(Watched):
    """Where a leaf's gradient ends: adds what arrives to ``leaf.grad``.

    Attributes:
        leaf: the tensor whose ``.grad`` is filled.
        hooks: what is called when it runs, if anything.
    """

    __slots__ = ("__weakref__", "leaf")
    __module__ = "builtins"  # as in PyTorch
    sequence_nr = LEAF_SEQUENCE_NR
    details = next_nodes = next_edges = next_functions = input_nrs = ()
    output_count, requires_grad = 1, True

    def __init__(self, leaf: Tensor) -> None:
        self.leaf = leaf
        self.hooks = None
        if leaf._extra is not None and leaf._extra.hooks is not None:
            self.watch(leaf._extra.hooks)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    def __call__(self, *gradients: Any) -> tuple[()]:
        """Fill the leaf's ``.grad``."""
        errors.check_called(gradients, 1, Tensor)
        given, taped = gradients[0], grad_mode.here.enabled
        self.evaluate(given if taped or given is None else given._data, taped)
        self.finish()
        return ()

    def watch(self, hooks: HookTable) -> None:
        """Call the leaf's hooks with what arrives."""
        self.own_hooks().of_outputs[0] = hooks

    @property
    def variable(self) -> Tensor:
        """The leaf, by PyTorch's name for it."""
        return self.leaf

    def name(self) -> str:
        """PyTorch's name of the node."""
        return "torch::autograd::AccumulateGrad"

    def send(self, gradient: Any, buffers: object, frees: bool) -> tuple[()] | None:
        """Fill the leaf's ``.grad``; nothing is sent on. None where hooks are to be called."""
        leaf = self.leaf
        extra = leaf._extra
        if self.hooks is not None or (extra is not None and extra.after_accumulation):
            return None
        if (
            leaf._grad is None
            and gradient is not None
            and leaf._requires_grad
            and observe.observer is None
        ):
            owns = type(gradient) is np.ndarray and is_free(gradient, leaf._data)
            leaf._grad = wrap(gradient) if owns else _first_gradient(gradient, leaf._data)
        else:
            self.evaluate(gradient, False)
        return ()

    def send_taped(self, gradient: Any, buffers: object, frees: bool) -> tuple[()] | None:
        """The same, taped."""
        extra = self.leaf._extra
        if self.hooks is not None or (extra is not None and extra.after_accumulation):
            return None
        return self.evaluate(gradient, True)

    send_told, send_told_taped = send, send_taped

    def evaluate(self, gradient: Any, create_graph: bool) -> tuple[()]:
        """Create ``leaf.grad``, or add to it: in place, in the same memory, unless taped."""
        leaf, watcher = self.leaf, observe.observer
        if gradient is None or not (leaf._requires_grad or leaf.requires_grad):
            return ()
        before = leaf._grad
        if before is not None and watcher is not None:
            watcher.will_change(before)
        if create_graph:
            after = traced.copy(gradient) if before is None else traced.add(before, gradient)
            leaf._grad = after
        elif before is None:
            leaf._grad = _first_gradient(gradient, leaf._data)
        else:
            before._add_in_place(gradient)
        if watcher is not None:
            watcher.grad_accumulated(self, before, before is not None and not create_graph)
        return ()

    def fit(self, position: int, gradient: Any, create_graph: bool) -> Any:
        """Never asked: nothing goes on from here."""
        raise AssertionError("AccumulateGrad has no next edges")

    def release(self) -> None:
        """Nothing is saved here."""

    def finish(self) -> None:
        """Call the hooks that wait for the leaf's ``.grad``."""
        extra = self.leaf._extra
        if extra is not None and extra.after_accumulation:
            call_after_accumulation(extra.after_accumulation, self.leaf)


class Tensor:
    """A multi-dimensional array that remembers how it was made.

    Operators and methods are added where operations are declared (``engine.torch``).

    Source: torch.Tensor, PyTorch 2.13.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_accumulator",
        "_data",
        "_extra",
        "_grad",
        "_node",
        "_requires_grad",
        "_serial",
        "_storage",
    )
    __array_priority__ = 1000  # numpy's operators leave mixed operands to ours
    __hash__ = object.__hash__

    _data: Array
    _node: Node | None
    _requires_grad: bool
    _grad: Tensor | None
    _storage: Storage | None
    _accumulator: weakref.ref[AccumulateGrad] | None
    _extra: Extra | None
    _serial: int

    # -- what it is ----------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """Extents, outermost first."""
        return _new_size(Size, self._data.shape)

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
        if self._requires_grad or self._node is not None:
            return True
        view = self._view
        return view is not None and view.base.requires_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        errors.check_asked_for_gradients(wanted, self._node is not None)
        self._ask_for_gradients(wanted, "floating point and complex")

    @property
    def is_leaf(self) -> bool:
        """Whether no taped operation made this tensor."""
        return self._node is None and not self._is_outdated_view()

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made this tensor; made anew for an outdated view."""
        if self._is_outdated_view():
            traced.as_strided.renew(self)
        return self._node

    @property
    def output_nr(self) -> int:
        """Which output of its grad_fn's operation this tensor is, of those with gradients."""
        return 0 if self._extra is None else self._extra.output_nr

    @property
    def _view(self) -> View | None:
        return None if self._extra is None else self._extra.view

    def _is_outdated_view(self) -> bool:
        """Whether its memory was written to and it is, or has become, a part of a graph."""
        view = self._view
        if view is None or view.version == self._writes:
            return False
        return self._node is not None or view.base.requires_grad

    @property
    def _writes(self) -> int:
        return 0 if self._storage is None else self._storage.version

    def is_inference(self) -> bool:
        """Whether this tensor was made in inference mode."""
        return self._extra is not None and self._extra.is_inference

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
            if wanted and self.is_inference() and not grad_mode.here.inference:
                raise RuntimeError(errors.INFERENCE_REQUIRES_GRAD)
            if observe.observer is not None:
                observe.observer.requires_grad_changes(self, wanted)
            self._requires_grad = wanted

    # -- its gradient --------------------------------------------------------------------------

    @property
    def grad(self) -> Tensor | None:
        """The gradient accumulated so far; None before the first."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            errors.warn_grad_of_non_leaf()
        return self._grad

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        if isinstance(gradient, Tensor):
            errors.check_assigned_gradient(self, gradient)
        elif gradient is not None:
            raise TypeError(
                "assigned grad expected to be a Tensor or None but got grad of type "
                f"{type(gradient).__name__}"
            )
        before = self._grad
        if gradient is before:
            return  # as after `x.grad *= 2`, which assigns what it has changed in place
        self._grad = gradient
        if observe.observer is not None:
            observe.observer.grad_assigned(self, before)

    @property
    def retains_grad(self) -> bool:
        """Whether ``.grad`` will be filled although this tensor is no leaf."""
        return self._extra is not None and self._extra.retains_grad

    def keep_gradient(self, gradient: Tensor) -> None:
        """Add a gradient that arrived to a ``.grad`` that is retained, out of place."""
        before, elements = self._grad, gradient._data
        if gradient.requires_grad or (before is not None and before.requires_grad):
            self._grad = traced.clone(gradient) if before is None else traced.add(before, gradient)
        else:
            own = raw.clone(elements) if before is None else raw.add(before._data, elements)
            self._grad = wrap(own)

    def gradient_edge(self) -> tuple[Node | AccumulateGrad, int]:
        """The node that receives this tensor's gradient, and as which of its outputs."""
        return next_edge(self) or (accumulator_of(self), 0)

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
            if self._node is not None:
                self._node.guard_output(self)
        return self._storage

    def _own_extra(self) -> Extra:
        if self._extra is None:
            self._extra = Extra()
        return self._extra

    def _write(self, elements: Array) -> None:
        """Overwrite the elements in place and count the change."""
        if isinstance(self._data, np.ndarray):
            self._data[...] = elements
        else:  # a bare number has no memory that others could share
            self._data = self._data.dtype.type(elements)
        self._shared_storage().version += 1

    def _add_in_place(self, elements: Array) -> None:
        """Add to the elements in place and count the change."""
        if isinstance(self._data, np.ndarray):
            np.add(self._data, elements, out=self._data)
        else:
            self._data = raw.add(self._data, elements)
        self._shared_storage().version += 1


def next_edge(tensor: Tensor) -> tuple[Node | AccumulateGrad, int] | None:
    """Where a gradient goes that an operation on a tensor sends on, and as which of its outputs.

    Nowhere from a view that requires one only because its base was asked to later.
    """
    node = tensor._node if tensor._extra is None else tensor.grad_fn
    if node is not None:
        return node, tensor.output_nr
    return (accumulator_of(tensor), 0) if tensor._requires_grad else None


def make_output(tensor: Tensor, number: int, count: int) -> None:
    """Say which of ``count`` outputs of its grad_fn's operation a tensor is."""
    if count > 1:
        extra = tensor._own_extra()
        extra.output_nr, extra.is_one_of_several = number, True


def accumulator_of(leaf: Tensor) -> AccumulateGrad:
    """The node that fills a leaf's ``.grad``, the same as long as a graph refers to it."""
    if leaf._accumulator is not None:
        known = leaf._accumulator()
        if known is not None:
            return known
    accumulator = AccumulateGrad(leaf)
    leaf._accumulator = weakref.ref(accumulator)
    return accumulator


def _first_gradient(elements: Any, like: Array) -> Tensor:
    """A leaf's first gradient, in memory of its own; that it is laid out anew counts as a write."""
    array, is_written = in_order_of(elements, like)
    gradient = wrap(array)
    if is_written:
        gradient._shared_storage().version = 1
    return gradient


_new_tensor = Tensor.__new__


def wrap(data: Array, node: Node | None = None) -> Tensor:
    """A tensor that holds ``data`` as it is."""
    tensor = _new_tensor(Tensor)
    tensor._data = data
    tensor._node = node
    tensor._requires_grad = False
    tensor._grad = tensor._storage = tensor._accumulator = tensor._extra = None
    tensor._serial = 0
    return tensor
