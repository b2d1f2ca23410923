"""Tensors: arrays with a link to the operation that made them."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine import dtypes, errors, grad_mode, observe
from engine.rare_attributes import Extra
from engine.registry import raw, traced
from engine.size import Size
from engine.storage import Storage, View

if TYPE_CHECKING:
    from engine.nodes.accumulate_grad import AccumulateGrad
    from engine.nodes.any_node import AnyNode

Array: TypeAlias = "np.ndarray | np.generic"
"""The elements of a tensor: an array or, for a fresh zero-dimensional result, a numpy scalar."""

_new_size = tuple.__new__  # skips the checks of ``Size``


class Tensor:
    """A multi-dimensional array with automatic differentiation.

    ``engine.torch.tensors.tensor_class`` adds operators and methods.

    Source: torch.Tensor, PyTorch 2.13.

    Attributes:
        _data: the elements.
        _node: the grad_fn as last computed; see ``current_node``.
        _requires_grad: whether a leaf requires grad.
        _grad: the value of ``.grad``.
        _storage: the storage; None as long as the memory cannot be reached from elsewhere.
        _accumulator: the AccumulateGrad node of a leaf, as long as a graph refers to it.
        _extra: rare attributes; None where all have their defaults.
        _serial: the number by which a recorder identifies the tensor; 0 for none.
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
    __array_priority__ = 1000  # numpy's operators defer to ours for mixed operands

    _data: Array
    _node: AnyNode | None
    _requires_grad: bool
    _grad: Tensor | None
    _storage: Storage | None
    _accumulator: weakref.ref[AccumulateGrad] | None
    _extra: Extra | None
    _serial: int

    # -- what it is ----------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """The sizes of all dimensions, outermost first."""
        return _new_size(Size, self._data.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._data.ndim

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the elements."""
        return dtypes.of(self._data.dtype)

    @property
    def requires_grad(self) -> bool:
        """Whether gradients need to be computed for this tensor."""
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
        """Whether this tensor is a leaf: not the result of a taped operation.

        Raises:
            RuntimeError: it is a view whose grad_fn cannot be recomputed.
        """
        return current_node(self) is None

    @property
    def _is_leaf(self) -> bool:
        """The same without recomputing a grad_fn; False for a view that would need that."""
        return self._node is None and not self._is_outdated_view()

    @property
    def grad_fn(self) -> Any:
        """The node of the operation that made this tensor, as scripts see it; None for a leaf.

        For a view whose base was written to since, it is recomputed.

        Raises:
            RuntimeError: the view cannot get a new grad_fn.
        """
        node = current_node(self)
        return None if node is None else node.shown

    @property
    def output_nr(self) -> int:
        """The index of this tensor among the differentiable outputs of its operation."""
        return 0 if self._extra is None else self._extra.output_nr

    @property
    def _view(self) -> View | None:
        return None if self._extra is None else self._extra.view

    def _is_outdated_view(self) -> bool:
        """Whether it is a view that needs a new grad_fn because its memory was written to."""
        view = self._view
        if view is None or view.version == self._writes:
            return False
        return self._node is not None or view.base.requires_grad

    @property
    def _writes(self) -> int:
        """The version counter: the number of in-place writes to its memory."""
        return 0 if self._storage is None else self._storage.version

    def is_inference(self) -> bool:
        """Whether this is an inference tensor."""
        return self._extra is not None and self._extra.is_inference

    def _with_grad_required(self, requires_grad: bool = True) -> Tensor:
        """Set whether a leaf requires grad; return it.

        Raises:
            RuntimeError: True for an integer or bool dtype, or False for a non-leaf.
        """
        self._ask_for_gradients(requires_grad, "floating point")
        return self

    def _ask_for_gradients(self, wanted: bool, allowed: str) -> None:
        if wanted and not (self.dtype.is_floating_point or self.dtype.is_complex):
            raise RuntimeError(f"only Tensors of {allowed} dtype can require gradients")
        if self._node is not None:
            if not wanted:
                raise RuntimeError(errors.NOT_A_LEAF)
        elif wanted and self.is_inference() and not grad_mode.current_modes().inference:
            raise RuntimeError(errors.INFERENCE_REQUIRES_GRAD)
        elif wanted != self._requires_grad:
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
            return  # as after ``x.grad *= 2``, which assigns the tensor that it changed in place
        self._grad = gradient
        if observe.observer is not None:
            observe.observer.grad_assigned(self, before)

    @property
    def retains_grad(self) -> bool:
        """Whether ``.grad`` will be filled although this tensor is not a leaf."""
        return self._extra is not None and self._extra.retains_grad

    def _keep_gradient(self, gradient: Tensor) -> None:
        """Add an incoming gradient to the ``.grad`` that a non-leaf retains, out of place."""
        before = self._grad
        elements = gradient._data
        if gradient.requires_grad or (before is not None and before.requires_grad):
            self._grad = traced.clone(gradient) if before is None else traced.add(before, gradient)
        else:
            own = raw.clone(elements) if before is None else raw.add(before._data, elements)
            self._grad = wrap(own)

    # -- its elements --------------------------------------------------------------------------

    def item(self) -> Any:
        """The only element as a Python number.

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
        """The elements as an array, which can be shared and written to; a scalar becomes one."""
        if not isinstance(self._data, np.ndarray):
            self._data = np.array(self._data)
        return self._data

    def _shared_storage(self) -> Storage:
        """The storage, made if there is none yet: from now on the memory may be shared."""
        if self._storage is None:
            self._storage = Storage()
            if self._node is not None:
                self._node.guard_output(self)
        return self._storage

    def _ensure_extra(self) -> Extra:
        if self._extra is None:
            self._extra = Extra()
        return self._extra

    def _write(self, elements: Array) -> None:
        """Overwrite the elements in place and increment the version counter."""
        if isinstance(self._data, np.ndarray):
            self._data[...] = elements
        else:  # a numpy scalar shares its memory with nothing
            self._data = self._data.dtype.type(elements)
        self._shared_storage().version += 1

    def _add_in_place(self, elements: Array) -> None:
        """Add to the elements in place and increment the version counter."""
        if isinstance(self._data, np.ndarray):
            np.add(self._data, elements, out=self._data)
        else:
            self._data = raw.add(self._data, elements)
        self._shared_storage().version += 1


def current_node(tensor: Tensor) -> AnyNode | None:
    """The node of the operation that made a tensor; for a view it may be recomputed.

    Raises:
        RuntimeError: the view cannot get a new grad_fn.
    """
    if tensor._is_outdated_view():
        traced.as_strided.renew(tensor)
    return tensor._node


def mark_output(tensor: Tensor, number: int, count: int) -> None:
    """Mark a tensor as output ``number`` of an operation's ``count`` differentiable outputs."""
    if count > 1:
        extra = tensor._ensure_extra()
        extra.output_nr = number
        extra.is_one_of_several = True


_new_tensor = Tensor.__new__


def wrap(data: Array, node: AnyNode | None = None) -> Tensor:
    """A new tensor with these elements, which are not copied."""
    tensor = _new_tensor(Tensor)
    tensor._data = data
    tensor._node = node
    tensor._requires_grad = False
    tensor._grad = tensor._storage = tensor._accumulator = tensor._extra = None
    tensor._serial = 0
    return tensor
