"""Factors of symmetric and Hermitian matrices that need not be definite, and what they solve.

Such a matrix is P L D Lᵀ Pᵀ, with D of blocks of one or two rows.

Shapes: a (..., n, n), p (..., n), b (..., n, k)

Source: LAPACK's sytf2 and sytrs of the lower half; Bunch and Kaufman 1977.
"""

from collections.abc import Iterator
from math import sqrt
from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.ops.algebra.matrices import adjoint, swapped
from engine.ops.order import in_columns
from engine.ops.refusing import refusing
from engine.registry import raw
from engine.tensor import Array

_LEAST_SHARE = (1 + sqrt(17)) / 8
"""How large a pivot is at least, beside what stands in its column."""


def _turned(a: np.ndarray, hermitian: bool) -> Any:
    return adjoint(raw, a) if hermitian else swapped(raw, a)


def _whole(lower: np.ndarray, hermitian: bool) -> np.ndarray:
    """The matrix of which this is the lower half."""
    low = np.tril(lower)
    if hermitian:
        np.fill_diagonal(low, np.diagonal(low).real)
    below = np.tril(low, -1)
    whole: np.ndarray = low + _turned(below, hermitian)
    return whole


def _pivot(work: np.ndarray, at: int) -> tuple[int, int]:
    """The row to exchange, and how many rows the next block of D has."""
    sizes = np.abs(work[at:, at:].real) + np.abs(work[at:, at:].imag)
    below = sizes[1:, 0]
    most = below.max(initial=0)
    if sizes[0, 0] >= _LEAST_SHARE * most:
        return at, 1
    other = 1 + int(np.argmax(below))
    longest = np.delete(sizes[other], other).max()
    if sizes[0, 0] * longest >= _LEAST_SHARE * most**2:
        return at, 1
    return at + other, 1 if sizes[other, other] >= _LEAST_SHARE * longest else 2


def _over(block: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The x with block x = b."""
    if len(block) == 1:
        return b / block
    b = b / block[[0, 1], [1, 0]][:, None]
    first, second = block[0, 0] / block[0, 1], block[1, 1] / block[1, 0]
    return np.stack([second * b[0] - b[1], first * b[1] - b[0]]) / (first * second - 1)


def _factored(a: np.ndarray, hermitian: bool) -> tuple[np.ndarray, np.ndarray, int]:
    """L and D in one matrix, the rows exchanged, and the first block that is 0.

    Rows count from 1 on; both of a block of two rows are told by the negative of one.
    """
    work = _whole(a.astype(np.result_type(a.dtype, np.float64)), hermitian)
    pivots = np.zeros(len(work), np.int32)
    at = failed = 0
    while at < len(work):
        other, width = _pivot(work, at)
        end = at + width
        pivots[at:end] = other + 1 if width == 1 else -other - 1
        rows, exchanged = [end - 1 - at, other - at], [other - at, end - 1 - at]
        trailing = work[at:, at:]
        trailing[rows] = trailing[exchanged]
        trailing[:, rows] = trailing[:, exchanged]
        if trailing[:width, :width].any():
            across = _turned(work[end:, at:end], hermitian)
            scaled = _turned(_over(trailing[:width, :width], across), hermitian)
            work[end:, end:] -= scaled @ across
            work[end:, at:end] = scaled
        else:
            failed = failed or end
        at = end
    return np.tril(work), pivots, failed


@refusing("derivative for aten::linalg_ldl_factor_ex is not implemented")
@multi_op(
    "NotImplemented",
    outputs=("LD", "pivots", "info"),
    gradient_outputs=("LD",),
    formula=r"L + D - 1: a = P L D L^{\mathsf{T}} P^{\mathsf{T}}",
)
def ldl_factor(a: Any, *, hermitian: bool) -> tuple[Array, Array, Array]:
    """L and D in one matrix, the rows exchanged, and the first block of D that is 0."""
    whole, pivots = np.zeros(a.shape, a.dtype), np.zeros(a.shape[:-1], np.int32)
    info = np.zeros(a.shape[:-2], np.int32)
    for at in np.ndindex(*a.shape[:-2]):
        whole[at], pivots[at], info[at] = _factored(a[at], hermitian)
    return in_columns(whole), pivots, info[()]


def _blocks(pivots: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Where each block of D starts and ends, and the row that its last one was exchanged with."""
    end = 0
    while end < len(pivots):
        at, end = end, end + (1 if pivots[end] > 0 else 2)
        yield at, end, abs(int(pivots[at])) - 1


def _solved(a: np.ndarray, pivots: np.ndarray, b: np.ndarray, hermitian: bool) -> np.ndarray:
    x, whole, blocks = np.array(b), _whole(a, hermitian), list(_blocks(pivots))
    for at, end, other in blocks:
        x[[end - 1, other]] = x[[other, end - 1]]
        x[end:] -= a[end:, at:end] @ x[at:end]
        x[at:end] = _over(whole[at:end, at:end], x[at:end])
    for at, end, other in reversed(blocks):
        x[at:end] -= _turned(a[end:, at:end], hermitian) @ x[end:]
        x[[end - 1, other]] = x[[other, end - 1]]
    return x


@refusing("derivative for aten::linalg_ldl_solve is not implemented")
@op("NotImplemented", formula=r"P L^{-\mathsf{T}} D^{-1} L^{-1} P^{\mathsf{T}} b,\, a = L + D - 1")
def ldl_solve(a: Any, b: Any, p: Any, *, hermitian: bool) -> Array:
    """The x with P L D Lᵀ Pᵀ x = b, for L and D in one matrix a and the rows exchanged p."""
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*lead, *b.shape[-2:])))
    wide = np.broadcast_to(a, (*lead, *a.shape[-2:])), np.broadcast_to(p, (*lead, a.shape[-1]))
    for at in np.ndindex(*lead):
        x[at] = _solved(wide[0][at], wide[1][at], x[at], hermitian)
    return in_columns(x)
