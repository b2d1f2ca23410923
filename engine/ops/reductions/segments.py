"""Sums, means, products and extremes of the parts of a dimension.

Source: aten/src/ATen/native/SegmentReduce.cpp, PyTorch 2.13 (behaviour).
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.refusing import refusing
from engine.tensor import Array

_STARTS = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf}
"""What parts begin with unless they are told."""


def _flat(a: Any, ends: np.ndarray) -> tuple[Any, list[tuple[int, int, int, int]]]:
    """Rows of parts, and of each part its row, its place there, and where it starts and ends."""
    rows = ends.reshape(-1, ends.shape[-1])
    lead = ends.ndim - 1
    flat = a.reshape(len(rows), *a.shape[lead:])
    parts = [
        (row, at, int(row_ends[at]), int(row_ends[at + 1]))
        for row, row_ends in enumerate(rows)
        for at in range(len(row_ends) - 1)
    ]
    return flat, parts


@op(
    "SegmentReduceBackward0",
    formula=r"\operatorname{reduce}_{\mathrm{ends}_k \le i < \mathrm{ends}_{k + 1}} a_i",
)
def segment_reduce(a: Any, *, ends: np.ndarray, reduce: str, initial: float | None) -> Array:
    """What the parts of a dimension come to, those of size 0 too.

    Shapes: a (*lead, n, ...), ends (*lead, parts + 1) -> (*lead, parts, ...)
    """
    flat, parts = _flat(a, ends)
    start = a.dtype.type(_STARTS[reduce] if initial is None else initial)
    shape = (len(flat), ends.shape[-1] - 1, *flat.shape[2:])
    out = np.full(shape, start)
    for row, at, first, last in parts:
        elements = flat[row, first:last]
        if reduce == "mean" and first == last:
            out[row, at] = np.nan if initial is None else start
        elif reduce in ("sum", "mean"):
            out[row, at] += elements.sum(axis=0)
            out[row, at] /= a.dtype.type(last - first if reduce == "mean" else 1)
        elif reduce == "prod":
            out[row, at] *= elements.prod(axis=0)
        else:
            larger = np.maximum if reduce == "max" else np.minimum
            out[row, at] = larger.reduce(elements, axis=0, initial=start)
    return out.reshape(*ends.shape[:-1], *shape[1:])


@segment_reduce.vjp("a", sends=r"g_k \frac{\partial y_k}{\partial a_i}")
def segment_reduce_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, ends: Any, reduce: str, initial: float | None
) -> Any:
    return F.segment_reduce_backward(g, a, out, ends=ends, reduce=reduce, initial=initial)


@refusing("derivative for aten::_segment_reduce_backward is not implemented")
@op("NotImplemented", formula=r"d_k \frac{\partial y_k}{\partial a_i}")
def segment_reduce_backward(
    d: Any, a: Any, r: Any, *, ends: np.ndarray, reduce: str, initial: float | None
) -> Array:
    """What it sends back; equal extremes share it."""
    flat, parts = _flat(a, ends)
    inner = (len(flat), ends.shape[-1] - 1, *flat.shape[2:])
    sent, results, out = d.reshape(inner), r.reshape(inner), np.zeros_like(flat)
    for row, at, first, last in parts:
        elements, g = flat[row, first:last], sent[row, at]
        if reduce == "prod":
            others = [np.delete(elements, i, axis=0).prod(axis=0) for i in range(last - first)]
            shares = np.reshape(others, elements.shape) * (1 if initial is None else initial)
        elif reduce in ("max", "min"):
            best = (elements == results[row, at]) | np.isnan(elements)
            shares = best / np.maximum(best.sum(axis=0), 1)
        else:
            shares = np.full_like(elements, 1 / max(last - first, 1) if reduce == "mean" else 1)
        out[row, first:last] = g * shares
    return out.reshape(a.shape)
