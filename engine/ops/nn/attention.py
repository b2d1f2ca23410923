"""Scaled dot-product attention as one operation.

Shapes: a (..., m, d), b (..., n, d), c (..., n, d) -> (..., m, d); a may have several heads for
each of b and c
"""

from typing import Any

import numpy as np

from engine.half_precision import for_halves, widened
from engine.op import op
from engine.ops.elementwise import last_digit
from engine.ops.nn import softmaxes
from engine.ops.refusing import refusing
from engine.tensor import Array


@op(
    "ScaledDotProductFlashAttentionForCpuBackward0",
    formula=r"w c,\, w = \operatorname{softmax}(\mathrm{scale}\, a b^{\mathsf{T}} + \mathrm{mask})",
)
def attention(a: Any, b: Any, c: Any, *, mask: np.ndarray | None, scale: float) -> Array:
    """Values weighted by the softmax of products of queries and keys, with a mask added."""
    weights = _weights(a * a.dtype.type(scale), _spread(a, b), mask, 1.0)
    out = np.empty_like(a)  # with its strides, as PyTorch has it: then heads go back as a view
    return np.matmul(weights, _spread(a, c), out=out)


def _spread(a: Any, heads: Any) -> Any:
    """Each head repeated for the heads of ``a`` that it serves."""
    times = a.shape[-3] // heads.shape[-3]
    return heads if times == 1 else np.repeat(heads, times, axis=-3)


def _gathered(sent: Any, heads: Any) -> Array:
    """What goes to all copies of a head, summed."""
    *batch, count, rows, columns = heads.shape
    times = sent.shape[-3] // count
    return sent if times == 1 else sent.reshape(*batch, count, times, rows, columns).sum(axis=-3)


@for_halves(attention)
def attention_of_halves(a: Any, b: Any, c: Any, *, mask: np.ndarray | None, scale: float) -> Array:
    """The same; weights are rounded before values are weighted."""
    wide, b, c = widened(a), _spread(a, widened(b)), _spread(a, widened(c))
    scores = np.matmul(wide * np.float32(scale), b.swapaxes(-1, -2))
    if mask is not None:
        scores = scores + widened(mask)
    power = last_digit.exp(scores - scores.max(axis=-1, keepdims=True))
    out = np.empty_like(wide)
    np.matmul(widened(power.astype(a.dtype)), c, out=out)
    out /= power.sum(axis=-1, keepdims=True)
    return out


_SENT_TO_SCORES = (
    r"s_{ij} = w_{ij} \left(p_{ij} - \sum_k w_{ik} p_{ik}\right),\, p = g c^{\mathsf{T}}"
)


def _weights(a: Any, b: Any, mask: np.ndarray | None, scale: float) -> Any:
    """How much each value counts for each query."""
    scores = np.matmul(a, b.swapaxes(-1, -2)) * a.dtype.type(scale)
    if mask is not None:
        scores = scores + mask
    return softmaxes.safe_softmax.kernel(scores, dim=scores.ndim - 1)


def _to_scores(d: Any, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float) -> Any:
    """The gradient of the products of queries and keys."""
    weights = _weights(a, b, mask, scale)
    sent = np.matmul(d, c.swapaxes(-1, -2))
    return softmaxes.softmax_backward.kernel(sent, weights, dim=weights.ndim - 1) * scale


@attention.vjp("a", sends=rf"\mathrm{{scale}}\, s b,\, {_SENT_TO_SCORES}")
def attention_wrt_a(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.attention_backward(g, a, b, c, wrt="a", mask=mask, scale=scale)


@attention.vjp("b", sends=rf"\mathrm{{scale}}\, s^{{\mathsf{{T}}}} a,\, {_SENT_TO_SCORES}")
def attention_wrt_b(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.attention_backward(g, a, b, c, wrt="b", mask=mask, scale=scale)


@attention.vjp("c", sends=r"w^{\mathsf{T}} g")
def attention_wrt_c(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, mask: np.ndarray | None, scale: float
) -> Any:
    return F.attention_backward(g, a, b, c, wrt="c", mask=mask, scale=scale)


@refusing(
    "derivative for aten::_scaled_dot_product_flash_attention_for_cpu_backward is not implemented"
)
@op(
    "NotImplemented",
    formula=r"s b,\, s^{\mathsf{T}} a \text{ or } w^{\mathsf{T}} d,\,"
    r" s_{ij} = \mathrm{scale}\, w_{ij} \left(p_{ij} - \sum_k w_{ik} p_{ik}\right),\, "
    r"p = d c^{\mathsf{T}}",
)
def attention_backward(
    d: Any, a: Any, b: Any, c: Any, *, wrt: str, mask: np.ndarray | None, scale: float
) -> Array:
    """The backward of ``attention`` for one of its inputs; it cannot be differentiated."""
    keys, values = _spread(a, b), _spread(a, c)
    if wrt == "c":
        return _gathered(np.matmul(_weights(a, keys, mask, scale).swapaxes(-1, -2), d), c)
    sent = _to_scores(d, a, keys, values, mask, scale)
    if wrt == "a":
        return np.matmul(sent, keys)
    return _gathered(np.matmul(sent.swapaxes(-1, -2), a), b)
