"""Elementary functions of few numbers in single precision, to the last digit.

PyTorch's kernels return nearly always the nearest number in single precision, numpy's in half to
nine tenths of all cases. Of few numbers the digits may be read, as by ``item()``, so these are
computed in double precision; of many, only speed counts.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

_FLOAT32 = np.dtype(np.float32)
_float32, _float64 = np.float32, np.float64
_ONE = np.float32(1)
"""Times this, a float is rounded to single precision, in half the time of a conversion."""
_FEW = 256
_VECTOR = 16
"""From this number of elements on, kernels compute with vectors."""


def _to_last_digit(
    of_one: Callable[[Any], float], of_many: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    def compute(a: Any) -> Any:
        if type(a) is _float32:
            try:
                return _ONE * of_one(a)
            except (ValueError, OverflowError):  # where numpy has nan or an infinity
                return _float32(of_many(np.float64(a)))
        if a.dtype is _FLOAT32 and a.size <= _FEW:
            return of_many(a.astype(_float64)).astype(_float32)
        return of_many(a)

    return compute


exp = _to_last_digit(math.exp, np.exp)
exp2 = _to_last_digit(math.exp2, np.exp2)
expm1 = _to_last_digit(math.expm1, np.expm1)
log = _to_last_digit(math.log, np.log)
log2 = _to_last_digit(math.log2, np.log2)
log10 = _to_last_digit(math.log10, np.log10)
log1p = _to_last_digit(math.log1p, np.log1p)
sin = _to_last_digit(math.sin, np.sin)
cos = _to_last_digit(math.cos, np.cos)
tan = _to_last_digit(math.tan, np.tan)
arcsin = _to_last_digit(math.asin, np.arcsin)
arccos = _to_last_digit(math.acos, np.arccos)
arctan = _to_last_digit(math.atan, np.arctan)
sinh = _to_last_digit(math.sinh, np.sinh)
cosh = _to_last_digit(math.cosh, np.cosh)
tanh = _to_last_digit(math.tanh, np.tanh)
arctanh = _to_last_digit(math.atanh, np.arctanh)


def less_product(c: Any, a: Any, b: Any) -> Any:
    """c - a * b, rounded once, as the processor's instruction does that kernels use for it."""
    if type(a) is _float32 and not isinstance(c, np.ndarray):
        return _ONE * (float(c) - float(a) * float(b))
    if a.dtype is _FLOAT32 and a.size <= _FEW:
        return (c - a.astype(_float64) * b).astype(_float32)
    product = a * b
    if isinstance(product, np.ndarray) and not (isinstance(c, np.ndarray) and c.ndim):
        return np.subtract(c, product, product)
    return c - product


def plus_product(c: Any, a: Any, b: Any) -> Any:
    """c + a * b for arrays of one dtype, rounded once as in ``less_product``."""
    if type(a) is _float32 and type(c) is _float32:
        return _ONE * (float(c) + float(a) * float(b))
    if a.dtype is _FLOAT32 and a.size <= _FEW:
        return (c + a.astype(_float64) * b).astype(_float32)
    return c + a * b


def power(a: Any, exponent: complex) -> Any:
    """a to the power of a number, which kernels round to the dtype of a only for many elements."""
    exact, rounded = exponent, a.dtype.type(exponent)
    if a.dtype is _FLOAT32 and a.size <= _FEW:
        return (a.astype(_float64) ** (exact if a.size < _VECTOR else rounded)).astype(_float32)
    return np.power(a, rounded)
