"""Functions and methods that write slices, diagonals, or places of an index or mask of a tensor.

Each is told once as a plan: which operation is to be applied to which other operands. A function
applies it to a copy, the method with an underscore to the tensor itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine import dtypes, operand_checks
from engine.op import Op
from engine.ops.indexing import gathering, writing
from engine.ops.shapes import shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.calling.arguments import Operand, elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import fitting
from engine.torch.calling.out_argument import into
from engine.torch.routines import choosing, slices

_SUMS = ("sum", "prod", "mean", "amax", "amin")


class Plan(NamedTuple):
    """What is to be written.

    Attributes:
        operation: what gives the tensor with it.
        others: its operands but the first, which is the tensor.
        settings: its settings.
    """

    operation: Op
    others: tuple[Tensor, ...]
    settings: dict[str, Any]


def _masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Plan:
    """The elements of ``source`` in turn wherever a mask is true.

    Raises:
        RuntimeError: a mask that is not bool or does not broadcast, or too few elements.
    """
    require_tensors("masked_scatter", input=input, mask=mask, source=source)
    operand_checks.check_broadcast(mask._data, input._data)
    if source.dtype is not input.dtype:
        raise RuntimeError(
            "masked_scatter: expected self and source to have same dtypes but got"
            f"{input.dtype.scalar_name} and {source.dtype.scalar_name}"
        )
    if mask.dtype is not dtypes.bool:
        raise RuntimeError(
            "masked_scatter_ only supports boolean masks, but got mask with dtype "
            f"{mask.dtype.scalar_name}"
        )
    both = np.broadcast_shapes(input.shape, mask.shape)
    if np.count_nonzero(np.broadcast_to(mask._data, both)) > source._data.size:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return Plan(writing.masked_scatter, (source, mask), {})


def _put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Plan:
    """Elements of ``source`` at places in the row of all elements.

    Raises:
        RuntimeError: dtypes that do not do.
        IndexError: out of range, or not one element for each place.
    """
    require_tensors("put", input=input, index=index, source=source)
    if index.dtype is not dtypes.int64:
        raise RuntimeError(
            f"put_(): Expected a long tensor for index, but got {index.dtype.scalar_name}"
        )
    if source.dtype is not input.dtype:
        raise RuntimeError(
            "put_(): self and source expected to have the same dtype, but got self.dtype = "
            f"{input.dtype.scalar_name} and source.dtype = {source.dtype.scalar_name}"
        )
    if source._data.size != index._data.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {source._data.size}, index.numel() = {index._data.size}"
        )
    if index._data.size and not input._data.size:
        raise IndexError("put_(): Tried to put elements into an empty tensor")
    choosing.check_places_in_row(input, index)
    return Plan(writing.put_at, (source, index), {"accumulate": accumulate})


def _scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Plan:
    """Elements of ``src``, combined along a dimension at the places that ``index`` says.

    Raises:
        RuntimeError: an unknown way to combine, or an index that does not fit.
    """
    require_tensors("scatter_reduce", input=input)
    if reduce not in (*_SUMS, "max", "min"):
        raise RuntimeError(
            f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
        )
    kernel = {"max": "amax", "min": "amin"}.get(reduce, reduce)
    refused = {"mean": "b", "amin": "c", "amax": "c"}.get(kernel, "")
    refuse_dtypes(f"scatter_gather_tensor_cpu_reduce_{kernel}", input, refused)
    along = choosing.checked_places("scatter", input, dim, index, src)
    settings = {"dim": along, "how": reduce, "include_self": include_self}
    return Plan(gathering.scatter_reduce, (src, index), settings)


def _index_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
) -> Plan:
    """Slices of ``source``, combined at the slices of a dimension that ``index`` says.

    Raises:
        RuntimeError: an unknown way to combine, or slices that do not fit.
        NotImplementedError: bool or complex numbers.
    """
    if reduce not in _SUMS[1:]:
        raise RuntimeError(
            "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got "
            f"{reduce}."
        )
    along, places = slices.checked_slices(input, dim, index, source, "index_reduce")
    warn_once("index_reduce() is in beta and the API may change at any time.")
    kernel = "index_func_" if include_self else "index_reduce_func_exclude_input_init"
    refuse_dtypes(kernel, input, "bc")
    settings = {"dim": along, "how": reduce, "include_self": include_self}
    return Plan(gathering.index_reduce, (source, places), settings)


def _index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Plan:
    """``source`` in place of the slices of a dimension that ``index`` says.

    Raises:
        IndexError: out of range, or not one slice for each place.
        RuntimeError: dtypes or shapes that do not do.
    """
    require_tensors("index_copy", input=input)
    along = one_dim(input, dim)
    if index.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    count = index._data.size
    if not source.ndim and count != 1:
        raise IndexError(
            f"index_copy_(): When source is scalar, index should have one element (got {count})"
        )
    if source.ndim and input.ndim and source.ndim != input.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must "
            f"match. Source dimensionality ({source.ndim}), destination dimensionality "
            f"({input.ndim})"
        )
    if index.dtype is not dtypes.int64:
        raise RuntimeError(
            f"index_copy_(): Expected a long tensor for index, but got {index.dtype.scalar_name}"
        )
    _check_copied(input, along, count, source)
    extent = input.shape[along] if input.ndim else 1
    outside = (elements(index) < 0) | (elements(index) >= extent)
    if np.any(outside):
        first = int(np.ravel(index._data)[np.argmax(np.ravel(outside))])
        raise IndexError(
            f"index_copy_(): index {first} is out of bounds for dimension {along} with size "
            f"{extent}"
        )
    places = index if index.ndim else shape.view(index, shape=(1,))
    return Plan(writing.index_copy, (source, places), {"dim": along})


def _check_copied(input: Tensor, along: int, count: int, source: Tensor) -> None:
    if source.dtype is not input.dtype:
        raise RuntimeError(
            "index_copy_(): self and source expected to have the same dtype, but got (self) "
            f"{input.dtype.scalar_name} and (source) {source.dtype.scalar_name}"
        )
    mine, its = slices.but(input.shape, along), slices.but(source.shape, along)
    if mine != its:
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination "
            f"slice shape: {_row(mine)} at dimension {along} and source slice shape: {_row(its)} "
            f"at dimension {along if source.ndim else 0}."
        )
    if source.ndim and count != source.shape[along]:
        raise IndexError(
            f"index_copy_(): Number of indices ({count}) should be equal to source.size(dim) "
            f"({source.shape[along]})"
        )


def _row(extents: list[int]) -> str:
    return " ".join(map(str, extents))


def _index_fill(input: Tensor, dim: int, index: Tensor, value: Operand) -> Plan:
    """One number in the slices of a dimension that ``index`` says.

    Raises:
        IndexError: out of range.
        RuntimeError: a value with dimensions, or an index with more than one.
    """
    require_tensors("index_fill", input=input)
    if isinstance(value, Tensor) and value.ndim:
        raise RuntimeError(
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s)."
        )
    if isinstance(value, complex) and not input.dtype.is_complex:
        raise RuntimeError(
            "index_fill_(): Converting complex Scalar to non-complex type is not supported"
        )
    along = one_dim(input, dim)
    if index.dtype is not dtypes.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    extent = input.shape[along] if input.ndim else 1
    outside = (elements(index) < -extent) | (elements(index) >= extent)
    if np.any(outside):
        first = int(np.ravel(index._data)[np.argmax(np.ravel(outside))])
        raise IndexError(f"index {first} is out of bounds for dimension {along} with size {extent}")
    places = index if index.ndim else shape.view(index, shape=(1,))
    if isinstance(value, Tensor):
        return Plan(writing.slices_filled_from, (value, places), {"dim": along})
    number = fitting(value, input._data.dtype)
    return Plan(writing.slices_filled, (places,), {"dim": along, "value": number})


def _function(plan: Callable[..., Plan]) -> Callable[..., Tensor]:
    """The function that writes what is planned into a copy."""

    def function(input: Tensor, *args: Any, out: Tensor | None = None, **settings: Any) -> Tensor:
        operation, others, chosen = plan(input, *args, **settings)
        result = operation(input, *others, **chosen)
        return result if out is None else into(function.__name__, out, result)

    return _documented(function, plan, plan.__name__.removeprefix("_"), "input, with ")


def _method(plan: Callable[..., Plan]) -> Callable[..., Tensor]:
    """The method that writes what is planned into the tensor itself."""

    def method(input: Tensor, *args: Any, **settings: Any) -> Tensor:
        operation, others, chosen = plan(input, *args, **settings)
        return operation.apply_in_place(input, *others, **chosen)

    return _documented(method, plan, f"{plan.__name__.removeprefix('_')}_", "In place: ")


def _documented(
    function: Callable[..., Tensor], plan: Callable[..., Plan], name: str, before: str
) -> Callable[..., Tensor]:
    return named(function, name, before + str(plan.__doc__))


masked_scatter = _function(_masked_scatter)
put = _function(_put)
scatter_reduce = _function(_scatter_reduce)
index_reduce = _function(_index_reduce)
index_copy = _function(_index_copy)
index_fill = _function(_index_fill)

METHODS: dict[str, Callable[..., Tensor]] = {
    each.__name__: each
    for each in (
        _method(_masked_scatter), _method(_put), _method(_scatter_reduce), _method(_index_reduce),
        _method(_index_copy), _method(_index_fill),
    )
}  # fmt: skip
