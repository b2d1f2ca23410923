"""What a check of one gradient is asked, and what it found out."""

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
"""A leaf with at most this many is moved element by element, a larger one in random directions."""

_SAME = 1e-5


class CheckTarget(msgspec.Struct, frozen=True):
    """The gradient of a leaf: the sum of what some passes added to it.

    Attributes:
        card: the leaf in the recording.
        accumulations: the places, among all accumulations of the run, of those that are summed.
        shown: the elements of what the last of them added, where they are few; a run that comes
            to others draws other random numbers, or depends on something else from outside.
    """

    card: int
    accumulations: tuple[int, ...]
    shown: tuple[float, ...] | None = None

    def is_shown(self, last: np.ndarray) -> bool:
        """Whether what the last pass added can be what is shown."""
        if self.shown is None:
            return True
        shown = np.asarray(self.shown)
        margin = _SAME * np.abs(shown).max(initial=0.0)
        return shown.size == last.size and np.allclose(shown, last.ravel(), _SAME, margin)


class Verdict(msgspec.Struct, tag="verdict", frozen=True):
    """What came of comparing one gradient with central differences.

    Attributes:
        card: as in ``CheckTarget``.
        finding: "agrees" or "differs"; else why nothing can be said: "random", two runs of the
            script differ; "unreached", nothing was added to the gradient; "not_finite", a number
            is inf or nan; "kink", there is no derivative here; "imprecise", rounding would hide too
            large an error; "cut", part of the value comes by a way that gradients are kept from;
            "hooked", a hook may have changed them; "complex", the leaf has complex numbers;
            "unseen", where the leaf or the pass begins was not found; "too_many" passes; "error",
            the script raised; "timeout", too little time.
        error: relative to the larger of both sides; nan where nothing was compared.
        tolerance: up to which relative error both count as the same.
        probes: along how many directions it was compared.
        size: how many elements the gradient has; with as many probes, each was compared.
        passes: how many passes were summed.
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
