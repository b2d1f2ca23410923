"""Attention as one operation: values weighted by how well queries fit keys.

Shapes: a (..., m, d), b (..., n, d), c (..., n, d) -> (..., m, d)
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops import softmaxes
from engine.ops.matrices import swapped
from engine.tensor import Array


@op(
    "ScaledDotProductFlashAttentionForCpuBackward0",
    formula=r"\operatorname{softmax}(\mathrm{scale}\, a b^{\mathsf{T}} + \mathrm{mask})\, c",
)
def attention(a: Any, b: Any, c: Any, *, mask: np.ndarray | None, scale: float) -> Array:
    """Values weighted by the softmax of products of queries and keys, with a mask added."""
    scores = np.matmul(a * a.dtype.type(scale), np.swapaxes(b, -1, -2))
    if mask is not None:
        scores = scores + mask
    weights = softmaxes.safe_softmax.kernel(scores, dim=scores.ndim - 1)
    out = np.empty_like(a)  # with its strides, as PyTorch has it: then heads go back as a view
    return np.matmul(weights, c, out=out)


def _weights(F: Any, a: Any, b: Any, mask: np.ndarray | None, scale: float) -> Any:
    """How much each value counts for each query."""
    scores = F.mul(F.bmm(a, swapped(F, b)), scale)
    if mask is not None:
        scores = F.add(scores, F.copy_from(scores, F.constant(data=mask)))
    return F.safe_softmax(scores, dim=len(scores.shape) - 1)


def _to_scores(
    F: Any, g: Any, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    """The gradient of the products of queries and keys."""
    weights = _weights(F, a, b, mask, scale)
    sent = F.softmax_backward(F.bmm(g, swapped(F, c)), weights, dim=len(weights.shape) - 1)
    return F.mul(sent, scale)


@attention.vjp("a", sends=r"\mathrm{scale}\, s\, b,\, s = w \odot (g c^{\mathsf{T}} - \dots)")
def attention_wrt_a(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.bmm(_to_scores(F, g, a, b, c, mask, scale), b)


@attention.vjp(
    "b", sends=r"\mathrm{scale}\, s^{\mathsf{T}} a,\, s = w \odot (g c^{\mathsf{T}} - \dots)"
)
def attention_wrt_b(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.bmm(swapped(F, _to_scores(F, g, a, b, c, mask, scale)), a)


@attention.vjp("c", sends=r"w^{\mathsf{T}} g")
def attention_wrt_c(
    F: Any, g: Any, *, a: Any, b: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.bmm(swapped(F, _weights(F, a, b, mask, scale)), g)
