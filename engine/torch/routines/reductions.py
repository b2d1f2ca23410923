"""Reductions over all elements or some dimensions, as scripts call them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine import dtypes
from engine.compiled import fast
from engine.op import Op
from engine.ops.elementwise import arithmetic, compare
from engine.ops.reductions import extremes, reduce, running, statistics
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Array, Tensor, wrap
from engine.torch.calling.arguments import many_dims, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import applied, check_dtype_of_norm, not_implemented
from engine.torch.calling.naming import named
from engine.torch.calling.out_argument import into

Dims = int | Sequence[int] | None

_ALL: Any = object()
"""Stands for a ``dim`` that was not given, which PyTorch tells from None by the node's name."""


@partial(fast.on_one, reduce.sum)
def sum(
    input: Tensor,
    dim: Dims = _ALL,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum of all elements, or along dimensions.

    Args:
        input: what is summed.
        dim: a dimension or several; all of them where it is None or empty.
        keepdim: leave them with extent 1.
        dtype: that of the sum.
        out: takes the result.
    """
    require_tensors("sum", input=input)
    if dim is _ALL:
        result = applied("sum", reduce.sum, input, dtype)
    else:
        dims = many_dims(input, dim)
        result = applied("sum", reduce.sum_dims, input, dtype, dim=dims, keepdim=keepdim)
    result = _narrowed(result, dtype)
    return result if out is None else into("sum", out, result)


def _narrowed(total: Tensor, dtype: dtypes.dtype | None) -> Tensor:
    """What was computed in int64, in the dtype that was asked for."""
    return total if dtype in (None, total.dtype) else shape.to_copy(total, dtype=dtype)


@partial(fast.on_one, reduce.mean)
def mean(
    input: Tensor,
    dim: Dims = _ALL,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of all elements, or along dimensions (see ``sum``).

    Raises:
        RuntimeError: integers.
    """
    require_tensors("mean", input=input)
    wanted = input.dtype if dtype is None else dtype
    if not (wanted.is_floating_point or wanted.is_complex):
        which = "Input" if dtype is None else "Optional"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {which} dtype must be either a floating point "
            f"or complex dtype. Got: {wanted.scalar_name}"
        )
    if dim is _ALL:
        result = applied("mean", reduce.mean, input, dtype)
    else:
        dims = many_dims(input, dim)
        result = applied("mean", reduce.mean_dims, input, dtype, dim=dims, keepdim=keepdim)
    return result if out is None else into("mean", out, result)


def prod(
    input: Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The product of all elements, or along one dimension."""
    require_tensors("prod", input=input)
    if dim is None:
        result = applied("prod", statistics.prod, input, dtype)
    else:
        place = one_dim(input, dim)
        result = applied("prod", statistics.prod_dim, input, dtype, dim=place, keepdim=keepdim)
    result = _narrowed(result, dtype)
    return result if out is None else into("prod", out, result)


def nansum(
    input: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum of the elements that are not nan."""
    require_tensors("nansum", input=input)
    dims = many_dims(input, dim)
    result = applied("nansum", statistics.nansum, input, dtype, dim=dims, keepdim=keepdim)
    result = _narrowed(result, dtype)
    return result if out is None else into("nansum", out, result)


def nanmean(
    input: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of the elements that are not nan."""
    require_tensors("nanmean", input=input)
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise RuntimeError(
            "nanmean(): expected input to have floating point or complex dtype but got "
            f"{input.dtype.scalar_name}"
        )
    if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError(
            "nanmean(): could not infer output dtype. Optional dtype must be either a floating "
            f"point or complex dtype. Got: {dtype.scalar_name}"
        )
    total = nansum(input, dim, keepdim, dtype=dtype)
    is_number = np.equal(input._data, input._data)
    count = np.sum(is_number, axis=many_dims(input, dim), keepdims=keepdim)
    result = arithmetic.div(total, wrap(count.astype(total._data.dtype)))
    return result if out is None else into("nanmean", out, result)


def _correction(unbiased: bool | None, correction: float | None) -> float:
    if correction is not None:
        return correction
    return 1 if unbiased is None or unbiased else 0


def _spread(
    name: str,
    operation: Op,
    input: Tensor,
    dim: Any,
    unbiased: bool | None,
    keepdim: bool,
    correction: float | None,
) -> Tensor:
    """A variance or a standard deviation; ``x.var(False)`` gives ``unbiased``, not ``dim``."""
    require_tensors(name, input=input)
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise RuntimeError("std and var only support floating point and complex dtypes")
    dims, less = many_dims(input, dim), _correction(unbiased, correction)
    result = operation(input, dim=dims, correction=less, keepdim=keepdim)
    warn_without_freedom(name, input._data, result._data, less)
    return result


def warn_without_freedom(name: str, input: Array, result: Array, correction: float) -> None:
    """Warn that a variance is not defined because it has no degrees of freedom."""
    if result.size and input.size <= correction * result.size:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel)."
        )


def var(
    input: Tensor,
    dim: Dims = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The variance of all elements, or along dimensions; of a sample unless told otherwise."""
    result = _spread("var", statistics.var, input, dim, unbiased, keepdim, correction)
    return result if out is None else into("var", out, result)


def std(
    input: Tensor,
    dim: Dims = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The standard deviation of all elements, or along dimensions (see ``var``)."""
    result = _spread("std", statistics.std, input, dim, unbiased, keepdim, correction)
    return result if out is None else into("std", out, result)


def logsumexp(
    input: Tensor, dim: Dims, keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The logarithm of the sum of the exponentials along dimensions."""
    require_tensors("logsumexp", input=input)
    result = statistics.logsumexp(input, dim=many_dims(input, dim), keepdim=keepdim)
    return result if out is None else into("logsumexp", out, result)


def vector_norm(
    input: Tensor,
    ord: float = 2,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of some order of all elements, or along dimensions.

    Raises:
        RuntimeError: integers.
    """
    require_tensors("linalg_vector_norm", self=input)
    check_dtype_of_norm("linalg.vector_norm", input, dtype)
    dims: Any = None if dim is None else many_dims(input, dim)
    if (ord < 0 or ord == math.inf) and not input._data.size:
        _check_norm_of_nothing(input, ord, dim)
    name, operation = "linalg_vector_norm", statistics.vector_norm_of_order_0
    settings: dict[str, Any] = {"dim": dims, "keepdim": keepdim}
    if ord != 0:
        operation, settings["p"] = statistics.vector_norm, ord
    result = applied(name, operation, input, dtype, **settings)
    return result if out is None else into(name, out, result)


def _check_norm_of_nothing(input: Tensor, ord: float, dim: Dims) -> None:
    """Check that norms that no elements at all do not have are not asked for.

    Raises:
        RuntimeError: they are.
    """
    norm, reason = (
        f"linalg.vector_norm cannot compute the {ord:g} norm on",
        "the operation does not",
    )
    places = [dim] if isinstance(dim, int) else list(dim or ())
    if not places:
        raise RuntimeError(f"{norm} an empty tensor because {reason} have an identity")
    for place in places:
        if not input.shape[place]:
            raise RuntimeError(
                f"{norm} the dimension {place}because this dimension is empty and {reason} have an "
                "identity"
            )


def all(
    input: Tensor, dim: Dims = None, keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """Whether every element is true, at all or along dimensions."""
    require_tensors("all", input=input)
    if dim is None and not keepdim:
        result = compare.all(input)
    else:
        result = statistics.all_dims(input, dim=many_dims(input, dim), keepdim=keepdim)
    if input.dtype is dtypes.uint8:
        result = shape.to_copy(result, dtype=dtypes.uint8)
    return result if out is None else into("all", out, result)


def any(
    input: Tensor, dim: Dims = None, keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """Whether some element is true, at all or along dimensions."""
    require_tensors("any", input=input)
    if dim is None and not keepdim:
        result = compare.any(input)
    else:
        result = statistics.any_dims(input, dim=many_dims(input, dim), keepdim=keepdim)
    if input.dtype is dtypes.uint8:
        result = shape.to_copy(result, dtype=dtypes.uint8)
    return result if out is None else into("any", out, result)


def count_nonzero(input: Tensor, dim: Dims = None) -> Tensor:
    """How many elements are not 0."""
    require_tensors("count_nonzero", input=input)
    return statistics.count_nonzero(input, dim=many_dims(input, dim))


def _amax_or_amin(name: str, operation: Op) -> Callable[..., Tensor]:
    def function(
        input: Tensor, dim: Dims = (), keepdim: bool = False, *, out: Tensor | None = None
    ) -> Tensor:
        require_tensors(name, input=input)
        dims = many_dims(input, dim)
        if not input._data.size and dim in (None, ()):
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
                "Specify the reduction dim with the 'dim' argument."
            )
        for at, each in enumerate(dims):
            if not input.shape[each]:
                called = dim[at] if isinstance(dim, Sequence) else dim
                raise IndexError(
                    f"{name}(): Expected reduction dim {called} to have non-zero size."
                )
        result = operation(input, dim=dims, keepdim=keepdim)
        return result if out is None else into(name, out, result)

    return named(function, name, operation.__doc__)


amax = _amax_or_amin("amax", extremes.amax)
amin = _amax_or_amin("amin", extremes.amin)


def _arg(name: str, operation: Op) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        dim: int | None = None,
        keepdim: bool = False,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        require_tensors(name, input=input)
        if input.dtype is dtypes.bool:
            raise RuntimeError(f"{name}(): does not support bool input")
        if dim is not None:
            dim = one_dim(input, dim)
            if input.ndim and not input.shape[dim]:
                raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        elif not input._data.size:
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
            )
        result = operation(input, dim=dim if input.ndim else None, keepdim=keepdim)
        return result if out is None else into(name, out, result)

    return named(function, name, operation.__doc__)


argmax = _arg("argmax", extremes.argmax)
argmin = _arg("argmin", extremes.argmin)


def _running(name: str, operation: Op, refused: str = "") -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        dim: int,
        *,
        dtype: dtypes.dtype | None = None,
        out: Tensor | None = None,
    ) -> Tensor:
        require_tensors(name, input=input)
        if refused and input._data.dtype.kind in refused:
            raise not_implemented(f"{name}_out_cpu", input)
        if dtype is dtypes.bool:
            raise not_implemented(f"{name}_out_cpu", dtype)
        if dtype is None and isinstance(out, Tensor) and name != "logcumsumexp":
            dtype = out.dtype
        result = applied(name, operation, input, dtype, dim=one_dim(input, dim))
        result = _narrowed(result, dtype)
        return result if out is None else into(name, out, result)

    return named(function, name, operation.__doc__)


cumsum = _running("cumsum", running.cumsum)
cumprod = _running("cumprod", running.cumprod)
logcumsumexp = _running("logcumsumexp", running.logcumsumexp, refused="biu")
