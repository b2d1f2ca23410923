"""The Jacobian of what a pass starts from, by one leaf: what is asked, and what is found."""

from typing import Literal

import msgspec

MOST_ENTRIES = 64

JacobianOutcome = Literal["found", "too_large", "complex", "random", "unseen", "error", "stopped"]


class Jacobian(msgspec.Struct, tag="jacobian", frozen=True):
    """How each element of an output changes with each element of a leaf.

    Attributes:
        card: the leaf in the recording.
        outcome: "found"; else why not: "too_large", it has more than ``MOST_ENTRIES``; "complex",
            its numbers are; "random", the script computes others each time; "unseen", the output or
            the leaf was not found; "error", the script or a pass raised.
        output_shape, leaf_shape: of both.
        rows: one for each element of the output, of one entry for each of the leaf.
        seed: what the pass sends into the output, one number for each row.
        gradient: what the pass adds to the leaf's gradient.
        is_of_sum: whether the output is what the pass's own root is the sum of.
    """

    card: int
    outcome: JacobianOutcome
    output_shape: tuple[int, ...] = ()
    leaf_shape: tuple[int, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    seed: tuple[float, ...] = ()
    gradient: tuple[float, ...] = ()
    is_of_sum: bool = False
