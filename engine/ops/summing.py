"""Sums of few elements in the order in which PyTorch adds them, so that they are the same digits.

Source: aten/src/ATen/native/cpu/SumKernel.cpp, PyTorch 2.13 (behaviour). Along contiguous elements
it adds in as many lanes as a register of 32 bytes has. Registers, and elements that do not fill
one, are added in four chains, several columns at once in one; every sixteen of a chain make an
intermediate sum. Sums of many elements, whose last digits nobody sees, are left to numpy.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from engine.ops import folding
from engine.tensor import Array

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_REGISTER_BYTES = 32
_CHAINS = 4
_STRETCH = 16
"""The number of elements of an intermediate sum."""
FEW = 256
"""Up to this number of elements, sums along other dimensions than the last have PyTorch's order."""
_FEW_BYTES = _CHAINS * _REGISTER_BYTES
"""Of elements next to each other; with fewer, no chain has more than one register."""

_ORDERS = [np.array([0, *range(4, n), 1, 2, 3][:n]) for n in range(2 * _CHAINS)]
"""In which order fewer than eight are added in four chains, one after the other."""

Size = tuple[int, ...]


def total(a: Array) -> Any:
    """The sum of all elements of a tensor of floating-point numbers."""
    if 4 < a.size < 32 and a.nbytes < _FEW_BYTES and a.dtype in _FLOATS and a.flags.forc:
        return _of_rows(a.ravel("K"))
    return folding.added(a, None)


def totals(a: Array, dim: Size, keepdim: bool) -> Any:
    """The sums along dimensions of a tensor of floating-point numbers."""
    is_short = a.size > _CHAINS and (a.size <= FEW or a.shape[-1] < _CHAINS * 8)
    if is_short and a.dtype in _FLOATS and a.flags.c_contiguous:
        kinds, sizes, left = _runs(a.shape, dim, keepdim, a.itemsize)
        if kinds in _WAYS:
            return _WAYS[kinds](a.reshape(sizes)).reshape(left)[()]
    return folding.added(a, axis=dim, keepdims=keepdim, dtype=a.dtype)


def in_turn(a: np.ndarray) -> Any:
    """The sum of the elements of a vector, one added after the other."""
    return folding.added(a) if a.size < 8 else np.add.accumulate(a)[-1]  # from 8 on numpy has lanes


def along(a: Array, dim: int) -> Any:
    """The sums along one dimension, which is kept, of few elements one after the other."""
    if dim == a.ndim - 1 and 8 <= a.shape[dim] < 16 and a.size <= FEW:
        return np.add.accumulate(a, axis=dim)[..., -1:]
    return folding.added(a, axis=dim if a.ndim else None, keepdims=True)


def products_along(a: Array, b: Array, dim: int) -> Any:
    """The sums of products along one dimension, which is kept.

    Along other dimensions than the last, PyTorch multiplies and adds in one instruction.
    """
    if not a.ndim or dim == a.ndim - 1 or a.size > FEW or a.dtype != np.float32:
        return along(np.multiply(a, b), dim)
    products = np.moveaxis(np.multiply(a, b, dtype=np.float64), dim, 0)
    total: Any = np.zeros(products.shape[1:], a.dtype)
    for each in products:
        total = (total + each).astype(a.dtype)
    return np.expand_dims(total, dim)


def from_second(a: np.ndarray) -> Any:
    """The sum of all elements in the order of losses of classes.

    The first element waits in the last of the intermediate sums until the end.
    """
    elements = a.reshape(-1)
    if elements.size > FEW:
        return folding.added(elements)
    first, others = elements[:1], elements[1:]
    end = others.size // _STRETCH * _STRETCH
    total = in_turn(others[end:])
    if end:
        stretches = np.add.accumulate(others[:end].reshape(-1, _STRETCH), axis=1)
        total = total + in_turn(stretches[:, -1])
    return total + folding.added(first)


@lru_cache(1024)
def _runs(shape: Size, dim: Size, keepdim: bool, itemsize: int) -> tuple[str, Size, Size]:
    """Neighbouring dimensions as one: (s)ummed or (k)ept, their sizes, and the shape of the sums.

    No kinds at all where numpy adds in the same order, or too many elements.
    """
    kinds, sizes, left = "", [1], []
    summed = {at % len(shape) for at in dim}
    for at, size in enumerate(shape):
        kind = "s" if at in summed else "k"
        if keepdim or kind == "k":
            left.append(1 if kind == "s" else size)
        if size != 1 and kinds.endswith(kind):
            sizes[-1] *= size
        elif size != 1:
            kinds, sizes = kinds + kind, [*sizes, size]
    width, count = sizes[-1], prod(n for n, kind in zip(sizes[1:], kinds) if kind == "s")
    is_left = count <= _CHAINS and kinds != "sks"
    is_left |= kinds not in ("s", "ks") and prod(shape) > FEW
    if kinds.endswith("sk"):
        is_left |= count < _STRETCH and width == _side(width, itemsize)
    else:
        is_left |= width * itemsize >= _FEW_BYTES
    return "" if is_left else kinds, tuple(sizes[1:]), tuple(left)


def _side(columns: int, itemsize: int) -> int:
    """How many of the columns are added side by side, each in one chain."""
    lanes = _REGISTER_BYTES // itemsize
    step = _CHAINS * lanes if columns >= lanes else _CHAINS
    return columns // step * step


def _of_columns(a: np.ndarray) -> Any:
    """The sums along the last dimension but one. Shapes: (..., n, k) -> (..., k)."""
    side = _side(a.shape[-1], a.itemsize)
    if side == a.shape[-1]:
        return _stretched(a)
    if not side:
        return _in_chains(a)
    return np.concatenate([_stretched(a[..., :side]), _in_chains(a[..., side:])], axis=-1)


def _in_chains(a: np.ndarray) -> Any:
    """``_of_columns`` in four chains."""
    *lead, count, width = a.shape
    if count < 2 * _CHAINS:
        return folding.added(a.take(_ORDERS[count], axis=-2), axis=-2)
    end = count // _CHAINS * _CHAINS
    rows = a[..., :end, :].reshape(*lead, -1, _CHAINS * width)
    sums = _stretched(rows).reshape(*lead, _CHAINS, width)
    for at in range(end, count):
        sums[..., 0, :] += a[..., at, :]
    return folding.added(sums, axis=-2)


def _stretched(a: np.ndarray) -> Any:
    """``_of_columns`` by stretches of one chain each."""
    *lead, count, width = a.shape
    if not _STRETCH <= count < _STRETCH**2:
        return folding.added(a, axis=-2)
    end = count // _STRETCH * _STRETCH
    stretches = a[..., :end, :].reshape(*lead, -1, _STRETCH, width)
    sums = folding.added(folding.added(stretches, axis=-2), axis=-2)
    return sums if end == count else folding.added(a[..., end:, :], axis=-2) + sums


def _of_rows(a: np.ndarray) -> Any:
    """The sums along the last dimension. Shapes: (..., n) -> (...)."""
    count, lanes = a.shape[-1], _REGISTER_BYTES // a.itemsize
    if count < lanes:
        return folding.added(a.take(_ORDERS[count], axis=-1), axis=-1)
    elements = a if a.ndim == 1 else a.reshape(-1, count).T
    sums, end = elements[:lanes], count // lanes * lanes
    for start in range(lanes, end, lanes):
        sums = sums + elements[start : start + lanes]
    if end < count:
        sums = np.concatenate([elements[end:], sums])
    total = np.add.accumulate(sums)[-1]
    return total if a.ndim == 1 else total.reshape(a.shape[:-1])


def _of_rows_of_layers(a: np.ndarray) -> Any:
    """The sums along the first and the last dimension. Shapes: (n, k, m) -> (k,)."""
    return np.add.accumulate(_of_rows(a))[-1]


_WAYS = {
    "s": _of_rows,
    "ks": _of_rows,
    "sk": _of_columns,
    "ksk": _of_columns,
    "sks": _of_rows_of_layers,
}
"""How elements are added, by which of their dimensions are summed."""
