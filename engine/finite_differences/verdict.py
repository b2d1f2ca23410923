"""The request and the result of a gradient check."""

import math
from typing import Literal

import msgspec
import numpy as np

Finding = Literal[
    "agrees",
    "differs",
    "random",
    "unreached",
    "not_finite",
    "kink",
    "imprecise",
    "cut",
    "hooked",
    "complex",
    "unseen",
    "too_many",
    "error",
    "timeout",
]
"""See ``Verdict``."""

ALL_ELEMENTS = 12
"""A leaf with at most this many is perturbed by elements, a larger one in random directions."""

_SAME = 1e-5


class CheckTarget(msgspec.Struct, frozen=True):
    """The gradient of a leaf: the sum of some accumulations.

    Attributes:
        card: the leaf in the recording.
        accumulations: the indices of these among all accumulations of the run.
        shown: the elements of the last one, if they are few; a run that accumulates others draws
            other random numbers, or depends on something else from outside.
    """

    card: int
    accumulations: tuple[int, ...]
    shown: tuple[float, ...] | None = None

    def is_shown(self, last: np.ndarray) -> bool:
        """Whether the last accumulation agrees with what is shown."""
        if self.shown is None:
            return True
        shown = np.asarray(self.shown)
        margin = _SAME * np.abs(shown).max(initial=0.0)
        return shown.size == last.size and np.allclose(shown, last.ravel(), _SAME, margin)


class Verdict(msgspec.Struct, tag="verdict", frozen=True):
    """The result of comparing a gradient with central differences.

    Attributes:
        card: as in ``CheckTarget``.
        finding: "agrees" or "differs"; else why it cannot be checked: "random", two runs differ;
            "unreached", nothing was accumulated; "not_finite", a number is inf or nan; "kink", the
            function is not differentiable here; "imprecise", rounding would hide too large an
            error; "cut", part of the value bypasses the graph; "hooked", a hook may have changed
            the gradient; "complex", the leaf is complex; "unseen", the leaf or the pass was not
            found; "too_many" passes; "error", the script raised; "timeout", too little time.
        error: relative to the larger derivative; nan if nothing was compared.
        tolerance: the relative error up to which both count as equal.
        probes: the number of directions.
        size: the number of elements of the gradient; if equal to ``probes``, all were compared.
        passes: the number of passes.
        detail: for "error" the last line of the traceback.
    """

    card: int
    finding: Finding
    error: float = math.nan
    tolerance: float = math.nan
    probes: int = 0
    size: int = 0
    passes: int = 0
    detail: str = ""
