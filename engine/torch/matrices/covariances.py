"""Covariances and correlations as scripts call them.

Source: aten/src/ATen/native/Correlation.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from typing import Any

from engine import dtypes
from engine.ops.elementwise import elementary
from engine.ops.reductions import reduce
from engine.ops.shapes import layout, shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.matrices import products
from engine.torch.routines import (
    bounds,
    complex_parts,
    dimensions,
    operands,
    reductions,
    shapes,
    views,
)


def cov(
    input: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """The covariance matrix of variables in the rows, over observations in the columns.

    Args:
        input: the variables.
        correction: by how much fewer observations count in the mean of the products.
        fweights: how often each observation was made.
        aweights: how much each counts.

    Raises:
        RuntimeError: more than two dimensions, or weights that do not fit.
    """
    require_tensors("cov", input=input)
    _check_ndim("cov", input)
    if input.dtype is dtypes.bool:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input if input.ndim == 2 else shape.view(input, shape=(1, input._data.size))
    count = rows.shape[1]
    weights = _weights(count, fweights, aweights)
    total: Any = count if weights is None else reductions.sum(weights)
    if weights is not None and total.item() == 0:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    weighted = rows if weights is None else operands.mul(rows, weights)
    mean = operands.div(reduce.sum_dims(weighted, dim=(1,), keepdim=False), total)
    share = _share(total, correction, weights, aweights)
    deviation = operands.sub(rows, dimensions.unsqueeze(mean, 1))
    other = deviation if weights is None else operands.mul(deviation, weights)
    turned = dimensions.t(other)
    if turned.dtype.is_complex:
        turned = complex_parts.conj(turned)
    return layout.squeeze_all(operands.div(products.mm(deviation, turned), share))


def _check_ndim(function: str, input: Tensor) -> None:
    if input.ndim > 2:
        raise RuntimeError(
            f"{function}(): expected input to have two or fewer dimensions but got an input with "
            f"{input.ndim} dimensions"
        )


def _weights(count: int, fweights: Tensor | None, aweights: Tensor | None) -> Tensor | None:
    """What each observation counts; None where all count 1."""
    weights = None
    for name, each in (("fweights", fweights), ("aweights", aweights)):
        if each is not None:
            _check_weights(name, each, count)
            weights = each if weights is None else operands.mul(weights, each)
    return weights


def _check_weights(name: str, weights: Tensor, count: int) -> None:
    """Check one kind of weights: frequencies are integers, the others are not.

    Raises:
        RuntimeError: they do not fit the observations, or one is negative.
    """
    if weights.ndim > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with "
            f"{weights.ndim} dimensions"
        )
    category, wanted = dtypes.Category.FLOATING, "floating point"
    if name == "fweights":
        category, wanted = dtypes.Category.INTEGER, "integral"
    if weights.dtype.category is not category:
        raise RuntimeError(
            f"cov(): expected {name} to have {wanted} dtype but got {name} with "
            f"{weights.dtype.scalar_name} dtype"
        )
    if weights._data.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input "
            f"but got {weights._data.size} != {count}"
        )
    if count and elements(weights).min() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def _share(total: Any, correction: int, weights: Any, aweights: Tensor | None) -> Any:
    """What the sums of products are divided by: 0 where too few observations are left."""
    if weights is not None and aweights is not None and correction:
        square = reductions.sum(operands.mul(weights, aweights))
        share = operands.sub(total, operands.div(operands.mul(square, correction), total))
    else:
        share = total - correction if weights is None else operands.sub(total, correction)
    if (share.item() if isinstance(share, Tensor) else share) <= 0:
        warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number "
            "of observations."
        )
        return 0
    return share


def corrcoef(input: Tensor) -> Tensor:
    """The matrix of Pearson correlation coefficients of variables in the rows.

    Raises:
        RuntimeError: more than two dimensions.
    """
    require_tensors("corrcoef", input=input)
    _check_ndim("corrcoef", input)
    covariance = cov(input)
    if not covariance.ndim:
        return operands.div(covariance, covariance)
    squares = views.diagonal(covariance)
    is_complex = covariance.dtype.is_complex
    spread = elementary.sqrt(complex_parts.real(squares) if is_complex else squares)
    scaled = operands.div(covariance, shapes.view(spread, -1, 1))
    scaled = operands.div(scaled, shapes.view(spread, 1, -1))
    if not is_complex:
        return bounds.clamp(scaled, -1, 1)
    parts = complex_parts.real(scaled), complex_parts.imag(scaled)
    made: Tensor = complex_parts.complex(*(bounds.clamp(each, -1, 1) for each in parts))
    return made
