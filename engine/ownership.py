"""Who has an array: what only a backward pass has can become a gradient without being copied."""

from __future__ import annotations

from sys import getrefcount

import numpy as np


def is_free(elements: np.ndarray, like: np.ndarray | np.generic) -> bool:
    """Whether only a pass has an array, handed on by two calls, that lies as another one does.

    Source: AccumulateGrad of PyTorch 2.13, which counts references as well.
    """
    return (
        getrefcount(elements) <= _REFERENCES
        and elements.base is None
        and elements.flags.c_contiguous
        and like.flags.c_contiguous
    )


def _references() -> int:
    """How many references two calls show of an array that nobody else has.

    Versions of Python differ in it.
    """

    def sweep() -> int:
        gradient = np.zeros(1)
        return send(gradient)

    def send(gradient: np.ndarray) -> int:
        return counted(gradient)

    def counted(elements: np.ndarray) -> int:
        return getrefcount(elements)

    return sweep()


_REFERENCES = _references()
