"""Jacobians element by element: by backward passes, by forward mode, by finite differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import dtypes, grad_mode
from engine.ops import create
from engine.passes import autograd
from engine.size import Size
from engine.tensor import Tensor, wrap
from engine.torch.gradients import forward_ad

Function = Callable[..., Any]

Jacobians = dict[int, np.ndarray]
"""The Jacobians of one output, by the indices of the inputs."""


def as_tuple(given: Any) -> tuple[Any, ...]:
    """The arguments or results of a function as a tuple."""
    return tuple(given) if isinstance(given, tuple | list) else (given,)


def differentiable(outputs: Any) -> list[Tensor]:
    """The outputs of a function that require grad."""
    return [each for each in as_tuple(outputs) if each.requires_grad]


def by_rules(output: Tensor, inputs: dict[int, Tensor]) -> Jacobians:
    """For each input the Jacobian, with a row per input element and a column per output element."""
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


def by_tangents(func: Function, given: Sequence[Any], at: int, output_at: int) -> np.ndarray:
    """The Jacobian of one output with respect to one input, by forward mode."""
    point = given[at]
    rows = []
    for place in range(reals(point._array()).size):
        tangent = np.zeros(point.shape, point._data.dtype)
        reals(tangent)[place] = 1
        with forward_ad.dual_level():
            duals = {
                id(each): forward_ad.make_dual(
                    each, wrap(tangent) if each is point else create.zeros_like(each)
                )
                for each in given
                if isinstance(each, Tensor) and each.requires_grad
            }
            outputs = as_tuple(func(*[duals.get(id(each), each) for each in given]))
            output = outputs[output_at]
            moved = forward_ad.unpack_dual(output).tangent
            rows.append(reals((create.zeros_like(output) if moved is None else moved)._array()))
    return np.stack(rows) if rows else np.zeros((0, 0))


def by_differences(
    func: Function, given: Sequence[Any], at: int, output_at: int, eps: float, tells_index: bool
) -> np.ndarray:
    """The Jacobian of one output with respect to one input, by finite differences.

    Args:
        eps: the step.
        tells_index: whether errors name the index of the perturbed element.

    Raises:
        AssertionError: the shape or dtype of the output changes with the input.
    """
    point = given[at]._array()

    def moved(place: int, step: float) -> np.ndarray:
        elements = np.array(point, order="C")
        reals(elements)[place] += step
        leaf = wrap(elements)._with_grad_required()
        points = [leaf if each is given[at] else each for each in given]  # it may be given twice
        return np.array(as_tuple(func(*points))[output_at]._array())

    places = range(reals(point).size)
    rows = []
    with grad_mode.enable_grad():
        for place in places:
            below, above = moved(place, -eps), moved(place, eps)
            index = np.unravel_index(place * point.size // len(places), point.shape)
            where = f" on index {tuple(map(int, index))}" if tells_index else ""
            _check_alike(below, above, f"{where} by {eps}")
            rows.append((reals(above) - reals(below)) / (2 * eps))
    return np.stack(rows) if rows else np.zeros((0, 0))


def _check_alike(below: np.ndarray, above: np.ndarray, moved: str) -> None:
    checks = [
        ("shape", Size(below.shape), Size(above.shape)),
        ("dtype", dtypes.of(below.dtype), dtypes.of(above.dtype)),
    ]
    for what, one, other in checks:
        if one != other:
            raise AssertionError(
                f"Expected `func` to return outputs with the same {what} when inputs are perturbed"
                f"{moved}, but got: {what}s {one} and {other}."
            )


def part_of_output(jacobian: np.ndarray, kinds: str, part: int) -> np.ndarray:
    """The Jacobian of the real (0) or imaginary (1) part of a complex output.

    A complex input has one row per element: the derivative by its real part, plus ``1j`` times the
    derivative by its imaginary part.

    Args:
        kinds: the numpy kinds of the input and of the output; "c" is complex.
    """
    of_part = jacobian[:, part::2] if kinds[1] == "c" else jacobian
    return of_part[0::2] + 1j * of_part[1::2] if kinds[0] == "c" else of_part


def part_of_input(jacobian: np.ndarray, kinds: str, part: int) -> np.ndarray:
    """The Jacobian, perhaps complex, by the real (0) or imaginary (1) part of a complex input."""
    by_part = jacobian[part::2] if kinds[0] == "c" else jacobian
    return by_part[:, 0::2] + 1j * by_part[:, 1::2] if kinds[1] == "c" else by_part


def reals(array: np.ndarray) -> np.ndarray:
    """The flattened elements; of complex ones, both parts."""
    flat = array.reshape(-1)
    return flat.view(flat.real.dtype) if array.dtype.kind == "c" else flat
