"""Tensors and numbers as JSON: exact, non-finite numbers by name, long tensors as digests."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_FULL_LIMIT = 4096
"""The number of elements above which a digest replaces the data."""

_DIGEST_EDGE = 32
"""The number of elements that a digest keeps at each end."""


def number_json(number: Any) -> bool | int | float | str | list[Any]:
    """A number as JSON; narrow floats in their shortest form.

    Non-finite numbers are "nan", "inf" and "-inf", complex ones pairs of their parts.
    """
    if isinstance(number, complex | np.complexfloating):
        return [number_json(number.real), number_json(number.imag)]
    if isinstance(number, bool | int | np.bool_ | np.integer):
        plain: bool | int = number.item() if isinstance(number, np.generic) else number
        return plain
    value = float(number)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    is_narrow = isinstance(number, np.float32 | np.float16)
    return float(str(np.float32(value))) if is_narrow else value


def tensor_json(elements: np.ndarray | np.generic, dtype_name: str = "") -> dict[str, Any]:
    """Shape, dtype and elements, row by row.

    Args:
        dtype_name: the name of the dtype, where it is not that of the array.
    """
    array = np.asarray(elements)
    flat = array.ravel()
    dtype = dtype_name or array.dtype.name
    described: dict[str, Any] = {"shape": list(array.shape), "dtype": dtype}
    if flat.size <= _FULL_LIMIT:
        return {**described, "data": [number_json(number) for number in flat]}
    return {
        **described,
        "digest": {
            "n": flat.size,
            "head": [number_json(number) for number in flat[:_DIGEST_EDGE]],
            "tail": [number_json(number) for number in flat[-_DIGEST_EDGE:]],
            "sum": number_json(flat.sum(dtype=np.result_type(flat, np.float64))),
            "abssum": number_json(np.abs(flat).sum(dtype=np.float64)),
        },
    }
