"""Masking keeps an element exactly or makes it zero, for arrays of any size."""

import numpy as np
import pytest

import engine.ops.elementwise.elementary  # noqa: F401 (declares relu)
from engine.ops.indexing.masking import zeroed
from engine.registry import raw

SPECIAL = [-0.0, 0.0, np.nan, -np.nan, np.inf, -np.inf, 1.5, -1.5]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64"])
@pytest.mark.parametrize("count", [0, 8, 4096])
def test_kept_elements_keep_every_bit(dtype: str, count: int):
    a = np.resize(np.array(SPECIAL if dtype != "int64" else [-3, 0, 5]), count).astype(dtype)
    where = np.arange(count) % 3 == 0
    masked = np.asarray(zeroed(a, where))
    assert masked.dtype == a.dtype
    assert masked[~where].tobytes() == a[~where].tobytes()
    assert masked[where].tobytes() == np.zeros(where.sum(), dtype).tobytes()


def test_an_array_with_another_memory_order_is_masked_correctly():
    a = np.arange(4096.0).reshape(64, 64).T
    assert (zeroed(a, a > 2000) == np.where(a > 2000, 0, a)).all()


def test_an_expanded_array_is_masked_correctly():
    a = np.broadcast_to(np.float32(3), (64, 64))
    where = np.eye(64, dtype=bool)
    assert (zeroed(a, where) == np.where(where, 0, 3)).all()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("count", [1, 8, 33, 4096])
def test_relu_keeps_minus_zero_and_nan(dtype: str, count: int):
    a = np.resize(np.array(SPECIAL), count).astype(dtype)
    positive = np.asarray(raw.relu(a))
    is_below = a < 0
    assert (positive[is_below] == 0).all()
    kept = ~is_below & ~np.isnan(a)
    assert positive[kept].tobytes() == a[kept].tobytes()
    assert (np.isnan(positive) == np.isnan(a)).all()
