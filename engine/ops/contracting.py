"""Sums of products of three tensors.

Shapes: a (n, i), b (o, i, j), c (n, j) -> (n, o)
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


@op("TrilinearBackward0", formula=r"\sum_{ij} a_i b_{oij} c_j")
def trilinear(a: Any, b: Any, c: Any) -> Array:
    """For each matrix of b the product of a row of a, the matrix, and a row of c."""
    product: Array = np.einsum("ni,oij,nj->no", a, b, c, optimize=True)
    return product


@trilinear.vjp("a", sends=r"\sum_{oj} g_o b_{oij} c_j")
def trilinear_wrt_a(F: Any, g: Any, *, b: Any, c: Any) -> Any:
    return F.trilinear(g, F.permute(b, dims=(1, 0, 2)), c)


@trilinear.vjp("b", sends=r"\sum_n g_{no} a_{ni} c_{nj}")
def trilinear_wrt_b(F: Any, g: Any, *, a: Any, c: Any) -> Any:
    pairs = F.mul(F.unsqueeze(a, dim=2), F.unsqueeze(c, dim=1))
    (n, outputs), (_, rows, columns) = g.shape, pairs.shape
    whole = F.mm(F.t(g), F.view(pairs, shape=(n, rows * columns)))
    return F.view(whole, shape=(outputs, rows, columns))


@trilinear.vjp("c", sends=r"\sum_{oi} g_o b_{oij} a_i")
def trilinear_wrt_c(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.trilinear(g, F.permute(b, dims=(2, 0, 1)), a)
