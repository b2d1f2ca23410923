"""Losses as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.ops.elementwise import arithmetic, elementary, with_numbers
from engine.ops.nn import difference_losses
from engine.ops.reductions import reduce
from engine.script_warnings import warn
from engine.stand_in import given
from engine.tensor import Tensor
from engine.torch.calling import unfit_operands
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.numbers import checked_float
from engine.torch.nn import activations
from engine.torch.routines import (
    bounds,
    choosing,
    dimensions,
    elementwise,
    operands,
    reductions,
    times_logarithms,
)
from engine.unobserved import reported


def reduction_of(
    reduction: str, size_average: bool | None = None, reduce: bool | None = None
) -> str:
    """The reduction, also from the deprecated arguments.

    Raises:
        ValueError: an unknown reduction.
    """
    if size_average is not None or reduce is not None:
        of_all = True if reduce is None else reduce
        if (True if size_average is None else size_average) and of_all:
            found = "mean"
        else:
            found = "sum" if of_all else "none"
        warn(
            "size_average and reduce args will be deprecated, please use "
            f"reduction='{found}' instead."
        )
        return found
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def refuse_reduction(reduction: str) -> None:
    """Refuse an unknown reduction, with the message of some functions.

    Raises:
        ValueError: the reduction is unknown.
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")


def reduced(loss: Tensor, reduction: str) -> Tensor:
    """Losses of single elements after reduction."""
    if reduction == "mean":
        return reductions.mean(loss)
    return reduce.sum(loss) if reduction == "sum" else loss


def require_pair(input: object, target: object) -> None:
    """Check that both are tensors; PyTorch reads the target's size first.

    Raises:
        AttributeError: one is not a tensor.
    """
    for each in (target, input):
        if not isinstance(each, Tensor):
            raise AttributeError(f"'{type(each).__name__}' object has no attribute 'size'")


def _pair(input: Tensor, target: Tensor) -> tuple[Tensor, ...]:
    """Input and target broadcast to one shape, with a warning if they differ."""
    require_pair(input, target)
    if target.shape != input.shape:
        warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size."
        )
    return dimensions.broadcast_tensors(input, target)


def _refuse_integers(kernel: str, input: Tensor, target: Tensor) -> None:
    """Refuse two integer operands.

    Raises:
        NotImplementedError: both are integers.
    """
    if not any(map(operand_checks.may_require_grad, (input, target))):
        raise not_implemented(kernel, dtypes.promote_types(input.dtype, target.dtype))


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Mean squared error; with weights a weighted mean.

    Shapes: input and target broadcast -> () or, unreduced, their shape
    """
    size = getattr(input, "shape", ())
    input, target = _pair(input, target)
    if weight is not None:
        _check_weight(weight, size)
        square = operands.pow(operands.sub(input, target), 2)
        return _weighted(square, weight, _deprecated_or(reduction, size_average, reduce))
    how = reduction_of(reduction, size_average, reduce)
    _refuse_integers("mse_cpu", input, target)
    return difference_losses.mse_loss(input, target, reduction=how)


def _check_weight(weight: Tensor, size: Sequence[int]) -> None:
    """Check that there is a weight for each element.

    Raises:
        ValueError: there is not.
    """
    if weight.shape != size:
        raise ValueError("Weights and input must have the same size.")


def _deprecated_or(reduction: str, size_average: bool | None, reduce: bool | None) -> str:
    """The reduction by deprecated arguments, if given; else an unchecked one."""
    if size_average is None and reduce is None:
        return reduction
    return reduction_of(reduction, size_average, reduce)


def _weighted(loss: Tensor, weight: Tensor, how: str) -> Tensor:
    """Weighted losses of single elements after reduction."""
    weighted = operands.mul(loss, weight)
    _refuse_mode(how)
    if how != "mean":
        return reduced(weighted, how)
    return operands.div(reductions.sum(weighted), reductions.sum(weight))


def _refuse_mode(reduction: str) -> None:
    """Refuse an unknown reduction, with the message of weighted losses.

    Raises:
        ValueError: the reduction is unknown.
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(
            f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'."
        )


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Mean absolute error; with weights a weighted mean.

    Shapes: input and target broadcast -> () or, unreduced, their shape
    """
    size = getattr(input, "shape", ())
    input, target = _pair(input, target)
    if weight is not None:
        _check_weight(weight, size)
        distance = elementary.abs(operands.sub(input, target))
        return _weighted(distance, weight, _deprecated_or(reduction, size_average, reduce))
    how = reduction_of(reduction, size_average, reduce)
    return reduced(elementary.abs(operands.sub(input, target)), how)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """Smooth L1 loss: absolute differences, quadratic below beta.

    Shapes: input and target broadcast -> () or, unreduced, their shape

    Raises:
        RuntimeError: a negative beta.

    Source: Girshick 2015.
    """
    input, target = _pair(input, target)
    how = reduction_of(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=how)
    _refuse_integers("smooth_l1_cpu", input, target)
    return difference_losses.smooth_l1_loss(input, target, reduction=how, beta=beta)


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """Huber loss: quadratic near 0, linear beyond delta.

    Shapes: input and target broadcast -> () or, unreduced, their shape

    Raises:
        RuntimeError: a delta that is not positive.

    Source: Huber 1964.
    """
    size = getattr(input, "shape", ())
    input, target = _pair(input, target)
    if weight is not None:
        _check_weight(weight, size)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    _refuse_integers("huber_cpu", input, target)
    operand_checks.check_castable(dtypes.promote_types(input.dtype, target.dtype), input.dtype)
    how = "none" if weight is not None else reduction_of(reduction)
    loss = difference_losses.huber_loss(input, target, reduction=how, delta=delta)
    if weight is None:
        return loss
    _refuse_mode(reduction)
    return reduced(operands.mul(loss, weight), reduction)


def like(tensor: Tensor, number: float) -> Tensor:
    """A number as a tensor of another one's dtype."""
    return given(number, tensor)


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Kullback-Leibler divergence of log probabilities from target probabilities.

    Shapes: input and target broadcast -> () or, unreduced, their shape

    Raises:
        RuntimeError: integers.
    """
    if reduction == "mean" and size_average is None and reduce is None:
        warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math "
            "definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release."
        )
    require_tensors("kl_div", input=input, target=target)
    if not (input.dtype.is_floating_point and target.dtype.is_floating_point):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    if log_target:
        difference = operands.sub(target, input)
        loss = operands.mul(elementary.exp(target), difference)
    else:
        product = operands.mul(target, input)
        loss = operands.sub(times_logarithms.xlogy(target, target), product)
    if reduction == "batchmean":
        total = reductions.sum(loss)
        return operands.div(total, input.shape[0]) if input.ndim else total
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Soft margin (logistic) loss, log(1 + exp(-target * input)).

    Raises:
        RuntimeError: a target that requires grad.
    """
    how = reduction_of(reduction, size_average, reduce)
    operand_checks.refuse_gradients("soft_margin_loss", target=target)
    if input.dtype is dtypes.bool:
        raise RuntimeError(errors.NOT_BOOL.format(what="Negation", on="on"))
    if not input.dtype.is_floating_point:
        operand_checks.check_castable(dtypes.float32, input.dtype)
    operand_checks.check_broadcast_into(input.shape, target.shape)
    return difference_losses.soft_margin_loss(input, target, reduction=how)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Hinge embedding loss: the distance for targets of 1, max(0, margin - distance) for -1."""
    how = reduction_of(reduction, size_average, reduce)
    margin = checked_float("hinge_embedding_loss", "margin", 3, margin)
    zeros = reported("zeros", np.zeros_like(input._data)[()])
    unfit_operands.refuse_bool_subtraction(input, input)
    lack = bounds.clamp_min(arithmetic.sub(like(input, margin), input), 0)
    far = choosing.where(operands.ne(target, 1), lack, zeros)
    near = choosing.where(operands.ne(target, -1), input, zeros)
    return reduced(operands.add(far, near), how)


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Margin ranking loss, max(0, margin - target * (input1 - input2)).

    Raises:
        RuntimeError: different numbers of dimensions.
    """
    how = reduction_of(reduction, size_average, reduce)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    margin = checked_float("margin_ranking_loss", "margin", 4, margin)
    gap = operands.mul(elementwise.neg(target), operands.sub(input1, input2))
    return reduced(bounds.clamp_min(with_numbers.add_number(gap, number=margin), 0), how)


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Multi-label cross entropy: the mean over classes of their binary cross entropies.

    Shapes: input and target (n, classes) or (classes,) -> () or, unreduced, (n,) or ()
    """
    positive = operands.mul(target, activations.logsigmoid(input))
    rest = activations.logsigmoid(elementwise.neg(input))
    loss = arithmetic.neg(operands.add(positive, operands.mul(operands.rsub(target, 1), rest)))
    if weight is not None:
        loss = operands.mul(loss, weight)
    mean = operands.div(reductions.sum(loss, input.ndim - 1), input.shape[-1])
    if size_average is None and reduce is None:
        refuse_reduction(reduction)
    return reduced(mean, reduction_of(reduction, size_average, reduce))
