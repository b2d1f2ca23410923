"""Margin losses of class scores, as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, operand_checks
from engine.ops.nn import label_losses, losses
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import products
from engine.torch.nn.losses import reduction_of


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: Any = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Multi-class margin (hinge) loss.

    Shapes: input (n, classes) or (classes,), target (n,) or () -> () or, unreduced, as target

    Raises:
        ValueError: a power other than 1 and 2, or weights that are not a vector.
        RuntimeError: targets out of range, not one for each row, or not one weight for each class.
    """
    require_tensors("multi_margin_loss", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    operand_checks.refuse_gradients("multi_margin_loss", weight=weight)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    _check_rows(input)
    count = input.shape[0] if input.ndim > 1 else 1
    classes = input.shape[-1] if input.ndim else 1
    if target.ndim > 1 or target._data.size != count:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input "
            f"samples (batch size). Expected target size [{count}], but got {list(target.shape)}. "
            f"Input has shape {list(input.shape)}."
        )
    if weight is not None and weight._data.size != classes:
        found = list(weight.shape)
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {found}")
    refuse_dtypes("multi_margin_loss_cpu_kernel", input, "biu")
    _require_long(target)
    if weight is not None:
        products.check_same_dtype(input, weight)
    if np.any((elements(target) < 0) | (elements(target) >= classes)):
        raise RuntimeError("target out of range")
    weights = stand_in(1, input) if weight is None else weight
    return losses.multi_margin_loss(input, target, weights, p=p, margin=margin, reduction=how)


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Multi-label margin (hinge) loss.

    Shapes: input and target (n, classes) or (classes,) -> () or, unreduced, (n,)

    Raises:
        RuntimeError: targets of another size or dtype, or out of range.
    """
    require_tensors("multilabel_margin_loss", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    _check_rows(input)
    is_fitting = target.shape == input.shape
    if input.ndim < 2:
        is_fitting = target.ndim < 2 and target._data.size == input._data.size
    if not is_fitting:
        raise RuntimeError(
            f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}"
        )
    refuse_dtypes("multilabel_margin_loss_forward_out_frame", input, "biu")
    _require_long(target)
    labels = elements(target)
    if labels.min(initial=-1) < -1 or labels.max(initial=-1) >= (*input.shape, 1)[input.ndim - 1]:
        raise RuntimeError("argument #2 'target' is out of range")
    return label_losses.multilabel_margin_loss(input, target, reduction=how)


def _check_rows(input: Tensor) -> None:
    """Check the shape of class scores; a batch may be empty.

    Raises:
        RuntimeError: a wrong shape.
    """
    if input.ndim > 2 or 0 in input.shape[-1:]:
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )


def _require_long(target: Tensor) -> None:
    if target.dtype is not dtypes.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.scalar_name}")
