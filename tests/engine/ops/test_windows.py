"""Sliding windows of images and their transpose, also larger than one block."""

from __future__ import annotations

import numpy as np
import pytest

from engine.ops.nn.windows import Window, add_windows, windows

WINDOWS = [
    Window((2, 2), (2, 2), (0, 0), (1, 1)),
    Window((3, 2), (1, 2), (1, 1), (1, 1)),
    Window((2, 3), (3, 1), (0, 2), (2, 1)),
    Window((1, 1), (1, 1), (0, 0), (1, 1)),
]


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_contain_the_elements_below_them(window: Window):
    planes = np.arange(2 * 3 * 7 * 8.0).reshape(2, 3, 7, 8)
    found = windows(planes, window, fill=-1)
    margins = [(0, 0), (0, 0), *((p, p) for p in window.padding)]
    whole = np.pad(planes, margins, constant_values=-1)
    for at in np.ndindex(*found.shape[2:]):
        kernel, place = at[:2], at[2:]
        row, column = (
            k * d + s * p for k, d, s, p in zip(kernel, window.dilation, window.stride, place)
        )
        assert np.array_equal(found[:, :, *at], whole[:, :, row, column])


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("shape", [(2, 3, 7, 8), (5, 7, 40, 50)])
def test_adding_windows_is_the_transpose_of_extracting_them(
    window: Window, shape: tuple[int, int, int, int]
):
    random = np.random.default_rng(0)
    planes = random.integers(-9, 9, shape).astype(np.float64)
    taken = windows(planes, window)
    parts = random.integers(-9, 9, taken.shape).astype(np.float64)
    added = add_windows(parts, shape[2:], window)
    assert added.shape == shape
    assert np.array_equal((taken * parts).sum(axis=(2, 3, 4, 5)), (planes * added).sum(axis=(2, 3)))


def test_one_gradient_is_spread_over_its_window():
    window = WINDOWS[1]
    shares = np.arange(12.0).reshape(1, 2, 1, 1, 3, 2)
    spread = np.broadcast_to(shares, (1, 2, 3, 2, 3, 2))
    assert np.array_equal(add_windows(shares, (3, 3), window), add_windows(spread, (3, 3), window))
