"""Losses of ``torch`` itself, whose reduction is given by number.

Source: aten/src/ATen/native/native_functions.yaml, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine import operand_checks
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.nn import alignments, classification, distances, likelihoods, losses

_REDUCTIONS = {1: "mean", 2: "sum"}
"""All other numbers mean no reduction, as do PyTorch's defaults."""


def _reduction(number: int) -> str:
    return _REDUCTIONS.get(number, "none")


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    pos_weight: Tensor | None = None,
    reduction: int = 0,
) -> Tensor:
    """Binary cross entropy of logits."""
    require_tensors("binary_cross_entropy_with_logits", input=input, target=target)
    operand_checks.check_broadcast(target._data, input._data)
    return classification.binary_cross_entropy_with_logits(
        input, target, weight, reduction=_reduction(reduction), pos_weight=pos_weight
    )


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Tensor:
    """Cosine embedding loss: 1 - cosine for targets of 1, max(0, cosine - margin) for -1."""
    return distances.cosine_embedding_loss(
        input1, input2, target, margin, reduction=_reduction(reduction)
    )


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 0
) -> Tensor:
    """Hinge embedding loss: the distance for targets of 1, max(0, margin - distance) for -1."""
    return losses.hinge_embedding_loss(input, target, margin, reduction=_reduction(reduction))


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Tensor:
    """Margin ranking loss, max(0, margin - target * (input1 - input2))."""
    return losses.margin_ranking_loss(
        input1, input2, target, margin, reduction=_reduction(reduction)
    )


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-06,
    swap: bool = False,
    reduction: int = 0,
) -> Tensor:
    """Triplet margin loss: an anchor should be nearer to the positive than to the negative."""
    return distances.triplet_margin_loss(
        anchor, positive, negative, margin, p, eps, swap, reduction=_reduction(reduction)
    )


def kl_div(input: Tensor, target: Tensor, reduction: int = 0, *, log_target: bool = False) -> Any:
    """Kullback-Leibler divergence of log probabilities from target probabilities."""
    single = losses.kl_div(input, target, reduction="none", log_target=log_target)
    return losses.reduced(single, _reduction(reduction))


def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int
) -> Tensor:
    """The negative log likelihood of counts of a Poisson distribution."""
    return likelihoods.poisson_nll_loss(
        input, target, log_input, full, eps=eps, reduction=_reduction(reduction)
    )


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: int = 0,
    zero_infinity: bool = False,
) -> Tensor:
    """Connectionist temporal classification (CTC): the negative log likelihood of labels."""
    return alignments.ctc_loss(
        log_probs,
        targets,
        input_lengths,
        target_lengths,
        blank,
        _reduction(reduction),
        zero_infinity,
    )
