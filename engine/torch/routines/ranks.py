"""Functions that choose elements by their rank, as scripts call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import errors
from engine.complex_refusals import refuse_complex
from engine.multi_op import MultiOp
from engine.op import Op
from engine.ops.indexing import select
from engine.ops.reductions import extremes, ranking, statistics, uniques
from engine.strides import arranged
from engine.tensor import Tensor
from engine.torch import return_types
from engine.torch.calling.arguments import many_dims, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.calling.out_argument import into, into_each
from engine.torch.gradients.batched import refuse_for_slices
from engine.torch.routines import operands
from engine.torch.routines.reductions import warn_without_freedom

Function = Callable[..., Any]


def _check_extent(function: str, input: Tensor, dim: int) -> None:
    if input.ndim and not input.shape[dim]:
        raise IndexError(f"{function}(): Expected reduction dim {dim} to have non-zero size.")


def _write(function: str, out: Any, results: tuple[Tensor, ...], kind: Any) -> Any:
    """Results as a named tuple; written into the tensors of ``out=`` if it is given."""
    named = kind(results)
    return named if out is None else into_each(function, out, named)


def _extreme(name: str, whole: Op, along: MultiOp, pairwise: Function) -> Function:
    kind = getattr(return_types, name)

    def function(
        input: Tensor,
        dim: Any = None,
        keepdim: bool = False,
        *,
        other: Tensor | None = None,
        out: Any = None,
    ) -> Any:
        require_tensors(name, input=input)
        if isinstance(dim, Tensor) or other is not None:
            return pairwise(input, dim if other is None else other, out=out)
        if dim is None:
            if not input._data.size:
                raise RuntimeError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
                    "Specify the reduction dim with the 'dim' argument."
                )
            return whole(input) if out is None else into(name, out, whole(input))
        place = one_dim(input, dim)
        _check_extent(name, input, place)
        return _write(name, out, along(input, dim=place, keepdim=keepdim), kind)

    return named(function, name, whole.__doc__)


max = _extreme("max", extremes.max, ranking.max_dim, operands.maximum)
min = _extreme("min", extremes.min, ranking.min_dim, operands.minimum)


def _middle(name: str, whole: Op, along: MultiOp) -> Function:
    kind = getattr(return_types, name)

    def function(
        input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None
    ) -> Any:
        require_tensors(name, input=input)
        refuse_dtypes("median_cpu" if dim is None else "median_out", input, "b")
        if dim is None:
            return whole(input)
        place = one_dim(input, dim)
        _check_extent("median", input, place)
        return _write(name, out, along(input, dim=place, keepdim=keepdim), kind)

    return named(function, name, whole.__doc__)


median = _middle("median", statistics.median, ranking.median_dim)
nanmedian = _middle("nanmedian", statistics.nanmedian, ranking.nanmedian_dim)


def mode(input: Tensor, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The most frequent elements along a dimension, and where they are."""
    require_tensors("mode", input=input)
    place = one_dim(input, dim)
    _check_extent("mode", input, place)
    return _write("mode", out, ranking.mode(input, dim=place, keepdim=keepdim), return_types.mode)


def kthvalue(
    input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None
) -> Any:
    """The k-th smallest elements along a dimension, and where they are.

    Raises:
        IndexError: there are none.
        RuntimeError: there are not so many.
    """
    require_tensors("kthvalue", input=input)
    place = one_dim(input, dim)
    _check_extent("kthvalue", input, place)
    extent = input.shape[place] if input.ndim else 1
    if not 1 <= k <= extent:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {place}")
    results = ranking.kthvalue(input, k=k, dim=place, keepdim=keepdim)
    return _write("kthvalue", out, results, return_types.kthvalue)


def sort(
    input: Tensor,
    dim: int = -1,
    descending: bool = False,
    *,
    stable: bool | None = None,
    out: Any = None,
) -> Any:
    """The elements along a dimension in order, and where they were.

    Raises:
        RuntimeError: complex numbers.
    """
    require_tensors("sort", input=input)
    if input.dtype.is_complex:
        raise RuntimeError(" Sort does not support complex dtypes on CPU")
    operation = ranking.sort if stable is None else ranking.sort_told
    way = {"dim": one_dim(input, dim), "descending": descending, "stable": bool(stable)}
    results = operation(input, **way)
    return _write("sort", out, results, return_types.sort)


def argsort(
    input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False
) -> Tensor:
    """Where the elements along a dimension are, in the order of their sizes."""
    require_tensors("argsort", input=input)
    refuse_complex("sort", [input._data])
    place = one_dim(input, dim)
    if not input.ndim:
        return select.constant(data=np.int64(0))
    order = ranking.order if stable else ranking.order_of_sort
    return select.constant(data=arranged(order(input._data, place, descending), [input._data]))


def msort(input: Tensor) -> Tensor:
    """The elements along the first dimension in order."""
    values: Tensor = sort(input, 0)[0]
    return values


def topk(
    input: Tensor,
    k: int,
    dim: int = -1,
    largest: bool = True,
    sorted: bool = True,
    *,
    out: Any = None,
) -> Any:
    """The k largest (or smallest) elements along a dimension, and where they are.

    Raises:
        RuntimeError: there are not so many, or they are booleans.
    """
    require_tensors("topk", input=input)
    if input._data.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    place = one_dim(input, dim)
    if not 0 <= k <= (input.shape[place] if input.ndim else 1):
        raise RuntimeError("selected index k out of range")
    results = ranking.topk(input, k=k, dim=place, largest=largest)
    return _write("topk", out, results, return_types.topk)


def cummax(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """The largest elements so far along a dimension, and where they are."""
    require_tensors("cummax", input=input)
    _refuse_dim_of_number("cummax", input, dim)
    results = ranking.cummax(input, dim=one_dim(input, dim))
    return _write("cummax", out, results, return_types.cummax)


def cummin(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """The smallest elements so far along a dimension, and where they are."""
    require_tensors("cummin", input=input)
    _refuse_dim_of_number("cummin", input, dim)
    results = ranking.cummin(input, dim=one_dim(input, dim))
    return _write("cummin", out, results, return_types.cummin)


def _refuse_dim_of_number(function: str, input: Tensor, dim: int) -> None:
    if not input.ndim and dim not in (0, -1):
        raise IndexError(f"{function}(): Expected reduction dim -1 or 0 for scalar but got {dim}")


def aminmax(
    input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Any = None
) -> Any:
    """The smallest and the largest element, of all or along a dimension."""
    require_tensors("aminmax", input=input)
    place = None if dim is None else one_dim(input, dim)
    if place is not None and not (*input.shape, 1)[place]:
        raise IndexError(f"aminmax: Expected reduction dim {place} to have non-zero size.")
    if not input._data.size and place is None:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
            "identity."
        )
    results = ranking.aminmax(input, dim=place, keepdim=keepdim)
    return _write("aminmax", out, results, return_types.aminmax)


def _spread_and_mean(name: str, operation: MultiOp) -> Function:
    def function(
        input: Tensor,
        dim: Any = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> tuple[Tensor, ...]:
        require_tensors(name, input=input)
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if not (input.dtype.is_floating_point or input.dtype.is_complex):
            raise RuntimeError(f"{name} only support floating point and complex dtypes")
        if correction is None:
            correction = 0 if unbiased is False else 1
        dims = many_dims(input, dim)
        results = operation(input, dim=dims, correction=correction, keepdim=keepdim)
        warn_without_freedom(name, input._data, results[0]._data, correction)
        return results

    return named(function, name, operation.__doc__)


std_mean = _spread_and_mean("std_mean", ranking.std_mean)
var_mean = _spread_and_mean("var_mean", ranking.var_mean)


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The unique elements, or slices of a dimension; optionally inverse indices and counts."""
    function = "_unique2" if dim is None else "unique_dim"
    require_tensors(function, input=input)
    _require_truths(
        function, sorted=sorted, return_inverse=return_inverse, return_counts=return_counts
    )
    refuse_dtypes("unique" if dim is None else "unique_dim", input, "c")
    refuse_for_slices(function, input)
    wanted = {"inverts": return_inverse, "count": return_counts}
    if dim is None:
        return _found(uniques.unique(input, **wanted))
    return _found(uniques.unique_dim(input, dim=one_dim(input, dim), **wanted))


def _require_truths(function: str, **arguments: Any) -> None:
    """Check arguments that PyTorch hands from Python to C++.

    Raises:
        TypeError: one is no bool.
    """
    for name, value in arguments.items():
        if not isinstance(value, bool):
            raise TypeError(
                f"{function}(): argument '{name}' must be bool, not {errors.type_name(value)}"
            )


def _found(results: tuple[Tensor | None, ...]) -> Any:
    """Those of the results that were asked for."""
    found = tuple(each for each in results if each is not None)
    return found if len(found) > 1 else found[0]


def unique_consecutive(
    input: Tensor,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The elements, or slices of a dimension, that differ from the one before."""
    require_tensors("unique_consecutive", input=input)
    _require_truths(
        "unique_consecutive", return_inverse=return_inverse, return_counts=return_counts
    )
    refuse_for_slices("unique_consecutive", input)
    place = None if dim is None else one_dim(input, dim)
    return _found(
        uniques.unique_consecutive(input, dim=place, inverts=return_inverse, count=return_counts)
    )
