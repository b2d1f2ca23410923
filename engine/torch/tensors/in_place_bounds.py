"""In-place methods that clamp a tensor's elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.reductions import extremes
from engine.tensor import Tensor
from engine.torch.calling.arguments import Operand
from engine.torch.calling.unfit_operands import check_shapes
from engine.torch.routines import bounds


def clamp_(tensor: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Clamp to two bounds in place.

    Raises:
        RuntimeError: no bound is given, or the shapes do not broadcast.
    """
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    bounds.refuse_to_clamp(tensor, min, max)
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        check_shapes(tensor, min, max)
        both = bounds.as_tensors(tensor, min, max)
        return extremes.clamp_tensors.apply_in_place(tensor, *both)
    to = tensor._data.dtype
    low, high = (each if each is None else bounds.in_place(each, to) for each in (min, max))
    return extremes.clamp.apply_in_place(tensor, min=low, max=high)


def clamp_min_(tensor: Tensor, min: Operand) -> Tensor:
    """Clamp to a lower bound in place."""
    if isinstance(min, Tensor):
        check_shapes(tensor, min)
        return extremes.clamp_min_tensor.apply_in_place(tensor, min)
    return extremes.clamp_min.apply_in_place(tensor, min=bounds.in_place(min, tensor._data.dtype))


def clamp_max_(tensor: Tensor, max: Operand) -> Tensor:
    """Clamp to an upper bound in place."""
    if isinstance(max, Tensor):
        check_shapes(tensor, max)
        return extremes.clamp_max_tensor.apply_in_place(tensor, max)
    return extremes.clamp_max.apply_in_place(tensor, max=bounds.in_place(max, tensor._data.dtype))


METHODS: dict[str, Callable[..., Tensor]] = {
    **{each.__name__: each for each in (clamp_, clamp_min_, clamp_max_)},
    "clip_": clamp_,
}
