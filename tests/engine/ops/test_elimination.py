"""Gaussian elimination."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ops.algebra.elimination import factored, solved, solved_across, solved_by

sizes = st.integers(1, 9)
seeds = st.integers(0, 10**6)


def _equations(size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A batch of invertible matrices, and right sides."""
    draws = np.random.default_rng(seed)
    return draws.normal(size=(2, size, size)) + 4 * np.eye(size), draws.normal(size=(size, 3))


@given(sizes, seeds)
def test_solutions_solve_their_equations(size: int, seed: int):
    a, b = _equations(size, seed)
    assert np.allclose(a @ solved(a, b), np.broadcast_to(b, (2, size, 3)))
    assert np.allclose(
        np.swapaxes(a, -1, -2) @ solved_across(a, b), np.broadcast_to(b, (2, size, 3))
    )
    assert np.allclose(solved_by(factored(a), b), solved(a, b))


@given(sizes, seeds)
def test_the_product_of_pivots_is_the_determinant(size: int, seed: int):
    a, _ = _equations(size, seed)
    factors = factored(a[:, ::-1])
    found = factors.parity * np.prod(factors.pivots, axis=-1)
    assert np.allclose(found, np.linalg.det(a[:, ::-1]))


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_determinants_of_integer_matrices_are_integers(numbers: list[int]):
    a = np.array(numbers, float).reshape(2, 2)
    factors = factored(a)
    assert round(factors.parity * np.prod(factors.pivots), 9) == round(np.linalg.det(a), 9)


@pytest.mark.parametrize("solve", [solved, solved_across])
def test_singular_matrices_are_refused(solve):
    with pytest.raises(np.linalg.LinAlgError):
        solve(np.ones((2, 3, 3)), np.ones((3, 1)))
