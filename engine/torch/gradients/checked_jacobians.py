"""Jacobians element by element: by backward passes, by forward mode and by differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import grad_mode
from engine.ops import create
from engine.passes import autograd
from engine.tensor import Tensor, wrap
from engine.torch.gradients import forward_ad

Function = Callable[..., Any]

Jacobians = dict[int, np.ndarray]
"""Those of one output, by the places of the inputs."""


def as_tuple(given: Any) -> tuple[Any, ...]:
    """What a function took or returned, if need be the only one."""
    return tuple(given) if isinstance(given, tuple | list) else (given,)


def differentiable(outputs: Any) -> list[Tensor]:
    """Those of what a function returned that require grad."""
    return [each for each in as_tuple(outputs) if each.requires_grad]


def by_rules(output: Tensor, inputs: dict[int, Tensor]) -> Jacobians:
    """For each input the Jacobian, inputs' elements by outputs'."""
    columns = reals(output._array()).size
    found = {}
    for at, each in inputs.items():
        own = reals(each._array())
        found[at] = np.zeros((own.size, columns), own.dtype)
    for column in range(columns):
        seed = np.zeros(output.shape, output._data.dtype)
        reals(seed)[column] = 1
        slopes = autograd.grad(
            output, tuple(inputs.values()), wrap(seed), retain_graph=True, allow_unused=True
        )
        for at, slope in zip(inputs, slopes, strict=True):
            sent = create.zeros_like(inputs[at]) if slope is None else slope
            found[at][:, column] = reals(sent._array())
    return found


def by_tangents(func: Function, given: Sequence[Any], at: int, number: int) -> np.ndarray:
    """The Jacobian of one output for one input, by forward mode."""
    point = given[at]
    rows = []
    for place in range(reals(point._array()).size):
        tangent = np.zeros(point.shape, point._data.dtype)
        reals(tangent)[place] = 1
        with forward_ad.dual_level():
            dual = forward_ad.make_dual(point, wrap(tangent))
            outputs = as_tuple(func(*[dual if each is point else each for each in given]))
            output = [each for each in outputs if each.dtype.is_floating_point][number]
            moved = forward_ad.unpack_dual(output).tangent
            rows.append(reals((create.zeros_like(output) if moved is None else moved)._array()))
    return np.stack(rows) if rows else np.zeros((0, 0))


def by_differences(
    func: Function, given: Sequence[Any], at: int, number: int, eps: float
) -> np.ndarray:
    """The Jacobian of one of all outputs for one input."""
    point = given[at]._array()

    def moved(place: int, step: float) -> np.ndarray:
        elements = np.array(point, order="C")
        reals(elements)[place] += step
        leaf = wrap(elements).requires_grad_()
        points = [leaf if each is given[at] else each for each in given]  # perhaps at two places
        return np.array(reals(as_tuple(func(*points))[number]._array()))

    places = range(reals(point).size)
    with grad_mode.enable_grad():
        rows = [(moved(place, eps) - moved(place, -eps)) / (2 * eps) for place in places]
    return np.stack(rows) if rows else np.zeros((0, 0))


def reals(array: np.ndarray) -> np.ndarray:
    """The elements one after the other; of complex ones, both parts."""
    flat = array.reshape(-1)
    return flat.view(flat.real.dtype) if array.dtype.kind == "c" else flat
