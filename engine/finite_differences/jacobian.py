"""The Jacobian of a pass's output with respect to a leaf."""

from typing import Literal

import msgspec

MOST_ENTRIES = 64

JacobianOutcome = Literal["found", "too_large", "complex", "random", "unseen", "error", "stopped"]


class Jacobian(msgspec.Struct, tag="jacobian", frozen=True):
    """The derivative of each element of an output by each element of a leaf.

    Attributes:
        card: the leaf in the recording.
        outcome: "found"; else why not: "too_large", more than ``MOST_ENTRIES`` entries; "complex"
            numbers; "random", the script computes different numbers each time; "unseen", the output
            or the leaf was not found; "error", the script or a pass raised.
        output_shape, leaf_shape: their shapes.
        rows: one per output element, with one entry per leaf element.
        seed: the gradient of the output in the pass, one number per row.
        gradient: the pass's contribution to the leaf's gradient.
        is_of_sum: whether the output is the tensor of which the pass's root is the sum.
    """

    card: int
    outcome: JacobianOutcome
    output_shape: tuple[int, ...] = ()
    leaf_shape: tuple[int, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    seed: tuple[float, ...] = ()
    gradient: tuple[float, ...] = ()
    is_of_sum: bool = False
