"""Sums of products of three tensors.

Shapes: a (n, i), b (o, i, j), c (n, j) -> (n, o), where the terms are ni,oij,nj->no
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.order import in_order
from engine.tensor import Array


@op("TrilinearBackward0", formula=r"\sum_{ij} a_i b_{oij} c_j")
def trilinear(a: Any, b: Any, c: Any, *, terms: str) -> Array:
    """The bilinear form of a row of a and a row of c, for each matrix of b.

    ``terms`` are the letters of each dimension, as ``einsum`` takes them.
    """
    return in_order(np.einsum(terms, a, b, c, optimize=True))


def _back(F: Any, wrt: int, operands: list[Any], terms: str) -> Any:
    """The same product with the gradient in place of an operand."""
    given, result = terms.split("->")
    letters = given.split(",")
    letters[wrt], result = result, letters[wrt]
    return F.trilinear(*operands, terms=f"{','.join(letters)}->{result}")


@trilinear.vjp("a", sends=r"\sum_{oj} g_o b_{oij} c_j")
def trilinear_wrt_a(F: Any, g: Any, *, b: Any, c: Any, terms: str) -> Any:
    return _back(F, 0, [g, b, c], terms)


@trilinear.vjp("b", sends=r"\sum_n g_{no} a_{ni} c_{nj}")
def trilinear_wrt_b(F: Any, g: Any, *, a: Any, c: Any, terms: str) -> Any:
    return _back(F, 1, [a, g, c], terms)


@trilinear.vjp("c", sends=r"\sum_{oi} g_o b_{oij} a_i")
def trilinear_wrt_c(F: Any, g: Any, *, a: Any, b: Any, terms: str) -> Any:
    return _back(F, 2, [a, b, g], terms)
