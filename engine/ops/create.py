"""Operations that make tensors from numbers: ranges, constants, copies of data, random draws."""

from typing import Any

import numpy as np

from engine import dtypes, generator
from engine.op import op
from engine.tensor import Array


@op(formula=r"\mathrm{data}")
def tensor(*, data: Any) -> Array:
    """Elements given by the script, copied; ``data`` is an ndarray already in its dtype."""
    return np.array(data)[()]


@op(formula=r"\mathrm{start} + i \cdot \mathrm{step}")
def arange(*, start: float, end: float, step: float, dtype: dtypes.dtype) -> Array:
    """Evenly spaced numbers from ``start``, ``end`` excluded."""
    count = max(0, int(np.ceil((end - start) / step)))
    return (start + step * np.arange(count)).astype(dtype.numpy)


@op(formula=r"\mathrm{start} + i \frac{\mathrm{end} - \mathrm{start}}{\mathrm{steps} - 1}")
def linspace(*, start: float, end: float, steps: int, dtype: dtypes.dtype) -> Array:
    """``steps`` evenly spaced numbers from ``start`` to ``end``, both included."""
    return np.linspace(start, end, steps).astype(dtype.numpy)


@op(formula=r"\mathrm{fill\_value}")
def full(*, size: tuple[int, ...], fill_value: float, dtype: dtypes.dtype) -> Array:
    """One number everywhere."""
    return np.full(size, fill_value, dtype.numpy)[()]


@op(formula="0")
def zeros(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Zeros."""
    return np.zeros(size, dtype.numpy)[()]


@op(formula="1")
def ones(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Ones."""
    return np.ones(size, dtype.numpy)[()]


@op(formula="0")
def zeros_like(a: Array) -> Array:
    """Zeros in the shape and dtype of ``a``."""
    return np.zeros_like(a)[()]


@op(formula="1")
def ones_like(a: Array) -> Array:
    """Ones in the shape and dtype of ``a``."""
    return np.ones_like(a)[()]


@op(formula=r"u \sim \mathcal{U}(0, 1)")
def rand(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Uniform draws from [0, 1)."""
    return generator.default_generator.rand(size, dtype)[()]


@op(formula=r"z \sim \mathcal{N}(0, 1)")
def randn(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Draws from the standard normal distribution."""
    return generator.default_generator.randn(size, dtype)[()]


@op(formula=r"\mathrm{data}")
def shared(*, data: np.ndarray) -> Array:
    """The memory of an ndarray, not copied."""
    return data
