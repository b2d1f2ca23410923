"""Losses as ``torch.nn.functional`` has them."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from engine import checks, dtypes, errors
from engine.ops import arithmetic, elementary, losses, reduce, select
from engine.tensor import Tensor, wrap
from engine.torch import bounds, choosing, operands, reductions, shapes
from engine.torch.arguments import elements, not_implemented, require_tensors
from engine.torch.nn import activations


def reduction_of(
    reduction: str, size_average: bool | None = None, reduce: bool | None = None
) -> str:
    """How single losses become one, also by the old arguments.

    Raises:
        ValueError: there is no such way.
    """
    if size_average is not None or reduce is not None:
        mean = size_average is not False
        found = "none" if reduce is False else "mean" if mean else "sum"
        warnings.warn(
            "size_average and reduce args will be deprecated, please use "
            f"reduction='{found}' instead.",
            UserWarning,
            stacklevel=3,
        )
        return found
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def reduced(loss: Tensor, reduction: str) -> Tensor:
    """Losses of single elements as one loss, unless told to leave them."""
    if reduction == "mean":
        return reductions.mean(loss)
    return reduce.sum(loss) if reduction == "sum" else loss


def _warn_of_sizes(input: Tensor, target: Tensor) -> None:
    if target.shape != input.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )


def _pair(function: str, input: Tensor, target: Tensor) -> None:
    require_tensors(function, input=input, target=target)
    _warn_of_sizes(input, target)
    checks.check_broadcast(input._data, target._data)


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Squared differences."""
    _pair("mse_loss", input, target)
    how = reduction_of(reduction, size_average, reduce)
    if weight is not None:
        square = operands.mul(losses.mse_loss(input, target, reduction="none"), weight)
        if how == "mean":
            return operands.div(reductions.sum(square), reductions.sum(weight))
        return reduced(square, how)
    if input._data.dtype.kind not in "fc" and target._data.dtype.kind not in "fc":
        raise not_implemented("mse_cpu", input)
    return losses.mse_loss(input, target, reduction=how)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Absolute differences.

    Raises:
        NotImplementedError: weights.
    """
    _pair("l1_loss", input, target)
    if weight is not None:
        raise errors.MissingOperationError(
            "Gradwalk's l1_loss has no weight; write (weight * (input - target).abs()).mean()"
        )
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
    """Absolute differences, squared ones near 0."""
    _pair("smooth_l1_loss", input, target)
    how = reduction_of(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=how)
    return losses.smooth_l1_loss(input, target, reduction=how, beta=beta)


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """Squared differences, absolute ones far from 0."""
    _pair("huber_loss", input, target)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if weight is not None:
        raise errors.MissingOperationError(
            "Gradwalk's huber_loss has no weight; use reduction='none' and multiply"
        )
    return losses.huber_loss(input, target, reduction=reduction_of(reduction), delta=delta)


def _one(like: Tensor) -> Tensor:
    """The weight that changes nothing."""
    return wrap(like._data.dtype.type(1))


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The cross entropy of probabilities of being 1.

    Raises:
        ValueError: shapes that differ.
        RuntimeError: something that is no probability, or dtypes that differ.
    """
    require_tensors("binary_cross_entropy", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    if target.dtype is not input.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.scalar_name} but expected {input.dtype.scalar_name}"
        )
    if ((elements(input) < 0) | (elements(input) > 1)).any():
        raise RuntimeError("all elements of input should be between 0 and 1")
    weights = _one(input) if weight is None else weight
    return losses.binary_cross_entropy(input, target, weights, reduction=how)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """The cross entropy of scores, of which the logistic function makes probabilities.

    Raises:
        ValueError: shapes that differ.
    """
    require_tensors("binary_cross_entropy_with_logits", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    return losses.binary_cross_entropy_with_logits(
        input,
        target,
        _one(input) if weight is None else weight,
        _one(input) if pos_weight is None else pos_weight,
        reduction=how,
    )


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """What the log probabilities of the target classes lack of 0.

    Raises:
        ValueError: not one target for each row.
        IndexError: a class that there is not.
        RuntimeError: targets that are no whole numbers, or shapes that do not fit.
    """
    require_tensors("nll_loss_nd", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    if not input.ndim:
        raise ValueError(f"Expected 1 or more dimensions (got {input.ndim})")
    if input.ndim == 1 and not target.ndim:
        return _of_one(input, target, weight, ignore_index, how)
    if input.shape[0] != (target.shape[0] if target.ndim else 0):
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size "
            f"({target.shape[0] if target.ndim else 0})."
        )
    _check_targets(input, target, ignore_index)
    weights = _one(input) if weight is None else weight
    operation = losses.nll_loss if input.ndim == 2 else losses.nll_loss2d
    return operation(input, target, weights, ignore_index=ignore_index, reduction=how)


def _of_one(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, how: str
) -> Tensor:
    """The loss of one row, without a dimension for the batch."""
    _check_targets(input, target, ignore_index, classes=input.shape[0])
    weights = _one(input) if weight is None else weight
    return losses.nll_loss_row(input, target, weights, ignore_index=ignore_index, reduction=how)


def _check_targets(
    input: Tensor, target: Tensor, ignore_index: int, classes: int | None = None
) -> None:
    if target.dtype not in (dtypes.int64, dtypes.uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.scalar_name}"
        )
    count = classes or input.shape[1]
    labels = elements(target)
    outside = (labels != ignore_index) & ((labels < 0) | (labels >= count))
    if outside.any():
        raise IndexError(f"Target {int(labels[outside].flat[0])} is out of bounds.")


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The cross entropy of scores; targets are classes, or probabilities of all classes.

    Raises:
        RuntimeError: a smoothing outside [0, 1], or shapes that do not fit.
    """
    require_tensors("cross_entropy_loss", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    along = 0 if input.ndim == 1 else 1
    if input.shape == target.shape:
        return _of_probabilities(input, target, weight, how, label_smoothing, along)
    logs = activations.log_softmax(input, along)
    loss = nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=how)
    if not label_smoothing:
        return loss
    return _smoothed(logs, loss, target, weight, ignore_index, how, label_smoothing, along)


def _of_probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, how: str, smoothing: float, along: int
) -> Tensor:
    if not target.dtype.is_floating_point:
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got "
            f"{target.dtype.scalar_name}"
        )
    if smoothing:
        share = operands.add(operands.mul(target, 1 - smoothing), smoothing / input.shape[along])
        target = share
    logs = activations.log_softmax(input, along)
    product = operands.mul(logs, target)
    if weight is not None:
        product = operands.mul(product, _per_class(weight, input.ndim, along))
    if how == "none":
        return arithmetic.neg(reductions.sum(product, along))
    total = arithmetic.neg(reductions.sum(product))
    if how == "sum":
        return total
    return operands.div(total, max(input._data.size // input.shape[along], 1))


def _per_class(weight: Tensor, ndim: int, along: int) -> Tensor:
    target = [1] * ndim
    target[along] = weight.shape[0]
    return shapes.view(weight, target)


def _smoothed(
    logs: Tensor,
    loss: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    how: str,
    smoothing: float,
    along: int,
) -> Tensor:
    scaled = logs if weight is None else operands.mul(logs, _per_class(weight, logs.ndim, along))
    smooth = arithmetic.neg(reductions.sum(scaled, along))
    is_ignored = wrap(np.equal(target._data, ignore_index))
    smooth = select.masked_fill(smooth, is_ignored, value=0.0)
    if how == "mean":
        if weight is None:
            count = wrap(np.sum(~elements(is_ignored)).astype(logs._data.dtype))
        else:
            picked = np.where(elements(is_ignored), 0, elements(target))
            of_each = elements(weight)[picked] * ~elements(is_ignored)
            count = wrap(np.sum(of_each, dtype=logs._data.dtype))
        smooth = operands.div(reductions.sum(smooth), count)
    elif how == "sum":
        smooth = reductions.sum(smooth)
    parts = (1 - smoothing, smoothing / logs.shape[along])
    return operands.add(operands.mul(loss, parts[0]), operands.mul(smooth, parts[1]))


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Kullback and Leibler's divergence of log probabilities from probabilities."""
    require_tensors("kl_div", input=input, target=target)
    if log_target:
        loss = operands.mul(elementary.exp(target), operands.sub(target, input))
    else:
        entropy = operands.xlogy(target, target)
        loss = operands.sub(entropy, operands.mul(target, input))
    if reduction == "batchmean":
        return operands.div(reductions.sum(loss), input.shape[0])
    if reduction == "mean" and input.ndim and input.shape[0] != input._data.size:
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math "
            "definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
            UserWarning,
            stacklevel=2,
        )
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Logistic losses for targets of -1 and 1."""
    how = reduction_of(reduction, size_average, reduce)
    return losses.soft_margin_loss(input, target, reduction=how)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Distances for targets of 1, and what they lack of a margin for targets of -1."""
    zeros = wrap(np.zeros_like(input._data)[()])
    lack = bounds.clamp_min(operands.rsub(input, margin), 0)
    far = choosing.where(operands.ne(target, 1), lack, zeros)
    near = choosing.where(operands.ne(target, -1), input, zeros)
    how = reduction_of(reduction, size_average, reduce)
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
    """How far the first falls short of the second, or the other way for targets of -1."""
    gap = operands.mul(arithmetic.neg(target), operands.sub(input1, input2))
    loss = bounds.clamp_min(operands.add(gap, margin), 0)
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """How far other classes come near to the target class, or above it.

    Raises:
        NotImplementedError: weights.
        ValueError: another power than 1 and 2.
    """
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None or input.ndim != 2:
        raise errors.MissingOperationError(
            "Gradwalk's multi_margin_loss takes rows of scores, without weights"
        )
    how = reduction_of(reduction, size_average, reduce)
    return losses.multi_margin_loss(input, target, p=p, margin=margin, reduction=how)


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over classes of the cross entropies of their scores."""
    positive = operands.mul(target, activations.logsigmoid(input))
    rest = activations.logsigmoid(arithmetic.neg(input))
    loss = arithmetic.neg(operands.add(positive, operands.mul(operands.rsub(target, 1), rest)))
    if weight is not None:
        loss = operands.mul(loss, weight)
    mean = operands.div(reductions.sum(loss, input.ndim - 1), input.shape[-1])
    return reduced(mean, reduction_of(reduction, size_average, reduce))


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
    """The negative log likelihood of counts of a Poisson distribution."""
    if log_input:
        loss = operands.sub(elementary.exp(input), operands.mul(target, input))
    else:
        logarithm = elementary.log(operands.add(input, eps))
        loss = operands.sub(input, operands.mul(target, logarithm))
    if full:
        counts = elements(target)
        stirling = counts * np.log(counts) - counts + 0.5 * np.log(2 * math.pi * counts)
        loss = operands.add(loss, wrap(np.where(counts > 1, stirling, 0).astype(counts.dtype)))
    return reduced(loss, reduction_of(reduction, size_average, reduce))


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Any,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """The negative log likelihood of normal distributions of given variances."""
    spread = var if isinstance(var, Tensor) else wrap(np.full(input.shape, var, input._data.dtype))
    if (elements(spread) < 0).any():
        raise ValueError("var has negative entry/entries")
    floor = np.maximum(elements(spread), np.asarray(eps, spread._data.dtype))
    held = wrap(floor) if not spread.requires_grad else bounds.clamp(spread, min=eps)
    square = arithmetic.pow_number(operands.sub(input, target), exponent=2)
    loss = operands.mul(operands.add(elementary.log(held), operands.div(square, held)), 0.5)
    if full:
        loss = operands.add(loss, 0.5 * math.log(2 * math.pi))
    return reduced(loss, reduction_of(reduction))
