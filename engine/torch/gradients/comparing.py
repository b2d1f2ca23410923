"""How gradcheck compares Jacobians: by real and imaginary parts if one side is complex."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np

from engine.tensor import Tensor, wrap
from engine.torch.gradients.checked_jacobians import (
    Function,
    Jacobians,
    by_differences,
    part_of_input,
    part_of_output,
)


class GradcheckError(RuntimeError):
    """The derivatives do not match finite differences; the message has both Jacobians."""


class Tolerances(NamedTuple):
    """The step of finite differences, and the tolerances.

    Attributes:
        tells_index: whether errors name the perturbed element.
    """

    eps: float
    atol: float
    rtol: float
    nondeterminism: float
    tells_index: bool

    def differences(
        self, func: Function, given: Sequence[Any], wanted: Sequence[int], output_at: int
    ) -> Jacobians:
        """The Jacobians of one output by finite differences."""
        return {
            at: by_differences(func, given, at, output_at, self.eps, self.tells_index)
            for at in wanted
        }


class _Direction(NamedTuple):
    """How Jacobians of which one side is complex are compared: by parts.

    Attributes:
        side: the complex side: 0 for the inputs, 1 for the outputs.
        part_of: returns the Jacobian of one part.
        name: what messages call the direction.
    """

    side: int
    part_of: Callable[..., np.ndarray]
    name: str = ""


BACKWARD = _Direction(1, part_of_output)
FORWARD = _Direction(0, part_of_input, "computed with forward mode ")


def compare_parts(
    direction: _Direction,
    both: Callable[[int], tuple[Jacobians, Jacobians]],
    outputs: Sequence[tuple[int, Tensor]],
    inputs: dict[int, Tensor],
    may: Tolerances,
) -> None:
    """Compare two Jacobians of each output, imaginary parts first.

    Args:
        both: returns them, by the index of the output.
    """
    known = cache(both)
    split = [list(inputs.values()), [output for _, output in outputs]][direction.side]
    parts = ("imaginary", "real") if any(_kind(each) == "c" for each in split) else ("real",)
    for part in parts:
        for number, (place, output) in enumerate(outputs):
            found, expected = known(place)
            for at, each in inputs.items():
                kinds = _kind(each) + _kind(output)
                of = partial(direction.part_of, kinds=kinds, part=int(part == "imaginary"))
                side = ("inputs", "outputs")[direction.side]
                context = f"While considering the {part} part of complex {side} only, "
                _compare(
                    of(found[at]),
                    of(expected[at]),
                    may,
                    f"{context if kinds[direction.side] == 'c' else ''}Jacobian {direction.name}"
                    f"mismatch for output {number} with respect to input {at}",
                )


def _kind(tensor: Tensor) -> str:
    return tensor._data.dtype.kind


def _compare(found: np.ndarray, expected: np.ndarray, may: Tolerances, mismatch: str) -> None:
    if not np.allclose(found, expected, may.rtol, may.atol):
        raise GradcheckError(
            f"{mismatch},\nnumerical:{wrap(expected)!r}\nanalytical:{wrap(found)!r}\n"
        )
