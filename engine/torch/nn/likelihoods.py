"""Gaussian and Poisson negative log likelihoods, as losses.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

import math
from typing import Any

from engine import grad_mode
from engine.ops.elementwise import arithmetic, elementary, with_numbers
from engine.ops.indexing import select
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements
from engine.torch.calling.numbers import checked_float
from engine.torch.nn.losses import reduced, reduction_of, refuse_reduction
from engine.torch.routines import creation, dimensions, operands
from engine.torch.tensors import in_place_bounds


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative log likelihood of counts of a Poisson distribution.

    Shapes: input and target broadcast -> () or, unreduced, their shape
    """
    eps = checked_float("poisson_nll_loss", "eps", 5, eps)
    if log_input:
        product = operands.mul(target, input)
        loss = operands.sub(elementary.exp(input), product)
    else:
        logarithm = elementary.log(with_numbers.add_number(input, number=eps))
        loss = operands.sub(input, operands.mul(target, logarithm))
    if full:
        loss = operands.add(loss, _stirling(target))
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def _stirling(counts: Tensor) -> Tensor:
    """Stirling's approximation of the log factorial, for counts above 1."""
    turned = elementary.log(with_numbers.mul_number(counts, number=2 * math.pi))
    half = with_numbers.mul_number(turned, number=0.5)  # evaluated first, as in PyTorch
    whole = operands.sub(operands.mul(counts, elementary.log(counts)), counts)
    total = operands.add(whole, half)
    return select.masked_fill(total, operands.le(counts, 1), value=0)


def _spread_over(input: Tensor, var: Tensor) -> Tensor:
    """Variances broadcast to each element, each row or one dimension of the input.

    Raises:
        ValueError: the shapes do not match.
    """
    if var.shape == input.shape:
        return var
    if input.shape[:-1] == var.shape:
        return dimensions.unsqueeze(var, -1)
    unlike = [n for m, n in zip(input.shape, var.shape) if m != n]
    if input.ndim != var.ndim or sum(unlike) != 1:
        raise ValueError("var is of incorrect size")
    return var


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Any,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """The negative log likelihood of normal distributions of given variances.

    Shapes: input and target (..., m), var the same, (..., 1) or (...) -> () or, unreduced, (..., m)

    Raises:
        ValueError: negative variances, a wrong size, or an unknown reduction.

    Source: Nix and Weigend 1994.
    """
    if isinstance(var, float):
        var = creation.full_like(input, var)
    if (elements(var) < 0).any():
        raise ValueError("var has negative entry/entries")
    spread = _spread_over(input, var)
    refuse_reduction(reduction)
    held = shape.clone(spread)
    with grad_mode.no_grad():
        in_place_bounds.clamp_(held, min=eps)
    logarithm = elementary.log(held)
    square = arithmetic.pow_number(operands.sub(input, target), exponent=2)
    loss = operands.mul(operands.add(logarithm, operands.div(square, held)), 0.5)
    if full:
        loss = operands.add(loss, 0.5 * math.log(2 * math.pi))
    return reduced(loss, reduction_of(reduction))
