"""Losses of classifiers as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.kept import Kept
from engine.ops.elementwise import arithmetic, compare, with_numbers
from engine.ops.indexing import select
from engine.ops.nn import losses
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import products
from engine.torch.nn import activations
from engine.torch.nn.losses import reduction_of, require_pair
from engine.torch.routines import operands, reductions, shapes
from engine.torch.routines.indices import all_exist
from engine.unobserved import reported


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Binary cross entropy of probabilities.

    Shapes: input and target alike -> () or, unreduced, the same

    Raises:
        ValueError: shapes that differ.
        RuntimeError: values outside [0, 1], or different dtypes.
    """
    require_pair(input, target)
    how = reduction_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    operand_checks.refuse_gradients("binary_cross_entropy", weight=weight)
    if target.dtype is not input.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.scalar_name} but expected {input.dtype.scalar_name}"
        )
    refuse_dtypes("binary_cross_entropy", input, "biu")
    if not ((elements(input) >= 0) & (elements(input) <= 1)).all():
        raise RuntimeError("all elements of input should be between 0 and 1")
    if not ((elements(target) >= 0) & (elements(target) <= 1)).all():
        raise RuntimeError("all elements of target should be between 0 and 1")
    if weight is not None:
        _check_weight_into(input.shape, weight.shape)
    weights = stand_in(1, input) if weight is None else weight
    weighted = weight is not None
    return losses.binary_cross_entropy(input, target, weights, weighted=weighted, reduction=how)


def _check_weight_into(shape: Sequence[int], other: Sequence[int]) -> None:
    """Check that weights can be broadcast to a shape.

    Raises:
        RuntimeError: they cannot.
    """
    for back, (m, n) in enumerate(zip(reversed(shape), reversed(other)), 1):
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {n} at -{back}! Mismatching "
                f"argument at index 1 had {other}; but expected shape should be broadcastable to "
                f"{list(shape)}"
            )
    operand_checks.check_broadcast_into(shape, other)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Binary cross entropy of logits.

    Shapes: input and target alike -> () or, unreduced, the same

    Raises:
        ValueError: shapes that differ.
        RuntimeError: targets that are integers or booleans.
    """
    require_pair(input, target)
    how = reduction_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    name = "binary_cross_entropy_with_logits"
    operand_checks.refuse_gradients(name, weight=weight, pos_weight=pos_weight)
    refuse_dtypes("log_sigmoid_cpu", input, "biu")
    if target.dtype is dtypes.bool:
        raise RuntimeError(errors.NOT_BOTH_BOOL)
    if not target.dtype.is_floating_point:
        raise RuntimeError(
            f"result type {input.dtype.scalar_name} can't be cast to the desired output type "
            f"{target.dtype.scalar_name}"
        )
    if pos_weight is not None:
        operand_checks.check_broadcast_shapes(pos_weight.shape, target.shape)
        operand_checks.check_broadcast_into(target.shape, pos_weight.shape)
    if weight is not None:
        operand_checks.check_broadcast_into(target.shape, weight.shape)
    return losses.binary_cross_entropy_with_logits(
        input,
        target,
        stand_in(1, input) if weight is None else weight,
        stand_in(1, input) if pos_weight is None else pos_weight,
        weighted=weight is not None,
        balanced=pos_weight is not None,
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
    """Negative log likelihood: minus the log probabilities of the target classes.

    Shapes: input (n, classes, ...) or (classes,), target (n, ...) or () -> () or, unreduced, as
        target

    Raises:
        ValueError: not one target for each row.
        IndexError: a class out of range.
        RuntimeError: targets that are not integers, or shapes that do not match.
    """
    require_tensors("nll_loss_nd", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    return _nll_loss(input, target, weight, ignore_index, how)


def _nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, how: str
) -> Tensor:
    """``nll_loss`` of checked arguments, with a known reduction."""
    ndim = input._data.ndim
    if not ndim:
        raise ValueError(f"Expected 1 or more dimensions (got {ndim})")
    if ndim == 1:
        return _of_one(input, target, weight, ignore_index, how)
    count = target._data.shape[0] if target.ndim else 0
    if input._data.shape[0] != count:
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({count})."
        )
    kind = "" if ndim == 2 else "2d"
    operand_checks.refuse_gradients(f"nll_loss{kind}_forward", weight=weight)
    _check_shape(input, target)
    refuse_dtypes(f"nll_loss{'' if ndim == 2 else '2d_forward'}_out_frame", input, "biu")
    weights = _weights(input, weight)
    _check_targets(input, target, ignore_index)
    settings: dict[str, Any] = {"ignore_index": ignore_index, "reduction": how, "kept": Kept()}
    if ndim in (2, 4):
        operation = losses.nll_loss if ndim == 2 else losses.nll_loss2d
        return operation(input, target, weights, **settings)
    rest = prod(input.shape[2:])
    planes = shapes.view(shapes.contiguous(input), [*input.shape[:2], 1, rest])
    labels = shapes.reshape(target, target.shape[0], 1, rest)
    loss = losses.nll_loss2d(planes, labels, weights, **settings)
    return shapes.view(loss, tuple(target.shape)) if how == "none" else loss


def _check_shape(input: Tensor, target: Tensor) -> None:
    if input.ndim == 2 and target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input.ndim > 2:
        expected = [input.shape[0], *input.shape[2:]]
        if list(target.shape) != expected:
            raise RuntimeError(f"Expected target size {expected}, got {list(target.shape)}")


def _of_one(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, how: str
) -> Tensor:
    """The loss of an unbatched row."""
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    _check_dtype(target)
    if target._data.size != 1:
        raise ValueError(
            f"For 1D input, 1D target must have size 1, but got target size: {target._data.size}"
        )
    target = shapes.reshape(target, ())
    operand_checks.refuse_gradients("nll_loss_forward", weight=weight)
    refuse_dtypes("nll_loss_out_frame", input, "biu")
    weights = _weights(input, weight)
    _check_targets(input, target, ignore_index, class_count=input.shape[0])
    return losses.nll_loss_row(input, target, weights, ignore_index=ignore_index, reduction=how)


def _weights(input: Tensor, weight: Tensor | None) -> Tensor:
    """The class weights.

    Raises:
        RuntimeError: not one for each class.
    """
    if weight is None:
        return stand_in(1, input)
    count = input.shape[0 if input.ndim == 1 else 1]
    if tuple(weight.shape) != (count,):
        text = "weight tensor should be defined either for all {}or no classes"
        if input.ndim > 2:
            raise RuntimeError(text.format(""))
        got = f" but got weight tensor of shape: {list(weight.shape)}"
        raise RuntimeError(text.format(f"{count} classes ") + got)
    products.check_same_dtype(input, weight)
    return weight


def _check_dtype(target: Tensor) -> None:
    if target.dtype not in (dtypes.int64, dtypes.uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.scalar_name}"
        )


def _check_targets(
    input: Tensor, target: Tensor, ignore_index: int, class_count: int | None = None
) -> None:
    _check_dtype(target)
    count = class_count or input._data.shape[1]
    labels = elements(target)
    if all_exist(labels, count):
        return
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
    """Cross entropy of logits; targets are class indices, or probabilities of all classes.

    Shapes: input (n, classes, ...) or (classes,), target (n, ...) or as input -> () or (n, ...)

    Raises:
        RuntimeError: a smoothing above 1, or shapes that do not match.
    """
    require_tensors("cross_entropy_loss", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    along = 0 if input.ndim == 1 else 1
    if input._data.shape == target._data.shape:
        _check_of_probabilities(input, target, weight, ignore_index, along)
    label_smoothing = max(label_smoothing, 0)  # PyTorch asks whether it is above 0, then how far
    if label_smoothing > 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if input._data.shape == target._data.shape:
        return _of_probabilities(input, target, weight, how, label_smoothing, along)
    logs = activations.log_softmax(input, along)
    loss = _nll_loss(logs, target, weight, ignore_index, how)
    if not label_smoothing:
        return loss
    return _smoothed(logs, loss, target, weight, ignore_index, how, label_smoothing, along)


def _check_of_probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, along: int
) -> None:
    """Check targets that are probabilities of classes, and the class weights.

    Raises:
        RuntimeError: integers, an ``ignore_index``, or not one weight for each class.
    """
    if not target.dtype.is_floating_point:
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got "
            f"{target.dtype.scalar_name}"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    count = input.shape[along]
    if weight is not None and weight.shape != (count,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {count} classes or no "
            f"classes but got weight tensor of shape: {list(weight.shape)}"
        )


def _of_probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, how: str, smoothing: float, along: int
) -> Tensor:
    logs = activations.log_softmax(input, along)
    if smoothing:
        kept = with_numbers.mul_number(target, number=1 - smoothing)
        target = with_numbers.add_number(kept, number=smoothing / input.shape[along])
    product = operands.mul(logs, target)
    if weight is not None:
        product = operands.mul(product, _per_class(weight, input.ndim, along))
    if how == "none":
        return arithmetic.neg(reductions.sum(product, along))
    total = arithmetic.neg(reductions.sum(product))
    if how == "sum":
        return total
    count = max(input._data.size // input.shape[along], 1)
    return with_numbers.div_number(total, number=count)


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
    is_ignored = compare.eq(target, ignore_index)
    smooth = select.masked_fill(smooth, is_ignored, value=0.0)
    if how == "mean":
        if weight is None:
            count = np.sum(~elements(is_ignored)).astype(logs._data.dtype)
        else:
            picked = np.where(elements(is_ignored), 0, elements(target))
            of_each = elements(weight)[picked] * ~elements(is_ignored)
            count = np.sum(of_each, dtype=logs._data.dtype)
        smooth = operands.div(reductions.sum(smooth), reported("count", count))
    elif how == "sum":
        smooth = reductions.sum(smooth)
    smooth = with_numbers.mul_number(smooth, number=smoothing / logs.shape[along])
    return operands.add(with_numbers.mul_number(loss, number=1 - smoothing), smooth)
