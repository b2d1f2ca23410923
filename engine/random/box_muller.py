"""Normals from uniforms by the Box-Muller transform (1958), rounded as PyTorch does it.

Its kernels for single precision compute logarithm, sine and cosine by the polynomials of the
Cephes library in eight lanes (aten/src/ATen/native/cpu/avx_mathfun.h, behaviour), multiplying
and adding in one instruction, which rounds once. Their results are not the nearest numbers, so
they are followed step by step, in double precision, which holds products of single ones. That
takes several times as long, so many numbers are left to numpy, which differs in the last digit.
"""

import math

import numpy as np

LANES = 8
"""The distance between the two uniforms of a pair of normals."""

_FEW = 2**14


def _single(*numbers: float) -> list[float]:
    """Numbers rounded to single precision."""
    return [float(np.float32(each)) for each in numbers]


_ROOT_OF_HALF, _TURN, _EIGHTHS_PER_UNIT = _single(0.707106781186547524, 2 * math.pi, 4 / math.pi)
_LOG = [
    *_single(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1),
    *_single(-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1),
]
_LOG_OF_2 = _single(-2.12194440e-4, 0.693359375)
"""The logarithm of 2 in two parts, the second of few digits."""

_COS = _single(2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
_SIN = _single(-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
_COS_AND_SIN = [np.array([[[c]], [[s]]]) for c, s in zip(_COS, _SIN)]
_EIGHTH_TURN = _single(-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)
"""Minus an eighth of a turn in three parts, the first ones of few digits."""


def box_muller(uniforms: np.ndarray) -> np.ndarray:
    """Turn blocks of uniforms into normals."""
    pairs = uniforms.reshape(-1, 2, LANES)
    if uniforms.dtype == np.float32 and uniforms.size <= _FEW:
        exact = pairs.astype(np.float64)
        logarithm, angle = _log(_rounded(1 - exact[:, 0])), _rounded(exact[:, 1] * _TURN)
        sine, cosine = _sine_and_cosine(angle)
    else:
        logarithm, angle = np.log(1 - pairs[:, 0]), 2 * math.pi * pairs[:, 1]
        sine, cosine = np.sin(angle), np.cos(angle)
    radius = np.sqrt(-2 * logarithm)
    return np.stack([radius * cosine, radius * sine], axis=1).ravel()


def _rounded(a: np.ndarray) -> np.ndarray:
    return a.astype(np.float32).astype(np.float64)


def _log(x: np.ndarray) -> np.ndarray:
    mantissa, exponent = np.frexp(x)
    is_low = mantissa < _ROOT_OF_HALF
    power: np.ndarray = np.subtract(exponent, is_low, dtype=np.float64)
    x = np.ldexp(mantissa, is_low) - 1
    square = _rounded(x * x)
    y = _rounded(_LOG[0] * x + _LOG[1])
    for each in _LOG[2:]:
        y = _rounded(y * x + each)
    y = _rounded(_rounded(y * x) * square + _rounded(power * _LOG_OF_2[0]))
    y = _rounded(x + _rounded(y - 0.5 * square))
    logarithm: np.ndarray = (power * _LOG_OF_2[1] + y).astype(np.float32)
    return logarithm


def _sine_and_cosine(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of angles from 0 up: by polynomials for what exceeds a multiple of a quarter turn."""
    eighths = _rounded(x * _EIGHTHS_PER_UNIT).astype(np.int32) + 1 & ~1
    for each in _EIGHTH_TURN:
        x = _rounded(eighths * each + x)
    square = _rounded(x * x)
    y = _COS_AND_SIN[0]
    for pair in _COS_AND_SIN[1:]:
        y = _rounded(y * square + pair)
    y = _rounded(y * square)
    even = (y[0] * square - 0.5 * square).astype(np.float32) + np.float32(1)
    odd = (y[1] * x + x).astype(np.float32)
    is_turned = (eighths & 2) != 0
    sine, cosine = np.where(is_turned, even, odd), np.where(is_turned, odd, even)
    np.negative(sine, out=sine, where=(eighths & 4) != 0)
    np.negative(cosine, out=cosine, where=(eighths - 2 & 4) == 0)
    return sine, cosine
