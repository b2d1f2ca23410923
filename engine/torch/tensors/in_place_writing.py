"""In-place methods that write given values: everywhere, under a mask or at indices."""

from __future__ import annotations

from typing import Any

from engine import errors, operand_checks
from engine.ops.elementwise import arithmetic, combined
from engine.ops.indexing import select
from engine.tensor import Tensor
from engine.torch.calling import unfit_operands
from engine.torch.calling.arguments import Operand
from engine.torch.calling.numbers import fitting
from engine.torch.routines import choosing, index_tensors
from engine.torch.tensors import copying


def fill_(tensor: Tensor, value: Any) -> Tensor:
    """Set every element to ``value`` in place.

    Raises:
        RuntimeError: ``value`` is a tensor of more than one element.
    """
    if isinstance(value, Tensor):
        if value.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with "
                f"{value.ndim} dimensions."
            )
        return combined.fill_from.apply_in_place(tensor, value)
    return arithmetic.fill.apply_in_place(tensor, value=fitting(value, tensor._data.dtype))


def copy_(tensor: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    """Copy another tensor's elements, broadcast to this one's shape, in place.

    Raises:
        TypeError: ``src`` is not a tensor.
    """
    if isinstance(src, bool | int | float | complex):
        return fill_(tensor, src)
    if not isinstance(src, Tensor):
        raise errors.not_a_tensor("copy_", "other", 1, src)
    unfit_operands.check_shapes(tensor, src)
    return copying.write(tensor, src)


def masked_fill_(tensor: Tensor, mask: Tensor, value: Operand) -> Tensor:
    """Set the elements where a mask is true in place."""
    choosing.check_mask_fill(tensor, mask, value)
    if isinstance(value, Tensor):
        return select.masked_fill_tensor.apply_in_place(tensor, value, mask)
    return select.masked_fill.apply_in_place(tensor, mask, value=fitting(value, tensor._data.dtype))


def index_put_(tensor: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """Set the elements at indices, or add to them, in place."""
    found = index_tensors.places_to_put(tensor, indices, values, accumulate)
    by = index_tensors.given_first(tuple(indices), found)
    if accumulate:  # each element once: the kernel sums into a copy
        operand_checks.refuse_overlap(tensor, (values,))
    return select.index_put.apply_in_place(tensor, values, by, indices=found, accumulate=accumulate)
