"""Functions that PyTorch puts together from others, and older names of those in ``linalg``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes, operand_checks
from engine.ops import create
from engine.ops.algebra import distances
from engine.ops.elementwise import arithmetic, combined, elementary, with_numbers
from engine.ops.indexing import select
from engine.ops.reductions import running
from engine.ops.shapes import layout, shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor, wrap
from engine.torch import linalg, return_types
from engine.torch.calling.argument_kinds import require_each
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.naming import named
from engine.torch.matrices import products, square_matrices
from engine.torch.matrices.covariances import corrcoef as corrcoef
from engine.torch.matrices.covariances import cov as cov
from engine.torch.routines import dimensions, joining, operands, reductions, shapes
from engine.torch.tensors import conversions


def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a matrix."""
    return linalg.inv(input, out=out)


def det(input: Tensor) -> Tensor:
    """The determinant of a matrix."""
    return linalg.det(input)


def matrix_power(input: Tensor, n: int) -> Tensor:
    """The n-th power of a matrix."""
    return linalg.matrix_power(input, n)


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudoinverse of a matrix of any shape."""
    return linalg.pinv(input, rcond=rcond)


def slogdet(input: Tensor) -> Any:
    """The sign of a determinant, and the logarithm of its magnitude."""
    return return_types.slogdet(linalg.slogdet(input))


def logdet(input: Tensor) -> Tensor:
    """The logarithm of a determinant; nan where that is negative."""
    square_matrices.check_square("logdet", input)
    sign, logabsdet = linalg.slogdet(input)
    if input.dtype.is_complex:
        return arithmetic.add(elementary.log(sign), logabsdet)
    return select.where(wrap(sign._data.dtype.type(np.nan)), logabsdet, operands.eq(sign, -1))


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """The singular value decomposition, input = U diag(S) V^H.

    Args:
        some: whether to leave out vectors that belong to no singular value.
        compute_uv: whether the vectors are wanted; else they are zeros.

    Raises:
        RuntimeError: no matrix.
    """
    if input.ndim < 2:
        raise RuntimeError(
            "linalg.svd: input should have at least 2 dimensions, but has "
            f"{input.ndim} dimensions instead"
        )
    if not compute_uv:
        *lead, rows, columns = input._data.shape
        u, v = (wrap(np.zeros((*lead, n, n), input._data.dtype)) for n in (rows, columns))
        return return_types.svd((u, linalg.svdvals(input), v))
    u, s, vh = linalg.svd(input, full_matrices=not some)
    return return_types.svd((u, s, dimensions.matrix_adjoint(vh)))


def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of several matrices.

    Raises:
        RuntimeError: one that is no matrix.
    """
    warn_once(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
        "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than "
        "multiple parameters."
    )
    require_each(matrices)
    for each in matrices:
        if each.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {each.ndim}, expected 2 instead.")
    if len(matrices) == 1:
        return shape.clone(matrices[0])
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
    for each in (prepend, append):
        if each is not None and each.ndim != input.ndim:
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    if not n:
        return combined.copy_from.apply_in_place(create.zeros_like(input), input)
    given = [each for each in (prepend, input, append) if each is not None]
    result = joining.cat(given, place) if len(given) > 1 else input
    for _ in range(min(n, result.shape[place])):
        earlier, later = _neighbours(result, place)
        are_bool = result.dtype is dtypes.bool
        result = (operands.logical_xor if are_bool else operands.sub)(later, earlier)
    return result


def refuse_truth(function: str, y: Tensor, x: Tensor | None) -> None:
    """Refuse booleans as places or heights of an integral.

    Raises:
        RuntimeError: one of both is bool.
    """
    if any(each is not None and each.dtype is dtypes.bool for each in (y, x)):
        which = "`y`" if x is None else "`x` or `y`"
        raise RuntimeError(
            f"{function}: received a bool input for {which}, but bool is not supported"
        )


def widths_along(x: Tensor, y: Tensor, dim: int) -> Tensor:
    """The differences of places along a dimension, in the shape of a row along it if need be."""
    if x.ndim == 1:
        x = shapes.view(x, [x.shape[0] if each == dim else 1 for each in range(y.ndim)])
    elif x.ndim < y.ndim:
        x = shapes.view(x, [*(1,) * (y.ndim - x.ndim), *x.shape])
    earlier, later = _neighbours(x, dim)
    return operands.sub(later, earlier)


def heights_along(y: Tensor, dim: int) -> Tensor:
    """The sums of each element and the next."""
    return operands.add(*_neighbours(y, dim))


def _neighbours(input: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """All elements along a dimension but the last, and all but the first."""
    extent = max(input.shape[dim] - 1, 0)
    earlier = dimensions.narrow(input, dim, 0, extent)
    return earlier, dimensions.narrow(input, dim, min(1, input.shape[dim]), extent)


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The integral along a dimension, by the trapezoidal rule.

    Raises:
        IndexError: no such dimension.
        RuntimeError: booleans, or places for another number of elements.
    """
    require_tensors("trapezoid", y=y)
    if not y.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    refuse_truth("trapezoid", y, x)
    if isinstance(dx, complex):
        raise RuntimeError("trapezoid: Currently, we only support dx as a real number.")
    place = one_dim(y, dim)
    extent = y.shape[place]
    if not extent:
        return reductions.sum(y, place)
    if x is not None and x.ndim == 1 and x.shape[0] != extent:
        raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
    if x is not None:
        widths = widths_along(x, y, place)
        total = reductions.sum(operands.mul(heights_along(y, place), widths), place)
        return with_numbers.div_number(total, number=2)
    last = dimensions.select_(y, place, extent - 1)
    ends = operands.add(dimensions.select_(y, place, 0), last)
    halves = with_numbers.mul_number(ends, number=0.5)
    inner = operands.sub(reductions.sum(y, place), halves)
    return with_numbers.mul_number(inner, number=dx)


trapz = trapezoid


_ROWS_BY_PAIRS = 25
"""Up to how many rows PyTorch takes distances pair by pair."""


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Tensor:
    """The distances of order p between the rows of two matrices.

    Raises:
        RuntimeError: no such matrices, or a negative order.
    """
    require_tensors("cdist", x1=x1, x2=x2)
    named = (("X1", x1), ("X2", x2))
    for name, each in named:
        if each.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {each.ndim}D")
    for name, each in named:
        if not each.dtype.is_floating_point:
            raise RuntimeError(
                f"cdist only supports floating-point dtypes, {name} got: {each.dtype.scalar_name}"
            )
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}"
        )
    products.check_same_dtype(x1, x2)
    is_large = max(x1.shape[-2], x2.shape[-2]) > _ROWS_BY_PAIRS
    is_by_product = is_large and not compute_mode.startswith("donot")
    is_by_product |= compute_mode == "use_mm_for_euclid_dist"
    if p == 2 and is_by_product and x1._data.size and x2._data.size:
        found = distances.euclidean_dist(x1, x2)
        return shapes.view(found, list(found.shape))
    return distances.cdist(x1, x2, p=float(p))


def _check_vector(input: Tensor) -> None:
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All combinations of r elements of a vector, one per row."""
    require_tensors("combinations", input=input)
    _check_vector(input)
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return wrap(np.zeros(0, input._data.dtype))
    count = input.shape[0]
    steps = np.diff(np.indices((count,) * r), axis=0)
    rising = wrap((steps >= 0 if with_replacement else steps > 0).all(axis=0))
    grids = joining.meshgrid([input] * r, indexing="ij")
    return joining.stack([select.masked_select(each, rising) for each in grids], 1)


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:  # noqa: N803
    """The Vandermonde matrix: the powers of each element of a vector, one element per row.

    They are written where the elements stood whose products they are. So, as in PyTorch, a
    backward pass through them fails.
    """
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    if N is not None and N < 0:
        raise RuntimeError("N must be non-negative.")
    count = x.shape[0] if N is None else N
    dtype = dtypes.int64 if x.dtype.category < dtypes.Category.FLOATING else x.dtype
    powers = wrap(np.zeros((x.shape[0], count), dtype.numpy))
    if count:
        arithmetic.fill.apply_in_place(select.select(powers, dim=1, index=0), value=1)
    if count > 1:
        place: dict[str, Any] = {"dim": 1, "start": 1, "end": count, "step": 1}
        write = combined.copy_from.apply_in_place
        write(select.slice(powers, **place), dimensions.unsqueeze(x, 1))
        products = running.cumprod(select.slice(powers, **place), dim=1)
        write(select.slice(powers, **place), products)
    return powers if increasing else layout.flip(powers, dims=(1,))


def _of_whole(name: str, function: Callable[..., Any]) -> Callable[..., Tensor]:
    def of_two(input: Tensor, other: Tensor) -> Tensor:
        require_tensors(name, input=input, other=other)
        operand_checks.check_broadcast(input._data, other._data)
        common = dtypes.result_type(*(dtypes.operand(each._data) for each in (input, other)))
        if common.numpy.kind not in "iu":
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{common.scalar_name}'")
        found = function(elements(input), elements(other))
        return select.constant(data=found.astype(common.numpy)[()])

    return named(of_two, name, f"The {name} of whole numbers, element by element.")


gcd = _of_whole("gcd", np.gcd)
lcm = _of_whole("lcm", np.lcm)


def dtype_of_power(*operands: Any) -> dtypes.dtype:
    """The dtype that ``float_power`` computes in."""
    is_complex = any(
        each.dtype.is_complex if isinstance(each, Tensor) else isinstance(each, complex)
        for each in operands
    )
    return dtypes.complex128 if is_complex else dtypes.float64


def float_power(input: Any, exponent: Any) -> Tensor:
    """input to the power of exponent, in double precision, to which the exponent is cast first."""
    to = dtype_of_power(input, exponent)
    exponent, input = (
        conversions.to(each, to) if isinstance(each, Tensor) else each for each in (exponent, input)
    )
    return operands.pow(input, exponent)
