"""How many elements are in intervals."""

from typing import Any

import numpy as np

from engine.half_precision import for_halves
from engine.multi_op import multi_op
from engine.op import op
from engine.ops.refusing import refusing
from engine.tensor import Array


@refusing("derivative for aten::histogram is not implemented")
@multi_op("NotImplemented", formula=r"\sum_{k:\, a_k \in [e_i, e_{i + 1})} w_k,\, e")
def histogram(
    a: Any, *, edges: tuple[np.ndarray, ...], weights: np.ndarray | None, density: bool
) -> tuple[Array, ...]:
    """The sum of the weights in each bin (1 each if None), and the bin edges.

    Of a density the sum over all intervals, each times its width, is 1.
    """
    rows = np.asarray(a).reshape(-1, len(edges))
    sums = np.histogramdd(rows, edges, weights=weights)[0].astype(a.dtype)
    if density:
        sums /= sums.sum()
        for dim, each in enumerate(edges):
            sums /= np.diff(each).reshape([-1 if d == dim else 1 for d in range(len(edges))])
    return sums, *edges


@refusing("derivative for aten::bincount is not implemented")
@op("NotImplemented", formula=r"\sum_{\mathrm{index}_j = i} a_j")
def weighted_bincount(a: Array, *, index: np.ndarray, least: int) -> Array:
    """The sum of the weights a of each index, for at least so many indices."""
    sums = np.bincount(index, a, least)
    return sums.astype(a.dtype) if a.dtype == np.float32 else sums


for_halves(weighted_bincount, rounds=False)(weighted_bincount.kernel)
