"""The memory layout of arrays; strides are counted in elements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

Sizes = Sequence[int]


def arranged(result: Any, operands: Sequence[Any]) -> Any:
    """The result of an elementwise operation, in the memory layout that PyTorch gives it.

    For operands of different layouts, numpy's result is row-major. In PyTorch the first operand
    determines the order of the dimensions in which it is not broadcast, then the second.
    """
    if not isinstance(result, np.ndarray) or result.ndim < 2:
        return result
    for each in operands:
        if isinstance(each, np.ndarray) and not each.flags.c_contiguous:
            break
    else:
        return result
    arrays = [each for each in operands if isinstance(each, np.ndarray) and each.ndim]
    return laid_out(result, tuple([broadcast_strides(each, result.shape) for each in arrays]))


def converted(array: Any, dtype: Any) -> Any:
    """A copy in another dtype, in the memory layout that PyTorch gives it.

    numpy would put dimensions of stride 0, such as those of an expanded tensor, last.
    """
    return arranged(array.astype(dtype), (array,))


def unexpanded(result: np.ndarray, array: Any) -> np.ndarray:
    """numpy's elementwise result for one array, in the memory layout that PyTorch gives it.

    numpy puts dimensions of stride 0, such as those of an expanded tensor, last.
    """
    if type(array) is not np.ndarray or result.shape != array.shape or all(array.strides):
        return result
    dims = [dim for dim, extent in enumerate(result.shape) if extent > 1]
    last = min(dims, key=result.strides.__getitem__)
    return result if array.strides[last] else laid_out(result, (array.strides,))


def laid_out(result: np.ndarray, known: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """A result in the memory layout that elementwise operands with these strides, in bytes, decide.

    A stride of 0 stands for a broadcast dimension.

    Source: TensorIteratorBase::reorder_dimensions, PyTorch 2.13.
    """
    wanted = _strides_of_result(result.shape, known, result.itemsize)
    if result.strides == wanted:
        return result
    steps = [by // result.itemsize for by in wanted]
    moved = strided(np.empty(result.size, result.dtype), result.shape, steps)
    moved[...] = result
    return moved


@lru_cache
def _strides_of_result(
    shape: tuple[int, ...], known: tuple[tuple[int, ...], ...], itemsize: int
) -> tuple[int, ...]:
    order = list(reversed(range(len(shape))))  # from the innermost dimension outwards
    for at in range(1, len(order)):
        moved = at
        for before in reversed(range(at)):
            verdict = _compared(known, shape, order[before], order[moved])
            if verdict > 0:
                order[before], order[moved] = order[moved], order[before]
                moved = before
            elif verdict < 0:
                break
    strides, step = [0] * len(shape), itemsize
    for dim in order:
        strides[dim] = step
        step *= shape[dim]
    return tuple(strides)


def broadcast_strides(array: np.ndarray, shape: Sizes) -> tuple[int, ...]:
    """The strides, in bytes, of an array broadcast to a shape."""
    if array.shape == shape:
        return array.strides
    lead = len(shape) - array.ndim
    own = zip(array.shape, array.strides, shape[lead:])
    return (0,) * lead + tuple(0 if n == 1 and to != 1 else by for n, by, to in own)


def _compared(known: Sequence[Sizes], shape: Sizes, one: int, other: int) -> int:
    """Compare two dimensions: 1 if the first has larger strides, -1 if smaller, 0 if undecided.

    Of two with equal strides the longer one counts as larger.
    """
    for strides in known:
        first, second = strides[one], strides[other]
        if first and second:
            if first != second:
                return 1 if first > second else -1
            if shape[one] > shape[other]:
                return 1
    return 0


def is_column_major(array: Any) -> bool:
    """Whether this is a dense column-major matrix, such as the transpose of a row-major one."""
    size = array.itemsize
    answer: bool = array.ndim == 2 and array.strides == (size, size * array.shape[0])
    return answer


def strides_of(array: np.ndarray) -> tuple[int, ...]:
    """The strides of an array, in elements."""
    size = array.itemsize
    return tuple([by // size for by in array.strides])


def strides_for_script(array: np.ndarray) -> tuple[int, ...]:
    """The strides of an array, in elements, as a script sees them.

    For an empty array numpy has strides of 0; PyTorch computes them as if sizes of 0 were 1.
    """
    return strides_of(array) if array.size else with_steps(array.shape, range(array.ndim))


def held(array: Any) -> Any:
    """An array without repetition by broadcasting: dimensions of stride 0 get length 1."""
    if not isinstance(array, np.ndarray) or all(array.strides):
        return array
    return array[tuple(np.s_[:] if stride else np.s_[:1] for stride in array.strides)]


def memory_of(array: np.ndarray) -> np.ndarray:
    """The array that owns the memory of a view; the array itself if it is no view."""
    while True:
        base = array.base
        if base is not None and not isinstance(base, np.ndarray):
            base = getattr(base, "base", None)  # as_strided puts an object between view and base
        if not isinstance(base, np.ndarray):
            return array
        array = base


def reach(shape: Sizes, strides: Sizes) -> int:
    """How many elements of memory an array with this shape and these strides spans."""
    return 1 + sum((n - 1) * by for n, by in zip(shape, strides)) if 0 not in shape else 0


def overlaps(shape: Sizes, strides: Sizes) -> bool:
    """Whether elements of an array with this shape and these strides may overlap."""
    end = 1
    for by, n in sorted(zip(strides, shape)):
        if n > 1:
            if by < end:
                return True
            end = by * (n - 1) + end
    return False


def in_order_of(elements: Any, like: Any) -> tuple[Any, bool]:
    """A copy with the strides of another array, and whether its strides differed before.

    If the elements of that array overlap or have gaps, the copy is row-major.

    Source: clone_obey_contract, PyTorch 2.13.
    """
    if not isinstance(elements, np.ndarray):
        return elements, False
    if elements.flags.c_contiguous and like.flags.c_contiguous:
        return elements.copy(), False
    shape, strides = like.shape, strides_of(like)
    if overlaps(shape, strides) or reach(shape, strides) != like.size:
        return elements.copy("C"), False
    copied = np.empty_like(like, elements.dtype)
    copied[...] = elements
    found = zip(shape, elements.strides, copied.strides, strict=True)
    return copied, any(n != 1 and was != by for n, was, by in found)


def blank(shape: Sizes, strides: Sizes, dtype: Any) -> np.ndarray:
    """An array of zeros with the given strides."""
    return strided(np.zeros(reach(shape, strides), dtype), shape, strides)


def strided(memory: np.ndarray, shape: Sizes, strides: Sizes, offset: int = 0) -> np.ndarray:
    """A view of a flat array with the given shape, strides and offset, in elements."""
    size = memory.itemsize
    steps = [by * size for by in strides]
    if 0 in shape:  # for an offset outside the array, too
        return np.ndarray(shape, memory.dtype)
    return np.ndarray(shape, memory.dtype, memory, offset * size, steps)


def channels_last(ndim: int) -> tuple[int, ...]:
    """The dimensions in the memory format channels_last, by descending strides."""
    return (0, *range(2, ndim), 1)


def with_steps(shape: Sizes, order: Sequence[int]) -> tuple[int, ...]:
    """The strides of a dense array, given the order of its dimensions by descending strides."""
    steps, step = [0] * len(shape), 1
    for dim in reversed(order):
        steps[dim] = step
        step *= max(shape[dim], 1)
    return tuple(steps)


def lies_in(array: np.ndarray, order: Sequence[int]) -> bool:
    """Whether an array is dense with its dimensions in this order, by descending strides."""
    expected = array.itemsize
    for dim in reversed(order):
        extent = array.shape[dim]
        if extent != 1:
            if array.strides[dim] != expected:
                return False
            expected *= extent
    return True


def has_channels_last(array: Any) -> bool:
    """Whether the strides are those of the memory format channels_last, and not ambiguous.

    Source: is_channels_last_strides_2d_s4, PyTorch 2.13.
    """
    if array.ndim not in (4, 5) or array.flags.c_contiguous or not array.strides[1]:
        return False
    least = 0
    for dim in reversed(channels_last(array.ndim)):
        by = array.strides[dim]
        if not array.shape[dim] or by < least or (not dim and least == array.strides[1]):
            return False
        least = by * array.shape[dim] if array.shape[dim] > 1 else by
    return True


def with_channels_last(array: np.ndarray) -> np.ndarray:
    """A copy in the memory format channels_last."""
    copied = np.array(np.moveaxis(array, 1, -1), order="C")
    return np.moveaxis(copied, -1, 1)
