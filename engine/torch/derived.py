"""Functions that PyTorch puts together from others, and older names of those in ``linalg``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.ops import elementary, layout, reduce, select, shape, statistics
from engine.tensor import Tensor, wrap
from engine.torch import (
    bounds,
    choosing,
    dimensions,
    joining,
    linalg,
    operands,
    products,
    reductions,
    return_types,
    shapes,
    views,
)
from engine.torch.arguments import elements, one_dim, require_tensors


def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a matrix."""
    return linalg.inv(input, out=out)


def det(input: Tensor) -> Tensor:
    """The determinant of a matrix."""
    return linalg.det(input)


def matrix_power(input: Tensor, n: int) -> Tensor:
    """A matrix multiplied by itself."""
    return linalg.matrix_power(input, n)


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudoinverse of a matrix of any shape."""
    return linalg.pinv(input, rcond=rcond)


def slogdet(input: Tensor) -> Any:
    """The sign of a determinant, and the logarithm of its magnitude."""
    return return_types.slogdet(linalg.slogdet(input))


def logdet(input: Tensor) -> Tensor:
    """The logarithm of a determinant; nan where that is negative."""
    sign, logabsdet = linalg.slogdet(input)
    return select.where(wrap(sign._data.dtype.type(np.nan)), logabsdet, operands.eq(sign, -1))


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """The triangular factor of a positive definite matrix."""
    return linalg.cholesky(input, upper=upper)


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """Singular vectors and values: input = U diag(S) V^T.

    Raises:
        NotImplementedError: without the vectors.
    """
    if not compute_uv:
        raise errors.MissingOperationError("Gradwalk's svd has no compute_uv=False; use svdvals")
    u, s, vh = linalg.svd(input, full_matrices=not some)
    return return_types.svd((u, s, dimensions.matrix_transpose(vh)))


def qr(input: Tensor, some: bool = True) -> Any:
    """An orthogonal and an upper triangular factor."""
    return return_types.qr(linalg.qr(input, "reduced" if some else "complete"))


def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of several matrices."""
    return linalg.multi_dot(matrices)


def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """The n-th differences of neighbours along a dimension.

    Raises:
        RuntimeError: a negative n, or a tensor without dimensions.
    """
    require_tensors("diff", input=input)
    if not input.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    place = one_dim(input, dim)
    given = [each for each in (prepend, input, append) if each is not None]
    result = joining.cat(given, place) if len(given) > 1 else input
    for _ in range(n):
        extent = max(result.shape[place] - 1, 0)
        later = dimensions.narrow(result, place, min(1, result.shape[place]), extent)
        result = operands.sub(later, dimensions.narrow(result, place, 0, extent))
    return result


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The integral along a dimension, by the trapezoidal rule."""
    require_tensors("trapezoid", y=y)
    place = one_dim(y, dim)
    extent = y.shape[place]
    later = dimensions.narrow(y, place, 1, extent - 1)
    earlier = dimensions.narrow(y, place, 0, extent - 1)
    if x is not None:
        heights = operands.add(later, earlier)
        return operands.div(reductions.sum(operands.mul(diff(x), heights), place), 2)
    ends = operands.add(dimensions.select_(y, place, 0), dimensions.select_(y, place, extent - 1))
    inner = operands.sub(reductions.sum(y, place), operands.mul(ends, 0.5))
    return operands.mul(inner, dx)


trapz = trapezoid


def cov(input: Tensor, *, correction: int = 1) -> Tensor:
    """The covariances of variables, one in each row, over observations in the columns.

    Raises:
        RuntimeError: more than two dimensions.
    """
    require_tensors("cov", input=input)
    if input.ndim > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with "
            f"{input.ndim} dimensions"
        )
    rows = input if input.ndim == 2 else shape.view(input, shape=(1, input._data.size))
    count = rows.shape[1]
    mean = operands.div(reduce.sum_dims(rows, dim=(1,), keepdim=False), count)
    deviation = operands.sub(rows, dimensions.unsqueeze(mean, 1))
    products_ = products.mm(deviation, dimensions.t(deviation))
    return layout.squeeze_all(operands.div(products_, max(count - correction, 0)))


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, one in each row."""
    covariance = cov(input)
    if not covariance.ndim:
        return operands.div(covariance, covariance)
    spread = elementary.sqrt(views.diagonal(covariance))
    scaled = operands.div(covariance, shapes.view(spread, -1, 1))
    return bounds.clamp(operands.div(scaled, shapes.view(spread, 1, -1)), -1, 1)


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Tensor:
    """The distances of order p between the rows of two matrices."""
    require_tensors("cdist", x1=x1, x2=x2)
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}"
        )
    differences = operands.sub(dimensions.unsqueeze(x1, -2), dimensions.unsqueeze(x2, -3))
    last = differences.ndim - 1
    return statistics.vector_norm(differences, p=float(p), dim=(last,), keepdim=False)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of r elements of a vector, one in a row."""
    require_tensors("combinations", input=input)
    count = input.shape[0]
    grid = np.indices((count,) * r).reshape(r, -1)
    steps = np.diff(grid, axis=0)
    rising = (steps >= 0 if with_replacement else steps > 0).all(axis=0)
    chosen = [choosing.index_select(input, 0, wrap(row[rising])) for row in grid]
    return joining.stack(chosen, 1)


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:  # noqa: N803
    """The powers of each element of a vector, one element in a row."""
    count = x.shape[0] if N is None else N
    exponents = np.arange(count, dtype=x._data.dtype)
    powers = operands.pow(dimensions.unsqueeze(x, 1), wrap(exponents))
    return powers if increasing else layout.flip(powers, dims=(1,))


def _of_whole(name: str, function: Callable[..., Any]) -> Callable[..., Tensor]:
    def of_two(input: Tensor, other: Tensor) -> Tensor:
        require_tensors(name, input=input, other=other)
        for each in (input, other):
            if each._data.dtype.kind not in "iu":
                raise NotImplementedError(
                    f"\"{name}_cpu\" not implemented for '{each.dtype.scalar_name}'"
                )
        return select.constant(data=function(elements(input), elements(other)))

    of_two.__name__ = of_two.__qualname__ = name
    of_two.__doc__ = f"The {name} of whole numbers, element by element."
    return of_two


gcd = _of_whole("gcd", np.gcd)
lcm = _of_whole("lcm", np.lcm)


def float_power(input: Any, exponent: Any) -> Tensor:
    """input to the power of exponent, in float64."""
    wide = [
        shape.to_copy(each, dtype=dtypes.float64) if isinstance(each, Tensor) else each
        for each in (input, exponent)
    ]
    return operands.pow(*wide)
