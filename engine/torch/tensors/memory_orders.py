"""Orders in memory that scripts ask for, such as ``torch.channels_last``."""

from __future__ import annotations

import numpy as np

from engine import strides
from engine.tensor import Tensor

_RANKS = {"torch.channels_last": 4, "torch.channels_last_3d": 5}


def rank_of(memory_format: object) -> int | None:
    """How many dimensions there are where an order has the channels last; None for other orders."""
    return _RANKS.get(str(memory_format))


def check_rank(memory_format: object, ndim: int) -> None:
    """Check that there are as many dimensions as an order with the channels last needs.

    Raises:
        RuntimeError: there are not.
    """
    rank = rank_of(memory_format)
    if rank not in (None, ndim):
        word = str(memory_format).removeprefix("torch.")
        raise RuntimeError(f"required rank {rank} tensor to use {word} format")


def asks_for_channels_last(memory_format: object, tensor: Tensor) -> bool:
    """Whether an order has the channels last.

    Raises:
        RuntimeError: it does, and the tensor does not have as many dimensions as that needs.
    """
    check_rank(memory_format, tensor.ndim)
    return rank_of(memory_format) is not None


def is_in(tensor: Tensor, memory_format: object) -> bool:
    """Whether a tensor fills its memory in an order: one with the channels last, else by rows."""
    array, rank = tensor._array(), rank_of(memory_format)
    if rank is None:
        return bool(array.flags.c_contiguous)
    return rank == tensor.ndim and strides.lies_in(array, strides.channels_last(rank))


def shows(tensor: Tensor, memory_format: object) -> bool:
    """Whether strides tell of an order; where they tell of both, of the one by rows."""
    is_last = rank_of(memory_format) is not None
    return strides.has_channels_last(tensor._array()) == is_last


def laid_out(array: np.ndarray, memory_format: object) -> np.ndarray:
    """The same elements in an order in memory; where none is asked for, as they lie.

    Raises:
        RuntimeError: the order is for another number of dimensions.
    """
    if rank_of(memory_format) is not None:
        check_rank(memory_format, array.ndim)
        steps = strides.with_steps(array.shape, strides.channels_last(array.ndim))
        made = strides.blank(array.shape, steps, array.dtype)
        made[...] = array
        return made
    is_by_rows = str(memory_format) == "torch.contiguous_format" and array.ndim
    return np.ascontiguousarray(array) if is_by_rows else array
