"""Type promotion: casts the operands of an operation to a common dtype."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.strides import converted
from engine.tensor import Array

Number = bool | int | float | complex


def promoted(values: list[Any], *, floating: bool, is_exact: bool = False) -> list[Any]:
    """Arrays and numbers cast to the dtype to which they promote.

    Args:
        floating: whether integer and bool promote to the default floating-point dtype.
        is_exact: whether a zero-dimensional second operand is not rounded to half precision.
    """
    if _agree(values):
        return values
    common = dtypes.result_type(*map(dtypes.operand, values))
    if floating:
        common = dtypes.floating_dtype(common)
    cast = [_cast(value, common.numpy) for value in values]
    if is_exact and len(values) == 2 and common.itemsize == 2 and not np.ndim(values[1]):
        cast[1] = np.float32(values[1]) if common.is_floating_point else cast[1]
    return cast


def _agree(values: Sequence[Any]) -> bool:
    """Whether all have the same floating-point dtype, so that nothing needs to be cast."""
    if not isinstance(values[0], np.ndarray | np.generic):
        return False
    dtype = values[0].dtype
    if dtype.kind != "f":
        return False
    for value in values:  # noqa: SIM110 (a generator would take longer than what it looks at)
        if getattr(value, "dtype", None) is not dtype:
            return False
    return True


def _cast(value: Array | Number, to: np.dtype[np.generic]) -> Array:
    if isinstance(value, np.ndarray | np.generic) and value.dtype == to:
        return value
    if isinstance(value, Number) and to.kind in dtypes.FLOATING_KINDS:
        return to.type(value)
    cast: Array = converted(np.asarray(value), to)[()]
    return cast
