"""Sparse tensors in COO format, mostly for graphs.

A sparse tensor multiplies dense ones, with a dense result, and gradients flow to its values. It is
not a ``torch.Tensor`` for ``isinstance``; missing methods raise, as for all names.

Source: torch.sparse, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.device import check_device
from engine.device import device as torch_device
from engine.ops.algebra import sparse
from engine.script_warnings import warn_once
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements
from engine.torch.matrices import products
from engine.torch.routines import creation, elementwise, operands, reductions, shapes
from engine.torch.tensors import conversions
from engine.torch.tensors.sparse_facts import SPARSE_COO, SparseFacts


class SparseTensor(SparseFacts):
    """A sparse tensor in COO format."""

    __module__, __qualname__ = "torch", "Tensor"

    def _with(self, values: Tensor) -> SparseTensor:
        """The same indices with other values."""
        return SparseTensor(self._places, values, self.shape, self._is_coalesced)

    def _flat(self) -> np.ndarray:
        """The indices, flattened over the sparse dimensions."""
        extents = self.shape[: self.sparse_dim()]
        places = elements(self._places)
        flat: np.ndarray = np.ravel_multi_index(tuple(places), extents)
        return flat

    def coalesce(self) -> SparseTensor:
        """The same tensor with unique, sorted indices."""
        if self._is_coalesced:
            return self
        places, index = np.unique(self._flat(), return_inverse=True)
        values = sparse.coalesce(self._held, wrap(index.reshape(-1)), count=len(places))
        found = np.unravel_index(places, self.shape[: self.sparse_dim()])
        return SparseTensor(wrap(np.stack(found).astype(np.int64)), values, self.shape, True)

    def to_dense(self, dtype: Any = None, *, masked_grad: bool | None = None) -> Tensor:
        """The dense tensor."""
        inner = prod(self.shape[self.sparse_dim() :])
        places = self._flat()[:, None] * inner + np.arange(inner)
        flat = shapes.reshape(self._held, -1)
        index = wrap(places.reshape(-1))
        made = sparse.sparse_to_dense(flat, index, shape=tuple(self.shape))
        return made if dtype is None else conversions.to(made, dtype)

    def times(self, other: Tensor, product: Any = sparse.sparse_mm) -> Tensor:
        """The product with a dense matrix or vector.

        Raises:
            RuntimeError: the inner dimensions differ.
            NotImplementedError: it is not a matrix, or the other operand is sparse, too.
        """
        if not isinstance(other, Tensor) or self.sparse_dim() != 2 or self.dense_dim():
            raise _lacking("products but of a matrix and a dense tensor")
        if other.shape[0] != self.shape[1]:
            raise RuntimeError(
                f"addmm: Argument #3 (dense): Expected dim 0 size {self.shape[1]}, got "
                f"{other.shape[0]}"
            )
        if other.ndim == 1 and product is sparse.sparse_mm:
            product = sparse.sparse_mv
        rows, cols = (wrap(each) for each in elements(self._places))
        made: Tensor = product(self._held, other, rows, cols, count=self.shape[0])
        return made

    mm = matmul = mv = __matmul__ = times

    def __rmatmul__(self, other: Tensor) -> Tensor:
        raise _lacking("products of which they are the second factor")

    def transpose(self, dim0: int, dim1: int) -> SparseTensor:
        """The same tensor with two dimensions swapped."""
        order = list(range(self.ndim))
        order[dim0], order[dim1] = order[dim1], order[dim0]
        if self.dense_dim():
            raise _lacking("transpose of values with dimensions")
        places = wrap(elements(self._places)[order])
        return SparseTensor(places, self._held, [self.shape[each] for each in order])

    def t(self) -> SparseTensor:
        """The transposed matrix."""
        return self.transpose(0, 1)

    T = property(t)

    def __mul__(self, other: Any) -> SparseTensor:
        return self._scaled(operands.mul, other)

    __rmul__ = mul = __mul__

    def __truediv__(self, other: Any) -> SparseTensor:
        return self._scaled(operands.div, other)

    div = __truediv__

    def _scaled(self, function: Callable[..., Any], other: Any) -> SparseTensor:
        if not isinstance(other, int | float) and not (
            isinstance(other, Tensor) and not other.ndim
        ):
            raise _lacking("elementwise operations but with a number")
        return self._with(function(self._held, other))

    def __neg__(self) -> SparseTensor:
        return self._with(elementwise.neg(self._held))

    def sum(self) -> Tensor:
        """The sum of all elements."""
        return reductions.sum(self._held)

    def summed(self, dims: Sequence[int]) -> Any:
        """The sum along sparse dimensions; dense if these are all of them.

        Raises:
            NotImplementedError: a dense dimension.
        """
        count = self.sparse_dim()
        if any(each >= count for each in dims):
            raise _lacking("sums along dense dimensions")
        kept = [each for each in range(count) if each not in dims]
        if not kept:
            return reductions.sum(self._held, 0)
        places = wrap(elements(self._places)[kept])
        shape = [self.shape[each] for each in (*kept, *range(count, self.ndim))]
        return SparseTensor(places, self._held, shape).coalesce()

    def to(self, *args: Any, **options: Any) -> SparseTensor:
        """The tensor cast to another dtype."""
        values = conversions.to(self._held, *args, **options)
        return self if values is self._held else self._with(values)

    def to_sparse(self) -> SparseTensor:
        """The tensor itself."""
        return self

    def detach(self) -> SparseTensor:
        """The tensor without its history."""
        return self._with(self._values())

    def cpu(self) -> SparseTensor:
        """The tensor itself."""
        return self

    def clone(self) -> SparseTensor:
        """A copy."""
        return self._with(self._held.clone())  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _CASTS:
            return lambda: self.to(_CASTS[name])
        raise errors.missing("torch.Tensor", name, (), "it has it of dense tensors only")

    @classmethod
    def __torch_function__(
        cls,
        func: Any,
        types: Any,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Functions of ``torch`` on sparse tensors.

        Raises:
            NotImplementedError: the function does not support sparse tensors.
        """
        name = func.__name__
        if name not in _FUNCTIONS or not isinstance(args[0], SparseTensor):
            raise _lacking(name)
        return getattr(args[0], _FUNCTIONS[name])(*args[1:], **(kwargs or {}))


_CASTS = {
    "float": dtypes.float32,
    "double": dtypes.float64,
    "half": dtypes.float16,
    "long": dtypes.int64,
    "int": dtypes.int32,
}
_FUNCTIONS = {
    **dict.fromkeys(("mm", "matmul", "mv", "spmm"), "times"),
    **{name: name for name in ["clone", "detach", "div", "mul", "sum", "t", "transpose"]},
    "neg": "__neg__",
}
"""The functions of ``torch`` that support sparse tensors, and their methods."""


def _lacking(what: str) -> NotImplementedError:
    return errors.MissingOperationError(f"Gradwalk's sparse tensors do not have {what}")


_UNCHECKED = (
    "Sparse invariant checks are implicitly disabled. Memory errors (e.g. SEGFAULT) will occur "
    "when operating on a sparse tensor which violates the invariants, but checks incur "
    "performance overhead. To silence this warning, explicitly opt in or out. See "
    "`torch.sparse.check_sparse_tensor_invariants.__doc__` for guidance. "
)


def sparse_coo_tensor(
    indices: Any = None,
    values: Any = None,
    size: Sequence[int] | None = None,
    *,
    dtype: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
    is_coalesced: bool | None = None,
) -> SparseTensor:
    """A sparse tensor from values and their indices, one column of ``indices`` each.

    Raises:
        RuntimeError: indices, values and size do not match, or a GPU is asked for.
        NotImplementedError: a leaf that requires grad is asked for.
    """
    if requires_grad:
        raise _lacking("requires_grad: let their values require it")
    if values is None:
        size = indices if size is None else size
        places: Tensor = wrap(np.zeros((len(size or ()), 0), np.int64))
        held: Any = creation.zeros(0, dtype=dtype)
        return SparseTensor(places, sparse.sparse_values(held), size or (), False)
    places = conversions.to(_as_tensor(indices), dtypes.int64)
    held = _as_tensor(values, dtype)
    if places.ndim == 1:
        places = wrap(elements(places)[None])
    if places.shape[1] != held.shape[0]:
        raise RuntimeError(
            "indices and values must have same nnz, but got nnz from indices: "
            f"{places.shape[1]}, nnz from values: {held.shape[0]}"
        )
    if size is None:
        most = elements(places).max(axis=1) + 1
        size = [*map(int, most), *held.shape[1:]]
    if len(size) != places.shape[0] + held.ndim - 1:
        raise RuntimeError(
            "'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = "
            f"{len(size)}, sparse_dim = {places.shape[0]}, dense_dim = {held.ndim - 1}"
        )
    if check_invariants is None:
        warn_once(_UNCHECKED)
    elif check_invariants:
        _check_places(elements(places), size)
    _check_linked(device)
    return SparseTensor(places, sparse.sparse_values(held), size, bool(is_coalesced))


def _check_linked(wanted: Any) -> None:
    """Check that a device has sparse tensors here: only the CPU has.

    Raises:
        RuntimeError: a GPU, with the message of PyTorch's CPU build, or an unknown device.
        NotImplementedError: another known device.
    """
    if wanted is not None and torch_device(wanted).type == "cuda":
        raise RuntimeError("PyTorch is not linked with support for cuda devices")
    check_device(wanted)


def _check_places(places: np.ndarray, size: Sequence[int]) -> None:
    """Check that indices are within the size.

    Raises:
        RuntimeError: one is not.
    """
    for dim, (row, extent) in enumerate(zip(places, size)):
        if row.min(initial=0) < 0:
            raise RuntimeError(f"found negative index {row.min()} for dim {dim}")
        if row.max(initial=-1) >= extent:
            raise RuntimeError(
                f"size is inconsistent with indices: for dim {dim}, size is {extent} but found "
                f"index {row.max()}"
            )


def _as_tensor(given: Any, dtype: Any = None) -> Any:
    if not isinstance(given, Tensor):
        return creation.tensor(given, dtype=dtype)
    return given if dtype is None else conversions.to(given, dtype)


def spmm(input: Any, mat2: Any) -> Any:
    """The product of a matrix, sparse or not, with a dense one."""
    return products.mm(input, mat2)


def to_sparse(
    tensor: Tensor,
    sparse_dim: int | None = None,
    *,
    layout: Any = None,
    blocksize: Any = None,
    dense_dim: int | None = None,
) -> SparseTensor:
    """The non-zero elements of a tensor and their indices, as a sparse tensor.

    Raises:
        NotImplementedError: the tensor requires grad, or dense dimensions or another layout are
            asked for.
    """
    is_asked_for_more = blocksize or dense_dim or layout not in (None, SPARSE_COO)
    if tensor.requires_grad or sparse_dim not in (None, tensor.ndim) or is_asked_for_more:
        raise errors.MissingOperationError(
            "Gradwalk's to_sparse is for tensors that do not require grad, with all dimensions, "
            "and gives coordinates"
        )
    array = elements(tensor)
    places = np.stack(np.nonzero(array)).astype(np.int64)
    return SparseTensor(wrap(places), wrap(array[tuple(places)]), tensor.shape, True)


METHODS: dict[str, Any] = {"to_sparse": to_sparse, "to_sparse_coo": to_sparse}
"""The methods of dense tensors about sparse ones."""
