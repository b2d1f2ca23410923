"""Distances between the rows of matrices.

Shapes: a (..., m, d), b (..., n, d) -> (..., m, n)
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.algebra.matrices import matmul, swapped
from engine.ops.arrays import dtype_of
from engine.ops.elementwise.complex_numbers import conjugate, part
from engine.ops.order import in_order
from engine.ops.reductions import statistics
from engine.ops.refusing import refusing
from engine.registry import raw
from engine.tensor import Array


def _gaps(F: Any, a: Any, b: Any) -> Any:
    """The difference of each row of a from each row of b."""
    return F.sub(F.unsqueeze(a, dim=len(a.shape) - 1), F.unsqueeze(b, dim=len(b.shape) - 2))


def _to_gaps(F: Any, g: Any, gaps: Any, out: Any, p: float) -> Any:
    """The gradient of differences whose norms are taken."""
    last = (len(gaps.shape) - 1,)
    return statistics.vector_norm_wrt_a(F, g, a=gaps, out=out, p=p, dim=last, keepdim=False)


@op("CdistBackward0", formula=r"\lVert a_i - b_j \rVert_p")
def cdist(a: Any, b: Any, *, p: float) -> Array:
    """The distances of order p between the rows of two matrices."""
    gaps = a[..., :, None, :] - b[..., None, :, :]
    if p == np.inf:  # where no number is left of a gap, PyTorch's largest takes no notice of it
        return in_order(np.fmax.reduce(np.abs(gaps), axis=-1, initial=0))
    return in_order(_norms(gaps, p))


def _norms(gaps: Array, p: float) -> Array:
    """Norms of order p of the rows of differences; here, none counts what is not a number."""
    if p == 0:
        return np.add.reduce(np.abs(np.sign(gaps)), axis=-1, dtype=gaps.dtype)
    return statistics.vector_norm.kernel(gaps, p=p, dim=(gaps.ndim - 1,), keepdim=False)


@cdist.vjp(
    "a",
    sends=r"\sum_j g_{ij} \operatorname{sgn}(a_i - b_j) "
    r"\left(\frac{|a_i - b_j|}{y_{ij}}\right)^{p - 1}",
)
def cdist_wrt_a(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    return F.cdist_backward(g, a, b, out, p=p)


@cdist.vjp(
    "b",
    sends=r"-\sum_i g_{ij} \operatorname{sgn}(a_i - b_j) "
    r"\left(\frac{|a_i - b_j|}{y_{ij}}\right)^{p - 1}",
)
def cdist_wrt_b(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    turned = (F.clone_in_order(swapped(F, each)) for each in (g, out))
    g, out = turned
    return F.cdist_backward(g, b, a, out, p=p)


@refusing("the derivative for '_cdist_backward' is not implemented.", NotImplementedError)
@op(
    "CdistBackwardBackward0",
    formula=r"\sum_j d_{ij} \frac{\partial y_{ij}}{\partial a_i}",
)
def cdist_backward(d: Any, a: Any, b: Any, r: Any, *, p: float) -> Array:
    """The backward of ``cdist`` for a; PyTorch's node of it cannot be differentiated."""
    if p == 0:
        return np.zeros_like(a)
    sent: Any = _to_gaps(raw, d, _gaps(raw, a, b), r, p)
    return sent.sum(axis=-2)


@op("EuclideanDistBackward0", formula=r"\lVert a_i - b_j \rVert_2")
def euclidean_dist(a: Any, b: Any) -> Array:
    """``cdist`` of many rows, found as PyTorch does by a product of matrices."""
    ones = np.ones((*a.shape[:-1], 1), a.dtype), np.ones((*b.shape[:-1], 1), a.dtype)
    of_a, of_b = (np.add.reduce(np.square(each), axis=-1, keepdims=True) for each in (a, b))
    rows = np.concatenate([-2 * a, of_a, ones[0]], axis=-1)
    columns = np.concatenate([b, ones[1], of_b], axis=-1)
    squares = np.matmul(rows, np.swapaxes(columns, -1, -2))
    return in_order(np.sqrt(np.maximum(squares, 0)))


@euclidean_dist.vjp("a", sends=r"\sum_j g_{ij} \frac{a_i - b_j}{y_{ij}}")
def euclidean_dist_wrt_a(F: Any, g: Any, *, a: Any, b: Any, out: Any) -> Any:
    return _from_ratio(F, _ratio(F, g, out), a, b)


@euclidean_dist.vjp("b", sends=r"\sum_i g_{ij} \frac{b_j - a_i}{y_{ij}}")
def euclidean_dist_wrt_b(F: Any, g: Any, *, a: Any, b: Any, out: Any) -> Any:
    return _from_ratio(F, swapped(F, _ratio(F, g, out)), b, a)


def _ratio(F: Any, g: Any, out: Any) -> Any:
    return F.masked_fill(F.div(g, out), F.eq(out, 0), value=0)


def _from_ratio(F: Any, ratio: Any, a: Any, b: Any) -> Any:
    """The sum of differences of rows, each with a factor of its own."""
    total = F.sum_dims(ratio, dim=(len(ratio.shape) - 1,), keepdim=True)
    return F.sub(F.mul(a, total), matmul(F, ratio, b))


@op("PdistBackward0", formula=r"\lVert a_i - a_j \rVert_p,\, i < j")
def pdist(a: Any, *, p: float) -> Array:
    """The distances of order p between the rows of a matrix, of each pair once."""
    first, second = np.triu_indices(len(a), 1)
    return _norms(a[first] - a[second], p)


@pdist.vjp(
    "a",
    sends=r"\sum_{j \ne i} g_{ij} \operatorname{sgn}(a_i - a_j) "
    r"\left(\frac{|a_i - a_j|}{y_{ij}}\right)^{p - 1}",
)
def pdist_wrt_a(F: Any, g: Any, *, a: Any, out: Any, p: float) -> Any:
    return F.pdist_backward(g, a, out, p=p)


@refusing("the derivative for '_pdist_backward' is not implemented.", NotImplementedError)
@op("PdistBackwardBackward0", formula=r"\sum_j d_{ij} \frac{\partial y_{ij}}{\partial a_i}")
def pdist_backward(d: Any, a: Any, r: Any, *, p: float) -> Array:
    """The backward of ``pdist``; PyTorch's node of it cannot be differentiated."""
    first, second = np.triu_indices(len(a), 1)
    out = np.zeros_like(a)
    if p == 0:
        return out
    sent = _to_gaps(raw, d, a[first] - a[second], r, p)
    np.add.at(out, first, sent)
    np.subtract.at(out, second, sent)
    return out


_ROOM = 1e-7
"""By which ``renorm`` makes slices a little smaller than it is told."""


@op(
    "RenormBackward0",
    formula=r"\begin{cases} \mathrm{maxnorm} \frac{a_i}{\lVert a_i \rVert_p}"
    r" & \lVert a_i \rVert_p > \mathrm{maxnorm} \\ a_i \end{cases}",
)
def renorm(a: Any, *, p: float, dim: int, maxnorm: float) -> Array:
    """Slices along a dimension, those of a larger norm than ``maxnorm`` scaled down to it."""
    others = tuple(each for each in range(a.ndim) if each != dim)
    norm: Any = statistics.vector_norm.kernel(a, p=p, dim=others, keepdim=True)
    factor = np.where(norm > maxnorm, maxnorm / (norm + _ROOM), 1)
    return in_order((a * factor).astype(a.dtype))


@renorm.vjp(
    "a",
    sends=r"\begin{cases} \frac{\mathrm{maxnorm}}{\lVert a \rVert_p} \left(g - "
    r"\frac{\sum_k g_k a_k}"
    r"{\lVert a \rVert_p} \frac{\partial \lVert a \rVert_p}{\partial a}\right) & "
    r"\lVert a \rVert_p > \mathrm{maxnorm} \\ g \end{cases}",
)
def renorm_wrt_a(F: Any, g: Any, *, a: Any, p: float, dim: int, maxnorm: float) -> Any:
    others = tuple(each for each in range(len(a.shape)) if each != dim)
    norm = F.vector_norm(a, p=p, dim=others, keepdim=True)
    products = F.mul(conjugate(F, a), g)
    if dtype_of(products).kind == "c":
        products = part(F, products, 0)
    along = F.sum_dims(products, dim=others, keepdim=True)
    of_norm = statistics.vector_norm_wrt_a(F, along, a=a, out=norm, p=p, dim=others, keepdim=True)
    inverse = F.reciprocal(F.add_number(norm, number=_ROOM))
    sent = F.mul(F.mul_number(inverse, number=maxnorm), F.sub(g, F.mul(inverse, of_norm)))
    return F.where(sent, g, F.gt(norm, maxnorm))
