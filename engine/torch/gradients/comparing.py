"""How gradcheck compares Jacobians: part by part where one side is complex."""

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
    """Gradients are not what differences say; the message has both Jacobians."""


class Tolerances(NamedTuple):
    """How far inputs are moved, and what may be between derivatives that should be equal.

    Attributes:
        tells_index: whether errors tell which element was moved.
    """

    eps: float
    atol: float
    rtol: float
    nondeterminism: float
    tells_index: bool

    def differences(
        self, func: Function, given: Sequence[Any], wanted: Sequence[int], output_at: int
    ) -> Jacobians:
        """The Jacobians of one of all outputs by differences."""
        return {
            at: by_differences(func, given, at, output_at, self.eps, self.tells_index)
            for at in wanted
        }


class _Direction(NamedTuple):
    """How Jacobians are compared of which one side is complex: part by part.

    Attributes:
        side: which one: 0 for the inputs, 1 for the outputs.
        part_of: gives the Jacobian of one part.
        told: what messages say of the direction.
    """

    side: int
    part_of: Callable[..., np.ndarray]
    told: str = ""


BACKWARD = _Direction(1, part_of_output)
FORWARD = _Direction(0, part_of_input, "computed with forward mode ")


def compare_parts(
    direction: _Direction,
    both: Callable[[int], tuple[Jacobians, Jacobians]],
    outputs: Sequence[tuple[int, Tensor]],
    inputs: dict[int, Tensor],
    may: Tolerances,
) -> None:
    """Compare two Jacobians of each output, the imaginary parts first.

    Args:
        both: gives them, by the output's place.
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
                told = f"While considering the {part} part of complex {side} only, "
                _compare(
                    of(found[at]),
                    of(expected[at]),
                    may,
                    f"{told if kinds[direction.side] == 'c' else ''}Jacobian {direction.told}"
                    f"mismatch for output {number} with respect to input {at}",
                )


def _kind(tensor: Tensor) -> str:
    return tensor._data.dtype.kind


def _compare(found: np.ndarray, expected: np.ndarray, may: Tolerances, mismatch: str) -> None:
    if not np.allclose(found, expected, may.rtol, may.atol):
        raise GradcheckError(
            f"{mismatch},\nnumerical:{wrap(expected)!r}\nanalytical:{wrap(found)!r}\n"
        )
