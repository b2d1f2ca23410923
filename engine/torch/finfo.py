"""``torch.finfo`` and ``torch.iinfo``: the limits of dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.dotted_name import DottedName
from engine.errors import type_name
from engine.torch.calling.dtype_arguments import checked_dtype

_DEFAULT: Any = object()


def _checked(function: str, given: Any) -> dtypes.dtype:
    if not isinstance(given, dtypes.dtype | type):
        raise TypeError(
            f"{function}(): argument 'type' (position 1) must be torch.dtype, not "
            f"{type_name(given)}"
        )
    return checked_dtype(function, given)


class finfo(metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """The limits of a floating-point dtype.

    Attributes:
        bits, eps, max, min, tiny, smallest_normal, resolution: as PyTorch names them.
        dtype: the dtype's name.
    """

    __module__ = "torch"

    def __init__(self, type: Any = _DEFAULT) -> None:
        of = dtypes.default_dtype() if type is _DEFAULT else _checked("finfo", type)
        if not (of.is_floating_point or of.is_complex):
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle "
                "'torch.finfo'"
            )
        limits = dtypes.limits(of.numpy)
        self.bits = int(limits.bits)
        self.eps = float(limits.eps)
        self.max = float(limits.max)
        self.min = float(limits.min)
        self.tiny = self.smallest_normal = float(limits.tiny)
        self.resolution = 10.0**-limits.precision
        self.dtype = of.name

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo(metaclass=DottedName):  # noqa: N801 (PyTorch's own name)
    """The limits of an integer dtype.

    Attributes:
        bits, max, min: as PyTorch names them.
        dtype: the dtype's name.
    """

    __module__ = "torch"

    def __init__(self, type: Any) -> None:
        of = _checked("iinfo", type)
        if of is dtypes.bool:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if of.category is not dtypes.Category.INTEGER:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle "
                "'torch.iinfo'"
            )
        limits = np.iinfo(of.name)
        self.bits, self.max, self.min = int(limits.bits), int(limits.max), int(limits.min)
        self.dtype = of.name

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
