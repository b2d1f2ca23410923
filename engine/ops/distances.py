"""Distances between the rows of matrices.

Shapes: a (..., m, d), b (..., n, d) -> (..., m, n)
"""

from typing import Any

from engine.op import Op, op
from engine.ops import statistics
from engine.ops.order import in_order
from engine.tensor import Array


def _gaps(F: Any, a: Any, b: Any) -> Any:
    """What each row of a differs by from each row of b."""
    return F.sub(F.unsqueeze(a, dim=len(a.shape) - 1), F.unsqueeze(b, dim=len(b.shape) - 2))


def _to_gaps(F: Any, g: Any, a: Any, b: Any, out: Any, p: float) -> Any:
    """The gradient of these differences."""
    gaps = _gaps(F, a, b)
    last = (len(gaps.shape) - 1,)
    return statistics.vector_norm_wrt_a(F, g, a=gaps, out=out, p=p, dim=last, keepdim=False)


def _wrt_a(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    sent = _to_gaps(F, g, a, b, out, p)
    return F.sum_dims(sent, dim=(len(sent.shape) - 2,), keepdim=False)


def _wrt_b(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    sent = _to_gaps(F, g, a, b, out, p)
    return F.neg(F.sum_dims(sent, dim=(len(sent.shape) - 3,), keepdim=False))


def _with_rules(made: Op) -> Op:
    made.vjp("a", sends=r"\sum_j g_{ij} \frac{\partial y_{ij}}{\partial a_i}")(_wrt_a)
    made.vjp("b", sends=r"-\sum_i g_{ij} \frac{\partial y_{ij}}{\partial a_i}")(_wrt_b)
    return made


@_with_rules
@op("CdistBackward0", formula=r"\lVert a_i - b_j \rVert_p")
def cdist(a: Any, b: Any, *, p: float) -> Array:
    """The distances of order p between the rows of two matrices."""
    gaps = a[..., :, None, :] - b[..., None, :, :]
    return in_order(statistics.vector_norm.kernel(gaps, p=p, dim=(gaps.ndim - 1,), keepdim=False))


@_with_rules
@op("EuclideanDistBackward0", formula=r"\lVert a_i - b_j \rVert_p")
def euclidean_dist(a: Any, b: Any, *, p: float) -> Array:
    """``cdist`` of many rows, which PyTorch finds by a product of matrices."""
    return cdist.kernel(a, b, p=p)
