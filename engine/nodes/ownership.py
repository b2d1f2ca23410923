"""Whether an array can become a leaf's ``.grad`` uncopied, because only the pass refers to it."""

from __future__ import annotations

from sys import getrefcount

import numpy as np


def is_free(elements: np.ndarray, like: np.ndarray | np.generic) -> bool:
    """Whether nothing but the pass, two stack frames up, refers to an array.

    It must also own its memory and have the strides of ``like``.

    Source: AccumulateGrad of PyTorch 2.13, which counts references as well.
    """
    return (
        getrefcount(elements) <= _REFERENCES
        and elements.base is None
        and elements.flags.c_contiguous
        and like.flags.c_contiguous
    )


def _references() -> int:
    """The reference count of an array there if nothing else refers to it.

    It is measured, since it differs between versions of Python.
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
