"""A loss of scores for elements that have several labels.

Source: torch.nn.functional.multilabel_margin_loss, PyTorch 2.13.
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.nn.losses import reduced
from engine.ops.refusing import refusing
from engine.tensor import Array

_GAPS = r"\frac{1}{C} \sum_{t} \sum_{j \notin t} \max(0, 1 - a_t + a_j)"


def labels_of(row: np.ndarray) -> np.ndarray:
    """The labels of one element: those in front of the first negative number."""
    ends = np.flatnonzero(row < 0)
    return row[: ends[0]] if len(ends) else row


def _slopes(a: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    """The sums of what other scores come near to those of labels, and their slopes."""
    totals, slopes = np.zeros(len(a), a.dtype), np.zeros_like(a)
    for at, (scores, row) in enumerate(zip(a, target)):
        is_label = np.zeros(len(scores), bool)
        is_label[labels_of(row)] = True
        for label in labels_of(row):
            gaps = np.where(is_label, 0, 1 - scores[label] + scores)
            totals[at] += gaps[gaps > 0].sum()
            slopes[at] += gaps > 0
            slopes[at, label] -= (gaps > 0).sum()
    count = a.dtype.type(a.shape[1])
    return totals / count, slopes / count


@op("MultilabelMarginLossBackward0", formula=_GAPS)
def multilabel_margin_loss(a: Any, target: Any, *, reduction: str) -> Array:
    """Multi-label margin (hinge) loss.

    Shapes: a (n, classes) or (classes,), target the same -> () or (n,)
    """
    single, _ = _slopes(np.atleast_2d(a), np.atleast_2d(target))
    return reduced(single if np.ndim(a) > 1 else single[0], reduction)


@multilabel_margin_loss.vjp(
    "a",
    sends=r"\frac{g}{n C} \left(\#\{t: a_j > a_t - 1\} - \#\{j: a_j > a_t - 1\}\right)",
)
def multilabel_margin_loss_wrt_a(F: Any, g: Any, *, a: Any, target: Any, reduction: str) -> Any:
    return F.multilabel_margin_loss_backward(g, a, target, reduction=reduction)


@refusing("derivative for aten::multilabel_margin_loss_backward is not implemented")
@op(
    "NotImplemented",
    formula=r"\frac{d}{n C} \left(\#\{t: a_j > a_t - 1\} - \#\{j: a_j > a_t - 1\}\right)",
)
def multilabel_margin_loss_backward(d: Any, a: Any, target: Any, *, reduction: str) -> Array:
    """The backward of ``multilabel_margin_loss``."""
    _, slopes = _slopes(np.atleast_2d(a), np.atleast_2d(target))
    share = np.asarray(d)[..., None] if np.ndim(d) else d
    count = len(slopes) if reduction == "mean" else 1
    return (slopes * share / a.dtype.type(count)).reshape(a.shape).astype(a.dtype)
