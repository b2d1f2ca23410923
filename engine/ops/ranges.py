"""Evenly spaced numbers, to the last bit as PyTorch's loops for vector registers make them.

Source: PyTorch 2.13 on x86, whose compiler fuses each product with the sum that it goes into.
"""

from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.tensor import Array

_REGISTER_BYTES = 32
_HALVES = 2.0**27 + 1


@op(formula=r"\mathrm{start} + i \cdot \mathrm{step}")
def arange(*, start: float, end: float, step: float, dtype: dtypes.dtype) -> Array:
    """Evenly spaced numbers from ``start``, ``end`` excluded; whole ones take whole steps."""
    if dtype is dtypes.int64:
        return np.arange(int(start), int(end), int(step))
    places = np.arange(max(0, int(np.ceil((end - start) / step))))
    if dtype.numpy.kind in "iu":
        return (int(start) + int(step) * places).astype(dtype.numpy)
    if dtype not in (dtypes.float32, dtypes.float64):
        return (start + step * places).astype(dtype.numpy)
    numbers = _fused(step, places, start).astype(dtype.numpy)
    width = _REGISTER_BYTES // numbers.itemsize
    in_registers = places[: places.size // (2 * width) * (2 * width)]
    firsts = numbers[in_registers // width * width].astype(np.float64)
    numbers[: in_registers.size] = _fused(step, in_registers % width, firsts)
    return numbers


@op(formula=r"\mathrm{start} + i \cdot \mathrm{step}")
def closed_range(*, start: float, end: float, step: float, dtype: dtypes.dtype) -> Array:
    """Evenly spaced numbers from ``start``, ``end`` included."""
    places = np.arange(int((end - start) / step) + 1)
    return (start + step * places).astype(dtype.numpy)


@op(formula=r"\mathrm{start} + i \frac{\mathrm{end} - \mathrm{start}}{\mathrm{steps} - 1}")
def linspace(*, start: float, end: float, steps: int, dtype: dtypes.dtype) -> Array:
    """``steps`` evenly spaced numbers from ``start`` to ``end``, both included."""
    places = np.arange(steps)
    kind: Any = dtype.numpy.type if dtype.is_floating_point else np.float64
    first, last = (kind(dtype.numpy.type(each)) for each in (start, end))
    step = (last - first) / kind(max(steps - 1, 1))
    from_start = _fused(step, places, first)
    from_end = _fused(-step, steps - 1 - places, last)
    return np.where(places < max(steps // 2, 1), from_start, from_end).astype(dtype.numpy)


@op(formula=r"\mathrm{base}^{\mathrm{start} + i \cdot \mathrm{step}}")
def logspace(*, start: float, end: float, steps: int, base: float, dtype: dtypes.dtype) -> Array:
    """Powers of a base whose exponents are evenly spaced."""
    first, last = (float(dtype.numpy.type(each)) for each in (start, end))
    ends = {"start": first, "end": last}
    exponents = linspace.kernel(**ends, steps=steps, dtype=dtypes.float64)
    return np.power(np.float64(base), exponents).astype(dtype.numpy)


def _fused(factor: Any, places: np.ndarray, start: Any) -> np.ndarray:
    """factor * places + start in float64, as good as rounded once."""
    a, b, c = np.float64(factor), places.astype(np.float64), np.asarray(start, np.float64)
    product = a * b
    (high, low), (high_b, low_b) = _halves(a), _halves(b)
    lost = ((high * high_b - product) + high * low_b + low * high_b) + low * low_b
    total = product + c
    of_c = total - product
    lost_too = (product - (total - of_c)) + (c - of_c)
    lost = lost + lost_too
    return np.asarray(total + np.where(np.isfinite(lost), lost, 0))  # nan beside an infinite total


def _halves(number: Any) -> tuple[Any, Any]:
    """The leading bits of a number and the rest: products of such halves are exact."""
    high = _HALVES * number - (_HALVES * number - number)
    return high, number - high
