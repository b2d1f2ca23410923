"""Operations that make tensors from numbers: constants and copies of data."""

from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.strides import arranged
from engine.tensor import Array


@op(formula=r"\mathrm{data}")
def tensor(*, data: Any) -> Array:
    """Elements given by the script, copied; ``data`` is an ndarray already in its dtype."""
    return np.array(data)[()]


@op(formula=r"\delta_{ij}")
def eye(*, n: int, m: int, dtype: dtypes.dtype) -> Array:
    """Ones on the diagonal, and 0 elsewhere."""
    return np.eye(n, m, dtype=dtype.numpy)


@op(formula=r"\mathrm{fill\_value}")
def full(*, size: tuple[int, ...], fill_value: float, dtype: dtypes.dtype) -> Array:
    """One number everywhere."""
    return np.full(size, fill_value, dtype.numpy)[()]


@op(formula="0")
def zeros(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Zeros."""
    return np.zeros(size, dtype.numpy)[()]


@op(formula="0")
def empty(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Elements that nobody has set; here they are 0."""
    return np.zeros(size, dtype.numpy)[()]


@op(formula="0")
def empty_like(a: Array, *, dtype: dtypes.dtype | None = None) -> Array:
    """Elements that nobody has set, in the shape of ``a``; here they are 0."""
    return arranged(np.zeros_like(a, dtype.numpy if dtype else a.dtype), (a,))[()]


@op(formula="1")
def ones(*, size: tuple[int, ...], dtype: dtypes.dtype) -> Array:
    """Ones."""
    return np.ones(size, dtype.numpy)[()]


@op(formula="0")
def zeros_like(a: Array, *, dtype: dtypes.dtype | None = None) -> Array:
    """Zeros in the shape of ``a``, and in its dtype unless told otherwise."""
    return arranged(np.zeros_like(a, dtype.numpy if dtype else a.dtype), (a,))[()]


@op(formula="1")
def ones_like(a: Array, *, dtype: dtypes.dtype | None = None) -> Array:
    """Ones in the shape of ``a``, and in its dtype unless told otherwise."""
    return arranged(np.ones_like(a, dtype.numpy if dtype else a.dtype), (a,))[()]


@op(formula=r"\mathrm{fill\_value}")
def full_like(a: Array, *, fill_value: float, dtype: dtypes.dtype | None = None) -> Array:
    """One number in the shape of ``a``, and in its dtype unless told otherwise."""
    return arranged(np.full_like(a, fill_value, dtype.numpy if dtype else a.dtype), (a,))[()]


@op(formula=r"\mathrm{data}")
def shared(*, data: np.ndarray) -> Array:
    """The memory of an ndarray, not copied."""
    return data
