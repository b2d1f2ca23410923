"""Functions that compute full Jacobians and Hessians.

Source: torch.func.jacrev, jacfwd and hessian, PyTorch 2.13.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

import numpy as np

from engine.ops.shapes import joining, shape
from engine.tensor import Tensor, wrap
from engine.torch.gradients.autograd_functional import jacobian_rows
from engine.torch.gradients.capturing import enter
from engine.torch.gradients.transforms import (
    ForwardLevel,
    Level,
    changes_along,
    check_tensors,
    chosen,
    differentiating,
    parted,
    replaced,
)
from engine.torch.structures import mapped, tensors_in

Function = Callable[..., Any]


def jacrev(
    func: Function, argnums: Any = 0, *, has_aux: bool = False, chunk_size: int | None = None
) -> Function:
    """A function that returns the Jacobian of ``func``, by reverse mode.

    Args:
        func: maps tensors, or tuples, lists and dictionaries of tensors, to such.
        argnums: the arguments to differentiate by, one or several.
        has_aux: whether ``func`` returns auxiliary data besides its outputs.
        chunk_size: in PyTorch the number of rows computed at once; without effect here.

    Raises:
        ValueError: a chunk size that is not positive.
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")
    return _jacobian(func, argnums, has_aux, "vjp(f, *primals)", _rows)


def jacfwd(
    func: Function, argnums: Any = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Function:
    """A function that returns the Jacobian of ``func``, by forward mode."""
    return _jacobian(func, argnums, has_aux, "jvp(f, primals, tangents)", _columns)


def hessian(func: Function, argnums: Any = 0) -> Function:
    """A function that returns the Hessian of ``func``."""
    return jacfwd(jacrev(func, argnums), argnums)


_Blocks = Callable[[Level, list[Tensor]], list[tuple[Tensor, ...]]]
"""A function that computes the Jacobian of each output by each input of a level."""


def _rows(level: Level, outputs: list[Tensor]) -> list[tuple[Tensor, ...]]:
    is_joined = level.is_joined(outputs)
    return [jacobian_rows(0, each, level.inputs, is_joined, strict=False) for each in outputs]


def _columns(level: Level, outputs: list[Tensor]) -> list[tuple[Tensor, ...]]:
    along = changes_along(level, outputs)
    columns = [along(tangents) for tangents in _directions(level.inputs)]
    sizes = [each._data.size for each in level.inputs]
    starts = [0, *itertools.accumulate(sizes)]
    return [
        tuple(
            _beside([each[at] for each in columns[start : start + size]], output, leaf)
            for leaf, start, size in zip(level.inputs, starts, sizes, strict=False)
        )
        for at, output in enumerate(outputs)
    ]


def _directions(inputs: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Unit tangents for each element of the inputs in turn."""
    for moving in inputs:
        for at in range(moving._data.size):
            arrays = [np.zeros(each.shape, each._data.dtype) for each in inputs]
            for each, array in zip(inputs, arrays, strict=True):
                if each is moving:
                    array.flat[at] = 1
            yield [wrap(array) for array in arrays]


def _beside(columns: Sequence[Tensor], output: Tensor, leaf: Tensor) -> Tensor:
    target = (*output.shape, *leaf.shape)
    if not columns:
        return wrap(np.zeros(target, output._data.dtype))
    stacked = joining.stack(*columns, dim=0)
    turned = shape.permute(stacked, dims=(*range(1, stacked.ndim), 0))
    jacobian: Tensor = shape.view(turned, shape=target)
    return jacobian


def _require(args: Any) -> bool:
    return any(each.requires_grad for each in tensors_in(args))


def _jacobian(func: Function, argnums: Any, has_aux: bool, where: str, blocks: _Blocks) -> Function:
    @wraps(func)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        places = chosen(args, argnums)
        is_forward = blocks is _columns
        level = ForwardLevel("jacfwd") if is_forward else Level()
        is_for_tangents = is_forward and not _require(args)
        with differentiating(level, is_for_tangents):
            enter(args, kwargs)
            given = [level.entered(args[each]) for each in places]
            output, aux = parted(where, func(*replaced(args, places, given), **kwargs), has_aux)
            found = iter(blocks(level, check_tensors(where, output)))

            def by_inputs(_: Tensor) -> Any:
                by_input = dict(zip(map(id, level.inputs), next(found), strict=True))
                jacobian = mapped(lambda leaf: by_input[id(leaf)], tuple(given))
                return level.left(jacobian[0] if isinstance(argnums, int) else jacobian)

            jacobians = mapped(by_inputs, output)
        return (jacobians, level.left(aux)) if has_aux else jacobians

    return derivative
