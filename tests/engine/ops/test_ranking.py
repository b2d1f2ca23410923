"""Fast selection of the first elements of an order agrees with sorting."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.ops.reductions import ranking

few = st.integers(-2, 2).map(float) | st.just(float("nan"))
many = st.floats(-1e3, 1e3, width=32)
shapes = arrays.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=20)
numbers = st.one_of(
    arrays.arrays(np.float32, shapes, elements=many, unique=True),
    arrays.arrays(np.float32, shapes, elements=few),
    arrays.arrays(np.int64, shapes, elements=st.integers(-99, 99)),
)


@given(numbers, st.data())
def test_the_first_elements_are_those_of_a_full_sort(a: Any, data: st.DataObject):
    dim = data.draw(st.integers(0, a.ndim - 1))
    k = data.draw(st.integers(1, a.shape[dim]))
    largest = data.draw(st.booleans())
    places = np.take(ranking.order(a, dim, largest), np.arange(k), axis=dim)
    values = np.take_along_axis(a, places, dim)
    found = ranking.topk.kernel(a, k=k, dim=dim, largest=largest)
    np.testing.assert_array_equal(found[0], values)
    np.testing.assert_array_equal(np.take_along_axis(a, found[1], dim), values)
    in_order = np.sort(found[1], axis=dim)
    assert (np.diff(in_order, axis=dim) > 0).all()


@given(numbers, st.data())
def test_the_indices_of_the_first_elements_are_unique(a: Any, data: st.DataObject):
    dim = data.draw(st.integers(0, a.ndim - 1))
    k = data.draw(st.integers(1, a.shape[dim]))
    distinct = np.argsort(np.argsort(a, axis=dim, kind="stable"), axis=dim)
    places = np.take(ranking.order(distinct, dim, True), np.arange(k), axis=dim)
    found = ranking.topk.kernel(distinct, k=k, dim=dim, largest=True)
    np.testing.assert_array_equal(found[1], places)


def test_the_kth_element_may_be_nan_beside_equal_ones():
    a = np.array([[0.0, np.nan], [0.0, np.nan], [1.0, 2.0]], np.float32)
    values, found = ranking.kthvalue.kernel(a, k=2, dim=0, keepdim=False)
    np.testing.assert_array_equal(values, [0.0, np.nan])
    np.testing.assert_array_equal(found, [0, 0])


@given(numbers, st.data())
def test_the_kth_element_is_that_of_a_sort(a: Any, data: st.DataObject):
    dim = data.draw(st.integers(0, a.ndim - 1))
    k = data.draw(st.integers(1, a.shape[dim]))
    places = np.take(np.argsort(a, axis=dim, kind="stable"), [k - 1], axis=dim)
    values, found = ranking.kthvalue.kernel(a, k=k, dim=dim, keepdim=True)
    np.testing.assert_array_equal(values, np.take_along_axis(a, places, dim))
    np.testing.assert_array_equal(values, np.take_along_axis(a, found, dim))
