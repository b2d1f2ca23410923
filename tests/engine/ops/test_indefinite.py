"""Factors of symmetric and Hermitian matrices that need not be definite."""

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
def test_what_they_solve(size: int, seed: int, is_complex: bool, hermitian: bool, hollow: bool):
    rng = np.random.default_rng(seed)
    a, b = (_numbers(rng, shape, is_complex) for shape in ((2, size, size), (2, size, 3)))
    a = a + np.swapaxes(a.conj() if hermitian else a, -1, -2)
    if hollow:  # so that there are blocks of two rows
        a[:, np.arange(size), np.arange(size)] = 0
    factors, pivots, info = ldl_factor.kernel(np.tril(a), hermitian=hermitian)
    if np.any(info):  # a single row without its only element
        assert hollow
        assert size % 2
        return
    solved = ldl_solve.kernel(factors, b, pivots, hermitian=hermitian)
    condition = np.linalg.cond(a).max() if size else 1
    assert np.allclose(a @ solved, b, atol=1e-9 * condition)


@pytest.mark.parametrize("hermitian", [False, True])
def test_the_first_block_that_is_0_is_told(hermitian: bool):
    _, pivots, info = ldl_factor.kernel(np.zeros((2, 3, 3)), hermitian=hermitian)
    assert info.tolist() == [1, 1]
    assert pivots.tolist() == [[1, 2, 3], [1, 2, 3]]
