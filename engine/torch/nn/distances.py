"""Distances and similarities as ``torch.nn.functional`` has them, and the losses made of them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine import dtypes, grad_mode
from engine.ops.elementwise import arithmetic, elementary, with_numbers
from engine.ops.reductions import statistics
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, many_dims, require_tensors
from engine.torch.calling.numbers import checked_float
from engine.torch.matrices import norms
from engine.torch.nn import losses
from engine.torch.routines import bounds, choosing, dimensions, operands, reductions
from engine.torch.tensors import conversions, in_place_bounds
from engine.unobserved import reported


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine similarity of vectors along a dimension.

    Shapes: x1 and x2 broadcast to (..., m, ...) -> (...)

    Raises:
        RuntimeError: integers, or a negative bound of the lengths.
    """
    require_tensors("cosine_similarity", x1=x1, x2=x2)
    if eps < 0:
        raise RuntimeError(f"eps must be non-negative, got: {eps:g}")
    common = dtypes.promote_types(x1.dtype, x2.dtype)
    if not common.is_floating_point:
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {common.scalar_name}"
        )
    a, b = conversions.to(x1, common), conversions.to(x2, common)
    if a.shape != b.shape:
        target = tuple(dimensions.common_shape(a.shape, b.shape))
        b, a = dimensions.expand(b, target), dimensions.expand(a, target)
    along = many_dims(a, dim)
    lengths = []
    for each in (a, b):
        length = shape.clone(statistics.vector_norm(each, p=2.0, dim=along, keepdim=True))
        if (elements(length) < eps).any():
            with grad_mode.no_grad():  # gradients ignore the lower bound
                in_place_bounds.clamp_min_(length, eps)
        lengths.append(length)
    second = operands.div(b, lengths[1])
    product = operands.mul(operands.div(a, lengths[0]), second)
    return reductions.sum(product, dim)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm distances between the vectors of two batches.

    Shapes: x1 and x2 (n, m) or (m,) -> (n,) or ()
    """
    require_tensors("pairwise_distance", x1=x1, x2=x2)
    difference = operands.sub(x1, x2)
    if not (difference.dtype.is_floating_point or difference.dtype.is_complex):
        difference = conversions.to(difference, dtypes.default_dtype())
    difference = with_numbers.add_number(difference, number=eps)
    last = tuple(range(difference.ndim))[-1:]
    return statistics.norm_along(difference, p=float(p), dim=last, keepdim=keepdim)


def normalize(
    input: Tensor,
    p: float = 2.0,
    dim: int = 1,
    eps: float = 1e-12,
    out: Tensor | None = None,
) -> Tensor:
    """Vectors along a dimension divided by their norms."""
    require_tensors("normalize", input=input)
    length = norms.norm(input, p, dim, keepdim=True)
    held = dimensions.expand_as(bounds.clamp_min(length, eps), input)
    return operands.div(input, held, out=out)


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Cosine embedding loss: 1 - cosine for targets of 1, max(0, cosine - margin) for -1.

    Shapes: input1 and input2 (n, m) or (m,), target (n,) or () -> () or, unreduced, as target
    """
    how = losses.reduction_of(reduction, size_average, reduce)
    margin = checked_float("cosine_embedding_loss", "margin", 4, margin)
    _check_labelled(input1, input2, target)
    last = input1.ndim - 1
    tiny = 1e-12
    product = reductions.sum(operands.mul(input1, input2), last)
    squares = [
        with_numbers.add_number(reductions.sum(operands.mul(each, each), last), number=tiny)
        for each in (input1, input2)
    ]
    cosine = operands.div(product, elementary.sqrt(operands.mul(*squares)))
    zeros = reported("zeros", np.zeros_like(cosine._data)[()])
    lack = arithmetic.sub(losses.like(cosine, 1), cosine)
    excess = bounds.clamp_min(with_numbers.sub_number(cosine, number=margin), 0)
    near = choosing.where(operands.eq(target, 1), lack, zeros)
    far = choosing.where(operands.eq(target, -1), excess, zeros)
    return losses.reduced(operands.add(near, far), how)


def _check_labelled(input1: Tensor, input2: Tensor, target: Tensor) -> None:
    """Check that there is one label, or one for each pair of rows.

    Raises:
        RuntimeError: there is not.
    """
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.ndim == input2.ndim == target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found "
            f"inputs with sizes {list(input1.shape)} and {list(input2.shape)}."
        )


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Triplet margin loss: an anchor should be nearer to the positive than to the negative.

    Shapes: anchor, positive and negative (n, m) or (m,) -> () or, unreduced, (n,)

    Raises:
        ValueError: the margin is not positive.

    Source: Balntas et al. 2016.
    """
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _check_ndims(anchor, positive, negative)
    name = "triplet_margin_loss"
    margin = checked_float(name, "margin", 4, margin)
    p, eps = checked_float(name, "p", 5, p), checked_float(name, "eps", 6, eps)
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = operands.minimum(far, pairwise_distance(positive, negative, p, eps))
    gap = bounds.clamp_min(operands.sub(with_numbers.add_number(near, number=margin), far), 0)
    return losses.reduced(gap, losses.reduction_of(reduction, size_average, reduce))


def _check_ndims(anchor: Tensor, positive: Tensor, negative: Tensor) -> None:
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative "
            f"{negative.ndim}D inputs"
        )


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """``triplet_margin_loss`` with a custom distance.

    Raises:
        ValueError: an unknown reduction, or a margin that is not positive.
        RuntimeError: different numbers of dimensions.
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _check_ndims(anchor, positive, negative)
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = operands.minimum(far, distance(positive, negative))
    gap = bounds.clamp_min(operands.sub(operands.add(near, margin), far), 0)
    return losses.reduced(gap, reduction)
