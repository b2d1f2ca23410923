"""Gradients of complex operations and Fourier transforms, by those of their real parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.ops.algebra.matrices import adjoint
from engine.registry import traced
from engine.tensor import Tensor


def joined(a: Any, b: Any) -> Any:
    """Complex numbers from their real and imaginary parts."""
    return traced.complex(a, b, dtype=np.dtype(np.complex128))


CONVOLUTION: dict[str, Any] = {"stride": (1,), "padding": (1,), "dilation": (1,), "groups": 1}
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
    "expm1": lambda z, w: traced.expm1(z),
    "added": lambda z, w: traced.add_scaled(z, w, alpha=2j),
    "subtracted": lambda z, w: traced.sub_scaled(z, w, alpha=2j),
    "lerp": lambda z, w: traced.lerp(z, w, z),
    "power of a number": lambda z, w: traced.pow_of_number(z, base=2 + 1j),
    "exp2": lambda z, w: traced.exp2(z),
    "sinc": lambda z, w: traced.sinc(z),
    "acosh": lambda z, w: traced.acosh(traced.neg(z)),
    "logsumexp": lambda z, w: traced.logsumexp(z, dim=(1,), keepdim=False),
    "conv1d": lambda z, w: traced.convolution(
        *(traced.unsqueeze(each, dim=0) for each in (z, w)),
        traced.constant(data=np.zeros(1)),
        **CONVOLUTION,
    ),
    "copied parts": lambda z, w: traced.view_as_complex_copy(traced.view_as_real_copy(z)),
    "fft": lambda z, w: traced.fft_c2c(z, dim=(1,), scale=0.5, forward=True),
    "ifft2": lambda z, w: traced.fft_c2c(z, dim=(0, 1), scale=1.0, forward=False),
}


def parts(*tensors: Tensor) -> list[Any]:
    """Pairs of real tensors as complex ones."""
    return [joined(a, b) for a, b in zip(tensors[::2], tensors[1::2], strict=True)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_of_complex_operations_agree_with_differences(name: str):
    rng = np.random.default_rng(5)
    order = 1 if name in ("abs", "angle") else 2

    def function(*tensors: Tensor) -> Any:
        return traced.view_as_real(FUNCTIONS[name](*parts(*tensors)))

    inputs = [rng.uniform(0.5, 2.0, (2, 3)) for _ in range(4)]
    check_derivatives(function, inputs, rng, order)


def hermitian(z: Any) -> Any:
    """A positive definite matrix."""
    shift = traced.constant(data=3 * np.eye(z.shape[-1], dtype=np.complex128))
    return traced.add(traced.mm(z, adjoint(traced, z)), shift)


TRIANGULAR: dict[str, Any] = {"upper": True, "unitriangular": False, "left": True}
MATRICES: dict[str, Callable[[Any, Any], Any]] = {
    "inverse": lambda z, w: traced.inverse(z),
    "det": lambda z, w: traced.det(z),
    "slogdet": lambda z, w: traced.slogdet(z)[0],
    "solve": lambda z, w: traced.solve(z, w, left=True),
    "solve from the right": lambda z, w: traced.solve(z, traced.t(w), left=False),
    "solve_triangular": lambda z, w: traced.solve_triangular(z, w, **TRIANGULAR),
    "cholesky": lambda z, w: traced.cholesky(hermitian(z), upper=False),
    "upper cholesky": lambda z, w: traced.cholesky(hermitian(z), upper=True),
    "cholesky_solve": lambda z, w: traced.cholesky_solve(
        w, traced.tril(z, diagonal=0), upper=False
    ),
    "eigh": lambda z, w: projector(traced.eigh(hermitian(z), uplo="L")[1]),
    "svd": lambda z, w: product(traced.svd(z, full_matrices=False)),
    "tall svd": lambda z, w: product(traced.svd(w, full_matrices=False)),
    "qr": lambda z, w: traced.qr(w, mode="reduced")[0],
    "wide qr": lambda z, w: traced.qr(traced.t(w), mode="reduced")[1],
    "pinv": lambda z, w: traced.pinv(w, rcond=1e-15),
    "lstsq": lambda z, w: traced.lstsq(w, z, rcond=1e-15, tells=False)[0],
    "matrix_exp": lambda z, w: traced.matrix_exp(z),
    "lu": lambda z, w: traced.lu(z)[1],
    "lu_factor": lambda z, w: traced.lu_factor(z)[0],
    "ormqr": lambda z, w: traced.ormqr(
        w, traced.select(w, dim=0, index=0), z, left=True, transpose=True
    ),
    "triangular_solve": lambda z, w: traced.triangular_solve(
        w, z, upper=True, transpose=True, unitriangular=False
    )[0],
    "householder_product": lambda z, w: traced.householder_product(
        w, traced.select(w, dim=0, index=0)
    ),
}


def projector(vectors: Any) -> Any:
    """The projector on the first eigenvector, which does not depend on its phase."""
    first = traced.slice(vectors, dim=1, start=0, end=1, step=1)
    return traced.mm(first, adjoint(traced, first))


def product(factors: Any) -> Any:
    """A product of singular vectors that does not depend on their phases."""
    u, s, vh = factors
    scaled = traced.mul(u, traced.unsqueeze(traced.mul(s, s), dim=0))
    return traced.mm(scaled, vh)


@pytest.mark.parametrize("name", MATRICES)
def test_gradients_of_complex_matrices_agree_with_differences(name: str):
    rng = np.random.default_rng(3)

    def function(*tensors: Tensor) -> Any:
        return traced.view_as_real(MATRICES[name](*parts(*tensors)))

    inputs = [rng.normal(size=shape) for shape in ((3, 3), (3, 3), (3, 2), (3, 2))]
    check_derivatives(function, inputs, rng, 2)


@pytest.mark.parametrize("size", [4, 5])
@pytest.mark.parametrize("onesided", [False, True])
def test_gradients_of_real_to_complex_transforms_agree_with_differences(size: int, onesided: bool):
    rng = np.random.default_rng(6)

    def function(a: Tensor) -> Any:
        return traced.view_as_real(traced.fft_r2c(a, dim=(0, 1), scale=0.3, onesided=onesided))

    check_derivatives(function, [rng.standard_normal((2, size))], rng)


@pytest.mark.parametrize("size", [4, 5])
def test_gradients_of_complex_to_real_transforms_agree_with_differences(size: int):
    rng = np.random.default_rng(7)

    def function(a: Tensor, b: Tensor) -> Any:
        (z,) = parts(a, b)
        return traced.fft_c2r(z, dim=(0, 1), scale=0.3, size=size)

    check_derivatives(function, [rng.standard_normal((2, 3)) for _ in range(2)], rng)


def test_pairs_of_reals_are_viewed_as_complex_numbers():
    rng = np.random.default_rng(8)

    def function(a: Tensor) -> Any:
        z = traced.view_as_complex(a)
        return traced.view_as_real(traced.mul(z, z))

    check_derivatives(function, [rng.standard_normal((3, 2))], rng)
