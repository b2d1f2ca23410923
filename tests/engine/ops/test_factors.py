"""The derivatives of matrix factors, through results that do not depend on their signs."""

from __future__ import annotations

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.ops.algebra import eigen, factoring, matrices, singular, solving
from engine.ops.elementwise import arithmetic, elementary
from engine.ops.shapes import layout
from engine.tensor import Tensor


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def swapped(a: Tensor) -> Tensor:
    return layout.transpose(a, dim0=a.ndim - 2, dim1=a.ndim - 1)


def positive_definite(a: Tensor) -> Tensor:
    return matrices.bmm(a, swapped(a))


def squared(a: Tensor) -> Tensor:
    return arithmetic.mul(a, a)


@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 3)])
def test_derivatives_of_cholesky_agree_with_differences(
    shape: tuple[int, ...], rng: np.random.Generator
):
    def factor(a: Tensor) -> Tensor:
        return solving.cholesky(positive_definite(a), upper=False)

    check_derivatives(factor, [rng.standard_normal(shape)], rng)


@pytest.mark.parametrize("upper", [False, True])
def test_derivatives_of_the_deprecated_cholesky_agree_with_differences(
    upper: bool, rng: np.random.Generator
):
    def factor(a: Tensor) -> Tensor:
        return solving.older_cholesky(positive_definite(a), upper=upper)

    check_derivatives(factor, [rng.standard_normal((2, 3, 3))], rng)


@pytest.mark.parametrize("upper", [False, True])
def test_derivatives_of_operations_with_a_cholesky_factor_agree_with_differences(
    upper: bool, rng: np.random.Generator
):
    triangle = layout.triu if upper else layout.tril

    def solution(a: Tensor, b: Tensor) -> Tensor:
        return factoring.cholesky_solve(a, triangle(b, diagonal=0), upper=upper)

    def inverse(a: Tensor) -> Tensor:
        return factoring.cholesky_inverse(triangle(a, diagonal=0), upper=upper)

    factor = rng.uniform(1.0, 2.0, (2, 3, 3))
    check_derivatives(solution, [rng.standard_normal((2, 3, 2)), factor], rng)
    check_derivatives(inverse, [factor], rng)


@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 3)])
def test_derivatives_of_eigh_agree_with_differences(
    shape: tuple[int, ...], rng: np.random.Generator
):
    def values(a: Tensor) -> Tensor:
        return solving.eigh(positive_definite(a), uplo="L")[0]

    def vectors(a: Tensor) -> Tensor:
        return squared(solving.eigh(positive_definite(a), uplo="L")[1])

    check_derivatives(values, [rng.standard_normal(shape)], rng)
    check_derivatives(vectors, [rng.standard_normal(shape)], rng)


@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 3)])
@pytest.mark.parametrize("output", [0, 1])
def test_derivatives_of_eig_agree_with_differences(
    shape: tuple[int, ...], output: int, rng: np.random.Generator
):
    def sizes(a: Tensor) -> Tensor:
        return elementary.abs(eigen.eig(a)[output])

    check_derivatives(sizes, [rng.standard_normal(shape)], rng)


@pytest.mark.parametrize("shape", [(4, 2), (2, 4), (2, 3, 3)])
@pytest.mark.parametrize("output", [0, 1, 2])
def test_derivatives_of_svd_agree_with_differences(
    shape: tuple[int, ...], output: int, rng: np.random.Generator
):
    def factor(a: Tensor) -> Tensor:
        return squared(singular.svd(a, full_matrices=False)[output])

    check_derivatives(factor, [rng.standard_normal(shape)], rng)
