"""Gradients through complex numbers and Fourier transforms, by those of their real parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.registry import traced
from engine.tensor import Tensor


def joined(a: Any, b: Any) -> Any:
    """Complex numbers of two parts."""
    return traced.complex(a, b, dtype=np.dtype(np.complex128))


FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "conj": lambda z, w: traced.conj(z),
    "conj_physical": lambda z, w: traced.conj_physical(z),
    "conj_physical_": lambda z, w: traced.conj_physical_(z),
    "mul": lambda z, w: traced.mul(z, w),
    "div": lambda z, w: traced.div(z, w),
    "reciprocal": lambda z, w: traced.reciprocal(z),
    "power": lambda z, w: traced.pow_number(z, exponent=3),
    "scaled": lambda z, w: traced.mul_number(z, number=1.5 - 2j),
    "exp": lambda z, w: traced.exp(z),
    "log": lambda z, w: traced.log(z),
    "sqrt": lambda z, w: traced.sqrt(z),
    "sin": lambda z, w: traced.sin(z),
    "tanh": lambda z, w: traced.tanh(z),
    "abs": lambda z, w: joined(traced.abs(z), traced.abs(w)),
    "angle": lambda z, w: joined(traced.angle(z), traced.angle(w)),
    "mm": lambda z, w: traced.mm(z, traced.t(w)),
    "copied parts": lambda z, w: traced.view_as_complex_copy(traced.view_as_real_copy(z)),
    "fft": lambda z, w: traced.fft_c2c(z, dim=(1,), scale=0.5, forward=True),
    "ifft2": lambda z, w: traced.fft_c2c(z, dim=(0, 1), scale=1.0, forward=False),
}


def parts(*tensors: Tensor) -> list[Any]:
    """Pairs of real tensors as complex ones."""
    return [joined(a, b) for a, b in zip(tensors[::2], tensors[1::2], strict=True)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_of_parts_agree_with_differences(name: str):
    rng = np.random.default_rng(5)
    order = 1 if name in ("abs", "angle") else 2

    def function(*tensors: Tensor) -> Any:
        return traced.view_as_real(FUNCTIONS[name](*parts(*tensors)))

    inputs = [rng.uniform(0.5, 2.0, (2, 3)) for _ in range(4)]
    check_derivatives(function, inputs, rng, order)


@pytest.mark.parametrize("size", [4, 5])
@pytest.mark.parametrize("onesided", [False, True])
def test_transforms_of_real_numbers_agree_with_differences(size: int, onesided: bool):
    rng = np.random.default_rng(6)

    def function(a: Tensor) -> Any:
        return traced.view_as_real(traced.fft_r2c(a, dim=(0, 1), scale=0.3, onesided=onesided))

    check_derivatives(function, [rng.standard_normal((2, size))], rng)


@pytest.mark.parametrize("size", [4, 5])
def test_transforms_to_real_numbers_agree_with_differences(size: int):
    rng = np.random.default_rng(7)

    def function(a: Tensor, b: Tensor) -> Any:
        (z,) = parts(a, b)
        return traced.fft_c2r(z, dim=(0, 1), scale=0.3, size=size)

    check_derivatives(function, [rng.standard_normal((2, 3)) for _ in range(2)], rng)


def test_pairs_are_numbers():
    rng = np.random.default_rng(8)

    def function(a: Tensor) -> Any:
        z = traced.view_as_complex(a)
        return traced.view_as_real(traced.mul(z, z))

    check_derivatives(function, [rng.standard_normal((3, 2))], rng)
