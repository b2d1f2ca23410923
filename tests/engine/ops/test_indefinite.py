"""LDL factors of symmetric and Hermitian indefinite matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ops.algebra.indefinite import ldl_factor, ldl_solve

sizes, seeds = st.integers(0, 9), st.integers(0, 10**6)


def _numbers(rng: np.random.Generator, shape: tuple[int, ...], is_complex: bool) -> np.ndarray:
    found = rng.normal(size=shape)
    return found + 1j * rng.normal(size=shape) if is_complex else found


@given(sizes, seeds, st.booleans(), st.booleans(), st.booleans())
def test_ldl_factors_solve_linear_equations(
    size: int, seed: int, is_complex: bool, hermitian: bool, hollow: bool
):
    rng = np.random.default_rng(seed)
    a, b = (_numbers(rng, shape, is_complex) for shape in ((2, size, size), (2, size, 3)))
    a = a + np.swapaxes(a.conj() if hermitian else a, -1, -2)
    if hollow:  # so that there are 2 x 2 pivots
        a[:, np.arange(size), np.arange(size)] = 0
    factors, pivots, info = ldl_factor.kernel(np.tril(a), hermitian=hermitian)
    if np.any(info):  # a single row without its diagonal element
        assert hollow
        assert size % 2
        return
    solved = ldl_solve.kernel(factors, b, pivots, hermitian=hermitian)
    condition = np.linalg.cond(a).max() if size else 1
    assert np.allclose(a @ solved, b, atol=1e-9 * condition)


@pytest.mark.parametrize("hermitian", [False, True])
def test_the_first_zero_pivot_is_reported(hermitian: bool):
    _, pivots, info = ldl_factor.kernel(np.zeros((2, 3, 3)), hermitian=hermitian)
    assert info.tolist() == [1, 1]
    assert pivots.tolist() == [[1, 2, 3], [1, 2, 3]]
