"""Whether an array can become a leaf's ``.grad`` without a copy: only the pass refers to it."""

from __future__ import annotations

from sys import getrefcount

import numpy as np


def is_free(elements: np.ndarray, like: np.ndarray | np.generic) -> bool:
    """Whether an array can be taken over: only the pass, two calls up, refers to it.

    It must also own its memory, and have the strides of ``like``.

    Source: AccumulateGrad of PyTorch 2.13, which counts references as well.
    """
    return (
        getrefcount(elements) <= _REFERENCES
        and elements.base is None
        and elements.flags.c_contiguous
        and like.flags.c_contiguous
    )


def _references() -> int:
    """The reference count that an array has there if nothing else refers to it.

    It differs between versions of Python, so that it is measured.
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
