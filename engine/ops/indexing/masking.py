"""Elements chosen by a mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.constants import zeros
from engine.tensor import Array

_FEW = 2048
_BITS: dict[np.dtype[Any], np.dtype[Any]] = {
    np.dtype(np.float32): np.dtype(np.int32),
    np.dtype(np.float64): np.dtype(np.int64),
}


def zeroed(a: np.ndarray, where: np.ndarray) -> Array:
    """The elements of ``a``, 0 where a mask of the same shape is true.

    Of many elements the bits are masked: whoever decides at each one anew takes several times as
    long. Multiplying by the mask would make nan of infinite elements.
    """
    bits = _BITS.get(a.dtype)
    if a.size < _FEW or bits is None:
        out = np.array(a)
        np.putmask(out, where, zeros[a.dtype])
        return out
    masked = where.view(np.int8).astype(bits)
    masked -= 1  # all bits are set where the element stays
    masked &= a.view(bits)
    return masked.view(a.dtype)


def either(condition: Any, a: Any, b: Any, dtype: np.dtype[Any]) -> Array:
    """``np.where`` in one dtype, and a bare number for zero dimensions."""
    return np.where(condition, a, b).astype(dtype, copy=False)[()]
