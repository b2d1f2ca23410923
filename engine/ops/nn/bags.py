"""Rows of a table put together bag by bag."""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.refusing import refusing
from engine.tensor import Array


@op(
    "EmbeddingBagBackward0",
    formula=r"\sum_{\mathrm{bags}_j = k} \mathrm{shares}_j\, b_j\, a_{\mathrm{index}_j}",
)
def embedding_bag(
    a: Any,
    b: Any,
    *,
    index: np.ndarray,
    bags: np.ndarray,
    count: int,
    counts: np.ndarray,
    sizes: np.ndarray | None,
    often: np.ndarray | None,
    largest: np.ndarray | None,
) -> Array:
    """For each bag the weighted sum of its rows of a, or its largest elements.

    Shapes: a (rows, width), b (n) -> (count, width)

    Args:
        index: which row each of the n is.
        bags: which bag it is in.
        count: how many bags there are.
        counts: whether it counts, as 1 or 0.
        sizes: how many rows count in each bag, where sums are to be divided by that.
        often: how often it is chosen, where what it gets back is to be divided by that.
        largest: for each bag and column the row with the largest element, -1 for none; then
            these elements are the result.
    """
    if largest is not None:
        found = np.take_along_axis(a, np.maximum(largest, 0), axis=0)
        return np.where(largest >= 0, found, a.dtype.type(0))
    out = np.zeros((count, a.shape[1]), a.dtype)
    np.add.at(out, bags, a[index] * (b * counts.astype(a.dtype))[:, None])
    return out if sizes is None else out / np.maximum(sizes, 1)[:, None].astype(a.dtype)


def _shares(counts: np.ndarray, sizes: np.ndarray | None, bags: np.ndarray) -> np.ndarray:
    """The weight of each row in its bag."""
    return counts if sizes is None else counts / np.maximum(sizes, 1)[bags]


@embedding_bag.vjp("a", sends=r"\sum_{\mathrm{index}_j = i} \mathrm{shares}_j\, b_j\, g_k")
def embedding_bag_wrt_a(
    F: Any,
    g: Any,
    *,
    a_shape: tuple[int, ...],
    b: Any,
    index: np.ndarray,
    bags: np.ndarray,
    counts: np.ndarray,
    sizes: np.ndarray | None,
    often: np.ndarray | None,
    largest: np.ndarray | None,
) -> Any:
    shares = _shares(counts, sizes, bags)
    shares = shares if often is None else shares / often
    settings = {"index": index, "bags": bags, "shares": shares, "largest": largest}
    return F.embedding_bag_backward(g, b, extent=a_shape[0], **settings)


@embedding_bag.vjp("b", sends=r"\mathrm{shares}_j \langle g_k, a_{\mathrm{index}_j} \rangle")
def embedding_bag_wrt_b(
    F: Any,
    g: Any,
    *,
    a: Any,
    b: Any,
    index: np.ndarray,
    bags: np.ndarray,
    counts: np.ndarray,
    sizes: np.ndarray | None,
    largest: np.ndarray | None,
) -> Any:
    if largest is not None:
        return F.zeros_like(b)
    shares = _shares(counts, sizes, bags)
    return F.embedding_bag_weights_backward(g, a, index=index, bags=bags, shares=shares)


@refusing("the derivative for '_embedding_bag_backward' is not implemented.", NotImplementedError)
@op(
    "EmbeddingBagBackwardBackward0",
    formula=r"\sum_{\mathrm{index}_j = i} \mathrm{shares}_j\, b_j\, d_k",
)
def embedding_bag_backward(
    d: Any,
    b: Any,
    *,
    extent: int,
    index: np.ndarray,
    bags: np.ndarray,
    shares: np.ndarray,
    largest: np.ndarray | None,
) -> Array:
    """The backward of ``embedding_bag`` for a table of so many rows."""
    out = np.zeros((extent, d.shape[1]), d.dtype)
    if largest is None:
        np.add.at(out, index, d[bags] * (b * shares.astype(d.dtype))[:, None])
    else:
        columns = np.arange(d.shape[1])
        np.add.at(out, (np.maximum(largest, 0), columns), np.where(largest >= 0, d, 0))
    return out


@refusing("derivative for aten::_embedding_bag_per_sample_weights_backward is not implemented")
@op("NotImplemented", formula=r"\mathrm{shares}_j \langle d_k, a_{\mathrm{index}_j} \rangle")
def embedding_bag_weights_backward(
    d: Any, a: Any, *, index: np.ndarray, bags: np.ndarray, shares: np.ndarray
) -> Array:
    """What it sends back to the weights of the rows."""
    return np.sum(a[index] * d[bags], axis=1) * shares.astype(d.dtype)
