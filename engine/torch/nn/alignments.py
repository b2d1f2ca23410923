"""Connectionist temporal classification (CTC), for labels that are not aligned with steps.

Source: torch.nn.functional.ctc_loss, PyTorch 2.13; Graves et al. 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.ops.nn import alignments
from engine.stand_in import given
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.routines import bounds, choosing, dimensions, operands, reductions
from engine.unobserved import reported


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Connectionist temporal classification (CTC): the negative log likelihood of labels.

    Shapes: log_probs (steps, n, classes) or (steps, classes), targets (n, length) or (sum of
        lengths,)

    Raises:
        RuntimeError: lengths or labels that do not match.
        ValueError: an unknown reduction.
    """
    require_tensors("ctc_loss", log_probs=log_probs, targets=targets)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    is_batched = log_probs.ndim == 3
    scores = log_probs if is_batched else dimensions.unsqueeze(log_probs, 1)
    steps, batch, classes = scores.shape
    lengths = _lengths("input_lengths", input_lengths, batch)
    wanted = _lengths("target_lengths", target_lengths, batch)
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for length in lengths:
        if length > steps:
            raise RuntimeError(
                f"Expected input_lengths to have value at most {steps}, but got value {length} "
                "(while checking arguments for ctc_loss_allocate_outputs)"
            )
    labels = _labels(elements(targets), wanted, is_batched)
    settings: dict[str, Any] = {"blank": blank, "zero_infinity": zero_infinity}
    losses = alignments.ctc_loss(scores, labels=labels, lengths=lengths, **settings)
    if zero_infinity:
        nothing = given(0, scores)
        losses = choosing.where(operands.eq(losses, np.inf), nothing, losses)
    if reduction == "mean":
        counts = bounds.clamp_min(reported("lengths", np.array(wanted, scores._data.dtype)), 1)
        return reductions.mean(operands.div(losses, counts))
    if reduction == "sum":
        return reductions.sum(losses)
    return losses if is_batched else dimensions.squeeze(losses, 0)


def _lengths(name: str, given: Any, batch: int) -> tuple[int, ...]:
    """The lengths of the sequences of a batch.

    Raises:
        RuntimeError: not integers, or not one for each sequence.
    """
    if isinstance(given, Tensor):
        if given._data.dtype.kind not in "iu":
            raise RuntimeError(f"{name} must be integral")
        found = tuple(int(each) for each in np.ravel(given._data))
    else:
        found = tuple(given) if isinstance(given, Sequence) else (int(given),)
    if len(found) != batch:
        raise RuntimeError(f"{name} must be of size batch_size")
    return found


def _labels(targets: np.ndarray, wanted: tuple[int, ...], is_batched: bool) -> Any:
    """The labels of each sequence of the batch: rows of a matrix, or parts of a vector."""
    if targets.ndim == 2 and is_batched:
        if len(targets) != len(wanted):
            raise RuntimeError(
                f"Expected tensor to have size {len(wanted)} at dimension 0, but got size "
                f"{len(targets)} for argument #2 'targets' (while checking arguments for "
                "ctc_loss_allocate_outputs)"
            )
        if max(wanted) > targets.shape[1]:
            raise RuntimeError(
                f"Expected tensor to have size at least {max(wanted)} at dimension 1, but got size "
                f"{targets.shape[1]} for argument #2 'targets' (while checking arguments for "
                "ctc_loss_allocate_outputs)"
            )
        return tuple(row[:count] for row, count in zip(targets, wanted))
    if targets.ndim > 1 and targets.shape[0] != 1:
        raise errors.MissingOperationError(
            "Gradwalk's ctc_loss takes targets of one or two dimensions"
        )
    row = np.ravel(targets)
    if len(row) != sum(wanted):
        raise RuntimeError(
            f"Expected tensor to have size {sum(wanted)} at dimension 0, but got size {len(row)} "
            "for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)"
        )
    return tuple(np.split(row, np.cumsum(wanted)[:-1]))
