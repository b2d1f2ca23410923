"""Linear layer and cross entropy as one function, as ``torch.nn.functional`` has it.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from math import prod
from typing import Any

from engine import errors
from engine.tensor import Tensor
from engine.torch.nn import classification, linear
from engine.torch.routines import shapes


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,
) -> Tensor:
    """Cross entropy of the logits of a linear layer.

    Shapes: input (n, features) or (features,), linear_weight (classes, *extents, features)

    Raises:
        MissingOperationError: options for chunking.
        RuntimeError: shapes that do not match, or ``ignore_index`` with probabilities.
    """
    _check(input, linear_weight, linear_bias)
    classes, *extents = linear_weight.shape[:-1]
    scores_shape = (*input.shape[:-1], *linear_weight.shape[:-1])
    if ignore_index is not None and tuple(target.shape) == scores_shape:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if options is not None:
        raise errors.MissingOperationError(
            "Gradwalk's linear_cross_entropy has no options=; leave them out"
        )
    if extents:
        rows = prod(extents, start=classes)
        linear_weight = shapes.reshape(linear_weight, (rows, input.shape[-1]))
        linear_bias = None if linear_bias is None else shapes.reshape(linear_bias, (rows,))
    scores = shapes.reshape(linear.linear(input, linear_weight, linear_bias), scores_shape)
    return classification.cross_entropy(
        scores,
        target,
        weight=weight,
        reduction=reduction,
        ignore_index=-100 if ignore_index is None else ignore_index,
        label_smoothing=label_smoothing,
    )


def _check(input: Tensor, linear_weight: Tensor, linear_bias: Tensor | None) -> None:
    """Check that inputs match a linear layer.

    Raises:
        RuntimeError: they do not.
    """
    if input.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.ndim}")
    if linear_weight.ndim < 2:
        raise RuntimeError(
            f"expected linear_weight with dimensionality at least 2, got {linear_weight.ndim}"
        )
    count, wanted = input.shape[-1], linear_weight.shape[-1]
    if count != wanted:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{count} and {wanted}, respectively"
        )
    expected = tuple(linear_weight.shape[:-1])
    if linear_bias is not None and tuple(linear_bias.shape) != expected:
        raise RuntimeError(f"expected linear_bias shape {expected}, got {tuple(linear_bias.shape)}")
    if linear_weight.ndim > 2 and input.ndim < 2:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} "
            f"requires batched input, (N, {count}), got unbatched input with shape "
            f"{tuple(input.shape)}"
        )
