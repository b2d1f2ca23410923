"""Names that PyTorch keeps although it has better ones, and says so."""

from __future__ import annotations

import math
from typing import Any

from engine import dtypes
from engine.ops import ranges
from engine.tensor import Tensor
from engine.torch import typed
from engine.torch.options import number, options_of
from engine.torch.warning import warn


def range(start: Any, end: Any, step: Any = 1, **options: Any) -> Tensor:
    """Evenly spaced numbers from ``start``, ``end`` included.

    Raises:
        RuntimeError: a step of zero, or one that leads away from the end.
    """
    warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is "
        "inconsistent with Python's range builtin. Instead, use torch.arange, which produces "
        "values in [start, end)."
    )
    first, last, stride = (
        number(each, "range", name)
        for name, each in {"start": start, "end": end, "step": step}.items()
    )
    if stride == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise RuntimeError(f"unsupported range: {first:g} -> {last:g}")
    if (last - first) * stride < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    chosen = options_of("range", options)
    return chosen.create(ranges.closed_range, start=first, end=last, step=stride)


def set_default_tensor_type(t: Any) -> None:
    """Let new tensors be of the dtype of a type of tensors, or of its name.

    Raises:
        TypeError: a dtype without fractions.
        AttributeError: there is no such type.
    """
    warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
        "torch.set_default_dtype() and torch.set_default_device() as alternatives."
    )
    if isinstance(t, str):
        name = t.removeprefix("torch.")
        if not hasattr(typed, name):
            raise AttributeError(f"module 'torch' has no attribute '{name}'")
        t = getattr(typed, name)
    element = getattr(t, "element", None)
    if element not in (dtypes.float16, dtypes.float32, dtypes.float64):
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.set_default_dtype(element)
