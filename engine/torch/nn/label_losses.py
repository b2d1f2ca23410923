"""A loss of scores for elements that have several labels, as ``torch.nn.functional`` has it."""

from __future__ import annotations

from engine import dtypes
from engine.ops.nn import label_losses
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.nn.losses import reduction_of


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """How far the scores of other classes come near to those of the labels, or above them.

    Raises:
        RuntimeError: targets of another size or dtype, or labels that are no classes.
    """
    require_tensors("multilabel_margin_loss", input=input, target=target)
    how = reduction_of(reduction, size_average, reduce)
    if input.ndim > 2 or not input._data.size:
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )
    if target.shape != input.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}"
        )
    refuse_dtypes("multilabel_margin_loss_forward_out_frame", input, "biu")
    if target.dtype is not dtypes.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.scalar_name}")
    labels = elements(target)
    if labels.min() < -1 or labels.max() >= input.shape[-1]:
        raise RuntimeError("argument #2 'target' is out of range")
    return label_losses.multilabel_margin_loss(input, target, reduction=how)
