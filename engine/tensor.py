"""Tensors: arrays that know which operation made them."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine import dtypes, errors, grad_mode, observe
from engine.extra import Extra
from engine.registry import raw, traced
from engine.size import Size
from engine.storage import Storage, View

if TYPE_CHECKING:
    from engine.accumulate_grad import AccumulateGrad
    from engine.node import Node

Array: TypeAlias = "np.ndarray | np.generic"
"""What a tensor holds: an array, or for a fresh zero-dim result the bare numpy number."""

_new_size = tuple.__new__  # its extents need no check


class Tensor:
    """A multi-dimensional array that remembers how it was made.

    ``engine.torch.tensor_class`` adds operators and methods.

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
        """Whether no taped operation made this tensor.

        Raises:
            RuntimeError: it is a view that cannot be made anew, as for ``grad_fn``.
        """
        return self.grad_fn is None

    @property
    def _is_leaf(self) -> bool:
        """The same, or False where that cannot be told."""
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
        elif wanted and self.is_inference() and not grad_mode.here().inference:
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
            return  # as after `x.grad *= 2`, which assigns what it has changed in place
        self._grad = gradient
        if observe.observer is not None:
            observe.observer.grad_assigned(self, before)

    @property
    def retains_grad(self) -> bool:
        """Whether ``.grad`` will be filled although this tensor is no leaf."""
        return self._extra is not None and self._extra.retains_grad

    def keep_gradient(self, gradient: Tensor) -> None:
        """Add a gradient that arrived to a retained ``.grad``, out of place."""
        before = self._grad
        elements = gradient._data
        if gradient.requires_grad or (before is not None and before.requires_grad):
            self._grad = traced.clone(gradient) if before is None else traced.add(before, gradient)
        else:
            own = raw.clone(elements) if before is None else raw.add(before._data, elements)
            self._grad = wrap(own)

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


def make_output(tensor: Tensor, number: int, count: int) -> None:
    """Say which of ``count`` outputs of its grad_fn's operation a tensor is."""
    if count > 1:
        extra = tensor._own_extra()
        extra.output_nr = number
        extra.is_one_of_several = True


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
