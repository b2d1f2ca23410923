"""Fused multiply-add, as PyTorch's samplers use it."""

from __future__ import annotations

import numpy as np

_HALVES = np.float64(2**27 + 1)  # Veltkamp's constant: splits a float64 into two halves


def multiply_add(values: np.ndarray, factor: float, addend: float) -> np.ndarray:
    """``values * factor + addend`` in the dtype of the values, with a single rounding."""
    if factor == 1 or addend == 0:  # then only one of the two operations rounds
        once: np.ndarray = values * factor + addend
        return once
    dtype = values.dtype
    if dtype != np.float64:  # float64 holds the products of narrower dtypes exactly
        wide = values.astype(np.float64) * float(dtype.type(factor)) + float(dtype.type(addend))
        narrow: np.ndarray = wide.astype(dtype)
        return narrow
    product = values * factor
    total = product + addend
    if not np.isfinite(total).all():
        return total
    kept = total - product
    left = (product - (total - kept)) + (addend - kept)
    exact: np.ndarray = total + (left + _lost(values, np.float64(factor), product))
    return exact


def _lost(a: np.ndarray, b: np.float64, product: np.ndarray) -> np.ndarray:
    """The rounding errors of products.

    Source: Dekker 1971, A floating-point technique for extending the available precision.
    """
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    lost: np.ndarray = (
        (a_high * b_high - product) + a_high * b_low + a_low * b_high
    ) + a_low * b_low
    return lost


def _split(a: np.ndarray | np.float64) -> tuple[np.ndarray, np.ndarray]:
    scaled = _HALVES * a
    high = scaled - (scaled - a)
    return np.asarray(high), np.asarray(a - high)
