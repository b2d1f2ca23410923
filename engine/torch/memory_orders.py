"""Orders in memory that scripts ask for, such as ``torch.channels_last``."""

from __future__ import annotations

from engine import strides
from engine.tensor import Tensor

DIMENSIONS = {"torch.channels_last": (4,), "torch.channels_last_3d": (5,)}
"""How many dimensions there are where an order has the channels last."""


def has_channels_last(memory_format: object, tensor: Tensor) -> bool:
    """Whether an order has the channels last, which a tensor has.

    Raises:
        RuntimeError: it does not have so many dimensions.
    """
    if str(memory_format) not in DIMENSIONS:
        return False
    check_rank(memory_format, tensor.ndim)
    return True


def check_rank(memory_format: object, ndim: int) -> None:
    """Check that there are as many dimensions as an order with the channels last needs.

    Raises:
        RuntimeError: there are not.
    """
    name = str(memory_format)
    if ndim not in DIMENSIONS[name]:
        word = name.removeprefix("torch.")
        raise RuntimeError(f"required rank {DIMENSIONS[name][0]} tensor to use {word} format")


def is_in(tensor: Tensor, memory_format: object) -> bool:
    """Whether a tensor fills its memory in an order; the usual one if it is none of ours."""
    name = str(memory_format)
    if name in DIMENSIONS:
        is_fit = tensor.ndim in DIMENSIONS[name]
        return is_fit and strides.lies_in(tensor._array(), strides.channels_last(tensor.ndim))
    return bool(tensor._array().flags.c_contiguous)


def shows(tensor: Tensor, memory_format: object) -> bool:
    """Whether strides tell of an order; where they tell of both, of the usual one."""
    if str(memory_format) in DIMENSIONS:
        return strides.has_channels_last(tensor._array())
    return not strides.has_channels_last(tensor._array())
