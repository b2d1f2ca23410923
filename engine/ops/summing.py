"""Sums of few elements in the order in which PyTorch adds them, so that they are the same digits.

Source: aten/src/ATen/native/cpu/SumKernel.cpp, PyTorch 2.13 (behaviour). It adds in as many lanes
as a register of 32 bytes has, or four where the elements do not fill one. Sums of many elements,
whose last digits nobody sees, are left to numpy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops import folding
from engine.tensor import Array

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_CHAINS = [np.array([0, *range(4, n), 1, 2, 3]) for n in range(4, 8)]
"""In which order 4 to 7 elements are added, one after the other."""


def total(a: Array) -> Any:
    """The sum of all elements of a tensor of floating-point numbers."""
    if 4 < a.size < 32 and a.nbytes < 128 and a.dtype in _FLOATS and a.flags.c_contiguous:
        return _of_rows(a.reshape(-1))
    return folding.added(a, axis=None, dtype=a.dtype)


def totals(a: Array, dim: tuple[int, ...], keepdim: bool) -> Any:
    """The sums along dimensions of a tensor of floating-point numbers."""
    last = a.ndim - 1
    if dim == (last,) and 4 < a.shape[last] < 32 and a.dtype in _FLOATS:
        array = np.asarray(a)
        if array.strides[last] == a.itemsize and a.shape[last] * a.itemsize < 128:
            sums = _of_rows(array)
            return np.expand_dims(sums, last) if keepdim else sums
    return folding.added(a, axis=dim, keepdims=keepdim, dtype=a.dtype)


def _of_rows(a: np.ndarray) -> Any:
    """The sums along the last dimension. Shapes: (..., n) -> (...)."""
    count, lanes = a.shape[-1], 32 // a.itemsize
    if count < lanes:
        return folding.added(a.take(_CHAINS[count - 4], axis=-1), axis=-1)
    elements = a if a.ndim == 1 else a.reshape(-1, count).T
    end = count // lanes * lanes
    sums = elements[:lanes]
    for start in range(lanes, end, lanes):
        sums = sums + elements[start : start + lanes]
    if end < count:
        sums = np.concatenate([elements[end:], sums])
    total = np.add.accumulate(sums)[-1]
    return total if a.ndim == 1 else total.reshape(a.shape[:-1])
