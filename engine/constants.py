"""Python numbers as numpy constants, cached so that each is converted only once."""

from __future__ import annotations

from typing import Any

import numpy as np

_MAX_KEPT = 4096


class _Kept(dict[Any, dict[float, Any]]):
    def __missing__(self, kind: Any) -> dict[float, Any]:
        of_kind = self[kind] = {}
        return of_kind


kept = {float: _Kept(), int: _Kept()}
"""The cached constants: by type of the number, dtype or numpy type, and number; -0 counts as 0."""


def constant(number: float, kind: Any) -> Any:
    """A number as a zero-dimensional array of a dtype, or as a scalar of a numpy type.

    Arithmetic of an array with a zero-dimensional array is faster than with a Python number. The
    array is shared and must not be written to.
    """
    of_kind = kept[int if isinstance(number, int) else float][kind]
    known = of_kind.get(number)
    if known is None or not number:
        check_whole(number)
        known = np.array(number, kind) if isinstance(kind, np.dtype) else kind(number)
        if len(of_kind) > _MAX_KEPT:
            of_kind.clear()
        of_kind[number] = known
    return known


def was_whole(known: Any) -> bool:
    """Whether a constant was made from an int; if no longer cached, whether it is integral."""
    number = known.item()
    for kind in (known.dtype, known.dtype.type):
        if kept[int][kind].get(number) is known:
            return True
        if kept[float][kind].get(number) is known:
            return False
    return float(number).is_integer()


def check_whole(number: complex) -> None:
    """Check that a number fits into 64 bits, as PyTorch's arithmetic requires.

    Raises:
        OverflowError: an integer with more than 64 bits.
    """
    if isinstance(number, int) and not -(2**63) <= number < 2**64:
        is_below = number < 0  # for these PyTorch asks Python for an unsigned integer
        raise OverflowError(
            "can't convert negative int to unsigned" if is_below else "int too big to convert"
        )


class _InEachDtype(dict["np.dtype[np.generic]", np.ndarray]):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, dtype: np.dtype[np.generic]) -> np.ndarray:
        made = self[dtype] = np.array(self._number, dtype)
        return made


zeros, ones = _InEachDtype(0), _InEachDtype(1)
"""Zero and one in every dtype, as ``constant`` gives other numbers."""
