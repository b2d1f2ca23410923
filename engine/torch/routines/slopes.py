"""How fast elements change along dimensions, by differences of neighbours.

Source: torch.gradient, PyTorch 2.13; Fornberg 1988.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from engine.ops.elementwise import with_numbers
from engine.ops.indexing import select
from engine.tensor import Tensor
from engine.torch.calling.arguments import many_dims, require_tensors
from engine.torch.routines import derived, joining, operands, shapes

Bounds = tuple[int, int | None]
"""Where slices of a dimension begin and end, counted from either end."""


def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> Any:
    """The gradient by finite differences, second order inside, ``edge_order`` at the ends.

    Raises:
        RuntimeError: a spacing, dimensions or an order that do not fit the tensor.
    """
    require_tensors("gradient", input=input)
    is_list = isinstance(spacing, Sequence)
    if input._data.dtype.name == "uint8":
        raise RuntimeError("torch.gradient does not support uint8 input.")
    dims = [dim] if isinstance(dim, int) else dim
    if is_list:
        _check_spacing(input, spacing, dims)
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    places = range(input.ndim) if dims is None else many_dims(input, dims)
    if any(input.shape[place] < edge_order + 1 for place in places):
        raise RuntimeError(
            "torch.gradient expected each dimension size to be at least edge_order+1"
        )
    steps = spacing if is_list else [1.0 if spacing is None else spacing] * len(places)
    return tuple(
        (_along_uneven if isinstance(step, Tensor) else _along_even)(input, place, step, edge_order)
        for place, step in zip(places, steps)
    )


def _check_spacing(input: Tensor, spacing: Sequence[Any], dims: Sequence[int] | None) -> None:
    """Check that there is a spacing for each dimension.

    Raises:
        RuntimeError: there is not, or it is no row of places.
    """
    count = len(spacing)
    if dims is None and count != input.ndim:
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length "
            f"equal to 'self.dim() = {input.ndim}', since dim argument was not given, but got a "
            f"list of length {count}"
        )
    if dims is not None and count != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim "
            f"arguments to have the same length, but got a spacing argument of length {count} and "
            f"a dim argument of length {len(dims)}."
        )
    for each in spacing:
        if isinstance(each, Tensor) and each.ndim != 1:
            raise RuntimeError(
                "torch.gradient expected each element of spacing to have one dimension, but got "
                f"an element with {each.ndim} dimensions!"
            )


def _part(input: Tensor, dim: int, start: int, end: int | None) -> Tensor:
    """Some of the slices along a dimension, counted from either end."""
    start, end, _ = slice(start, end).indices(input.shape[dim])
    return select.slice(input, dim=dim, start=start, end=end, step=1)


def _element(row: Tensor, index: int) -> Tensor:
    return select.select(row, dim=0, index=index % row.shape[0])


def _times(tensor: Tensor, number: float) -> Tensor:
    return with_numbers.mul_number(tensor, number=number)


def _over(tensor: Tensor, number: Any) -> Tensor:
    return with_numbers.div_number(tensor, number=number)


_OUTERMOST = ((0, 1), (1, 2)), ((-2, -1), (-1, None))
"""The first two slices of a dimension and the last two, each by its bounds."""


def _rise(input: Tensor, dim: int, before: Bounds, after: Bounds) -> Tensor:
    """By how much some slices of a dimension are above others."""
    lower = _part(input, dim, *before)
    return operands.sub(_part(input, dim, *after), lower)


def _along_even(input: Tensor, dim: int, step: Any, edge_order: int) -> Tensor:
    """The slopes where neighbours are all as far from each other."""
    wide = _over(_rise(input, dim, (0, -2), (2, None)), step)
    if edge_order == 1:
        ends = [_over(_rise(input, dim, *two), step) for two in _OUTERMOST]
    else:
        at, beside, third = _terms(input, dim, {-3: (0, 1), 4: (1, 2), 1: (2, 3)})
        first = _over(operands.sub(operands.add(at, beside), third), step * 2)
        at, beside, third = _terms(input, dim, {3: (-1, None), 4: (-2, -1), 1: (-3, -2)})
        last = operands.add(operands.sub(at, beside), third)
        ends = [first, _over(last, step * 2)]
    return joining.cat([ends[0], _over(wide, 2), ends[1]], dim)


def _terms(input: Tensor, dim: int, parts: Mapping[int, Bounds]) -> list[Tensor]:
    """Slices of a dimension, each times a number, the last first as PyTorch's compiler has it."""
    terms = [_times(_part(input, dim, *parts[by]), by) for by in list(parts)[::-1]]
    return terms[::-1]


def _along_uneven(input: Tensor, dim: int, places: Tensor, edge_order: int) -> Tensor:
    """The slopes where elements stand at given places."""
    steps = derived.diff(places)
    at = partial(_element, steps)
    shape = [-1 if each == dim else 1 for each in range(input.ndim)]
    before, after = _part(steps, 0, 0, -1), _part(steps, 0, 1, None)
    weights = [shapes.reshape(each, shape) for each in _central(before, after)]
    middle = _weighted(input, dim, weights, ((0, -2), (1, -1), (2, None)))
    if edge_order == 1:
        first, last = (_rise(input, dim, *two) for two in _OUTERMOST)
        ends = [operands.div(first, at(0)), operands.div(last, at(-1))]
    else:
        ends = [
            _weighted(input, dim, _one_sided(at(0), at(1)), ((0, 1), (1, 2), (2, 3))),
            _weighted(
                input,
                dim,
                [operands.mul(each, -1) for each in reversed(_one_sided(at(-1), at(-2)))],
                ((-3, -2), (-2, -1), (-1, None)),
            ),
        ]
    return joining.cat([ends[0], middle, ends[1]], dim)


def _weighted(input: Tensor, dim: int, weights: Sequence[Tensor], parts: Sequence[Any]) -> Tensor:
    """The sum of three neighbours, each with its weight."""
    first, second, third = (
        operands.mul(weight, _part(input, dim, *part)) for weight, part in zip(weights, parts)
    )
    return operands.add(operands.add(first, second), third)


def _central(before: Tensor, after: Tensor) -> list[Tensor]:
    """The weights of three neighbours in the slope at the middle one."""
    both = operands.add(before, after)
    return [
        operands.div(operands.mul(after, -1), operands.mul(before, both)),
        operands.div(operands.sub(after, before), operands.mul(before, after)),
        operands.div(before, operands.mul(after, both)),
    ]


def _one_sided(near: Tensor, far: Tensor) -> list[Tensor]:
    """The weights of three neighbours in the slope at the first one."""
    both = operands.add(near, far)
    twice = operands.add(operands.mul(near, 2), far)
    return [
        operands.div(operands.mul(twice, -1), operands.mul(near, both)),
        operands.div(both, operands.mul(near, far)),
        operands.div(operands.mul(near, -1), operands.mul(far, both)),
    ]
