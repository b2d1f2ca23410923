"""How texts and values are stored, also when memory is short."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.record.recording import Recording
from engine.record.values import Value, range_of
from engine.recorder.budgets import Budgets
from engine.recorder.tables_writer import TablesWriter


def kept(array: np.ndarray, budgets: Budgets) -> Value:
    """A value, stored and read back."""
    recording = Recording("")
    writer = TablesWriter("", budgets, recording.append)
    number = writer.values.number(array)
    writer.send()
    value = recording.value(number)
    assert value is not None
    return value


class Crowded(np.ndarray):
    """An array whose whole bytes do not fit into memory."""

    def tobytes(self, order: str | None = "C") -> bytes:
        if self.size > 256:
            raise MemoryError
        return super().tobytes()


def test_a_large_value_is_stored_as_a_sample_with_the_range_of_the_whole():
    array = np.arange(1000.0)
    whole = kept(array, Budgets(max_value_bytes=8000))
    sample = kept(array, Budgets(max_value_bytes=7999))
    assert whole.is_whole
    assert not sample.is_whole
    for value in (whole, sample):
        assert (value.lowest, value.highest, value.mean) == (0.0, 999.0, 499.5)


def test_a_value_without_memory_is_stored_as_a_sample(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(np, "asarray", np.asanyarray)
    value = kept(np.arange(1000.0).view(Crowded), Budgets())
    assert not value.is_whole
    assert (value.shape, value.highest) == ((1000,), 999.0)


def test_texts_that_utf_8_cannot_encode_are_escaped():
    recording = Recording("")
    writer = TablesWriter("", Budgets(), recording.append)
    assert writer.strings["a\ud800é"] == writer.strings["a\ud800é"] == 0
    writer.send()
    assert recording.strings == ["a\\ud800é"]


def finite_range(array: np.ndarray) -> list[float]:
    finite = array[np.isfinite(array)].astype(float)
    return [finite.min(), finite.max(), finite.mean()] if finite.size else [math.nan] * 3


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.bool_]),
        arrays.array_shapes(min_dims=0, min_side=0, max_side=5),
        elements={"min_value": -1000, "max_value": 1000},
    )
)
def test_the_range_is_that_of_the_finite_numbers(array: np.ndarray):
    found, (lowest, highest, mean) = range_of(array.T), finite_range(array)
    np.testing.assert_array_equal(found[:2], (lowest, highest))
    # Sums are rounded like elements, however much of them cancels out in the mean.
    precision = np.finfo(array.dtype if array.dtype.kind == "f" else np.float64).eps
    roundings = array.size * precision * max(abs(lowest), abs(highest))
    np.testing.assert_allclose(found.mean, mean, rtol=0, atol=roundings)


@pytest.mark.parametrize("change", [lambda a: a, lambda a: a.T, lambda a: a[::3, ::2]])
@pytest.mark.parametrize("odd", [1.0, np.nan, -np.inf])
def test_the_range_of_a_large_array_is_exact(
    change: Callable[[np.ndarray], np.ndarray], odd: float
):
    array = np.random.default_rng(1).normal(size=(700, 900)).astype(np.float32)
    array[::7, 3] = odd
    np.testing.assert_allclose(range_of(change(array)), finite_range(change(array)), rtol=1e-4)
    array[:] = np.nan
    np.testing.assert_array_equal(range_of(array), [np.nan] * 3)
