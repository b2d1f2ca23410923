"""Linear equations, solved step by step in the order in which PyTorch's library does it.

numpy computes with float64, and determinants by logarithms; so what is whole or 0 in PyTorch would
not be so here. The steps are those of small matrices; of larger ones the last digits may differ.

Source: what PyTorch 2.13 with MKL returns, to the last digit, for matrices of up to 7 rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

_LARGEST = 7
"""How many rows matrices have for which this way is taken; loops over more would be slow."""


class Factors(NamedTuple):
    """P, L and U with P L U = a, for one or a batch of matrices a.

    Attributes:
        both: U, and below its diagonal L without the ones on its diagonal.
        order: for each row of P⁻¹ a, its place in a.
        parity: 1 or -1, for an even or odd number of exchanges.
    """

    both: np.ndarray
    order: np.ndarray
    parity: np.ndarray

    @property
    def pivots(self) -> np.ndarray:
        """The diagonal of U; what is written there is written into the factors."""
        return np.einsum("...ii->...i", self.both)


def factored(a: Any) -> Factors:
    """The factors of matrices; a pivot that is 0 is left there.

    Shapes: a (..., n, n)
    """
    size = a.shape[-1]
    both = np.array(a)
    order = np.array(np.broadcast_to(np.arange(size)[:, None], (*a.shape[:-1], 1)))
    parity = np.ones(a.shape[:-2], a.dtype)
    for at in range(size):
        best = at + np.argmax(np.abs(both[..., at:, at]), axis=-1)[..., None, None]
        for rows in (both, order):
            found = np.take_along_axis(rows, best, axis=-2)
            np.put_along_axis(rows, best, rows[..., at : at + 1, :], axis=-2)
            rows[..., at : at + 1, :] = found
        parity = np.where(best[..., 0, 0] == at, parity, -parity)
        pivot = both[..., at : at + 1, at, None]
        pivot = np.where(pivot == 0, 1, pivot)
        below = both[..., at + 1 :, at, None]
        if size <= 4 and at == size - 2:
            below /= pivot
        else:
            below *= 1 / pivot
        both[..., at + 1 :, at + 1 :] -= below * both[..., at : at + 1, at + 1 :]
    return Factors(both, order, parity)


def solved(a: Any, b: Any) -> np.ndarray:
    """The x with a x = b.

    Shapes: a (..., n, n), b (..., n, k) -> (..., n, k)

    Raises:
        numpy.linalg.LinAlgError: a matrix is singular.
    """
    if not _is_small(a):
        return np.linalg.solve(a, b)
    return solved_by(_regular(factored(a)), b)


def solved_across(a: Any, b: Any) -> np.ndarray:
    """The x with aᴴ x = b; raises as ``solved``."""
    if not _is_small(a):
        return np.linalg.solve(np.conj(np.swapaxes(a, -1, -2)), b)
    factors = _regular(factored(a))
    across = np.swapaxes(factors.both, -1, -2)
    half = _substituted(across, b, range(a.shape[-1]), has_ones=False)
    exchanged = _substituted(across, half, range(a.shape[-1])[::-1], has_ones=True)
    x = np.empty_like(exchanged)
    np.put_along_axis(x, np.broadcast_to(factors.order, (*x.shape[:-1], 1)), exchanged, axis=-2)
    return x


def solved_by(factors: Factors, b: Any) -> np.ndarray:
    """The x with P L U x = b."""
    both, order, _ = factors
    lead = np.broadcast_shapes(both.shape[:-2], b.shape[:-2])
    whole = np.broadcast_to(b, (*lead, *b.shape[-2:]))
    places = np.broadcast_to(order, (*lead, *order.shape[-2:]))
    half = np.take_along_axis(whole, places, axis=-2)
    half = _substituted(both, half, range(both.shape[-1]), has_ones=True)
    return _substituted(both, half, range(both.shape[-1])[::-1], has_ones=False)


def _is_small(a: Any) -> bool:
    return a.shape[-1] <= _LARGEST and a.dtype.kind == "f"


def _regular(factors: Factors) -> Factors:
    """Factors that have an inverse.

    Raises:
        numpy.linalg.LinAlgError: these have none.
    """
    if not np.all(factors.pivots):
        raise np.linalg.LinAlgError
    return factors


def _substituted(triangle: np.ndarray, b: Any, rows: Iterable[int], has_ones: bool) -> np.ndarray:
    """The x with t x = b for the triangle t whose rows come in this order.

    Args:
        has_ones: whether the diagonal is taken to consist of ones.
    """
    lead = np.broadcast_shapes(triangle.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*lead, *b.shape[-2:])), triangle.dtype)
    known: list[int] = []
    for at in rows:
        if known:
            parts = [triangle[..., at, each, None] * x[..., each, :] for each in known]
            x[..., at, :] -= sum(parts[1:], parts[0])
        if not has_ones:
            x[..., at, :] *= 1 / triangle[..., at, at, None]
        known.append(at)
    return x
