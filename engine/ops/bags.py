"""Rows of a table put together bag by bag."""

from typing import Any

import numpy as np

from engine.op import op
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
    shares: np.ndarray,
    largest: np.ndarray | None,
) -> Array:
    """For each bag the weighted sum of its rows of a, or its largest elements.

    Shapes: a (rows, width), b (n) -> (count, width)

    Args:
        index: which row each of the n is.
        bags: which bag it is in.
        count: how many bags there are.
        shares: what it counts, apart from its weight in b.
        largest: for each bag and column the row with the largest element, -1 for none; then
            these elements are the result.
    """
    if largest is not None:
        found = np.take_along_axis(a, np.maximum(largest, 0), axis=0)
        return np.where(largest >= 0, found, a.dtype.type(0))
    out = np.zeros((count, a.shape[1]), a.dtype)
    np.add.at(out, bags, a[index] * (b * shares.astype(a.dtype))[:, None])
    return out


@embedding_bag.vjp("a", sends=r"\sum_{\mathrm{index}_j = i} \mathrm{shares}_j\, b_j\, g_k")
def embedding_bag_wrt_a(
    F: Any,
    g: Any,
    *,
    a_shape: tuple[int, ...],
    b: Any,
    index: np.ndarray,
    bags: np.ndarray,
    shares: np.ndarray,
    largest: np.ndarray | None,
) -> Any:
    zeros = F.zeros_of(g, shape=tuple(a_shape))
    if largest is not None:
        sent = F.masked_fill(g, F.constant(data=largest < 0), value=0)
        return F.scatter_add(zeros, sent, F.constant(data=np.maximum(largest, 0)), dim=0)
    rows = F.mul(F.index_select(g, F.constant(data=bags), dim=0), _weights(F, b, shares))
    return F.index_add(zeros, rows, F.constant(data=index), dim=0)


@embedding_bag.vjp("b", sends=r"\mathrm{shares}_j \langle g_k, a_{\mathrm{index}_j} \rangle")
def embedding_bag_wrt_b(
    F: Any,
    g: Any,
    *,
    a: Any,
    b: Any,
    index: np.ndarray,
    bags: np.ndarray,
    shares: np.ndarray,
    largest: np.ndarray | None,
) -> Any:
    if largest is not None:
        return F.zeros_like(b)
    rows = F.index_select(a, F.constant(data=index), dim=0)
    sent = F.index_select(g, F.constant(data=bags), dim=0)
    products = F.sum_dims(F.mul(rows, sent), dim=(1,), keepdim=False)
    return F.mul(products, F.copy_from(b, F.constant(data=shares)))


def _weights(F: Any, b: Any, shares: np.ndarray) -> Any:
    """What each row counts, as a column."""
    weights = F.mul(b, F.copy_from(b, F.constant(data=shares)))
    return F.view(weights, shape=(len(shares), 1))
