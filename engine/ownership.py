"""Whether only a backward pass refers to an array, which then becomes a gradient uncopied."""

from __future__ import annotations

from sys import getrefcount

import numpy as np


def is_free(elements: np.ndarray, like: np.ndarray | np.generic) -> bool:
    """Whether only a pass refers to an array, within two calls, and its layout is ``like``'s.

    Source: AccumulateGrad of PyTorch 2.13, which counts references as well.
    """
    return (
        getrefcount(elements) <= _REFERENCES
        and elements.base is None
        and elements.flags.c_contiguous
        and like.flags.c_contiguous
    )


def _references() -> int:
    """The reference count of an array, within two calls, that nobody else refers to.

    It differs between versions of Python.
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
