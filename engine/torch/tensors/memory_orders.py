"""Memory formats, such as ``torch.channels_last``."""

from __future__ import annotations

import numpy as np

from engine import strides
from engine.tensor import Tensor

_RANKS = {"torch.channels_last": 4, "torch.channels_last_3d": 5}


def rank_of(memory_format: object) -> int | None:
    """The number of dimensions of a channels-last format; None for other formats."""
    return _RANKS.get(str(memory_format))


def check_rank(memory_format: object, ndim: int) -> None:
    """Check that a tensor has as many dimensions as a channels-last format needs.

    Raises:
        RuntimeError: it does not.
    """
    rank = rank_of(memory_format)
    if rank not in (None, ndim):
        word = str(memory_format).removeprefix("torch.")
        raise RuntimeError(f"required rank {rank} tensor to use {word} format")


def asks_for_channels_last(memory_format: object, tensor: Tensor) -> bool:
    """Whether a memory format is channels-last.

    Raises:
        RuntimeError: it is, and the tensor does not have as many dimensions as it needs.
    """
    check_rank(memory_format, tensor.ndim)
    return rank_of(memory_format) is not None


def is_in(tensor: Tensor, memory_format: object) -> bool:
    """Whether a tensor is contiguous in a memory format: a channels-last one, else row-major."""
    array, rank = tensor._array(), rank_of(memory_format)
    if rank is None:
        return bool(array.flags.c_contiguous)
    return rank == tensor.ndim and strides.lies_in(array, strides.channels_last(rank))


def shows(tensor: Tensor, memory_format: object) -> bool:
    """Whether strides are those of a memory format; if ambiguous, only of the contiguous one."""
    is_last = rank_of(memory_format) is not None
    return strides.has_channels_last(tensor._array()) == is_last


def laid_out(array: np.ndarray, memory_format: object) -> np.ndarray:
    """The same elements in a memory format; unchanged if none is given.

    Raises:
        RuntimeError: the format is for another number of dimensions.
    """
    if rank_of(memory_format) is not None:
        check_rank(memory_format, array.ndim)
        steps = strides.with_steps(array.shape, strides.channels_last(array.ndim))
        made = strides.blank(array.shape, steps, array.dtype)
        made[...] = array
        return made
    is_by_rows = str(memory_format) == "torch.contiguous_format" and array.ndim
    return np.ascontiguousarray(array) if is_by_rows else array
