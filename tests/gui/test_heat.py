"""Heat maps: their samples and their colours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gui.heat import heat, heat_colours, heat_image
from gui.theme import DARK, LIGHT, Theme


def test_the_heat_map_is_symmetric_around_zero():
    assert heat(np.array([-2.0, 0.0, 1.0, np.inf])).tolist() == [[-1.0, 0.0, 0.5, np.inf]]
    assert np.isnan(heat(np.array([np.nan, 1.0]))).tolist() == [[True, False]]
    assert heat(np.zeros(3)).tolist() == [[0.0, 0.0, 0.0]]
    assert heat(np.array([True, False])).tolist() == [[1.0, 0.0]]


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.bool_, np.complex64]),
        arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=70),
        elements=st.integers(0, 1),
        fill=st.just(1),
    )
)
def test_the_heat_map_of_a_large_array_is_sampled(array):
    picture = heat(array)
    assert picture.ndim == 2
    assert picture.shape[0] <= 12
    assert picture.shape[1] <= 48
    assert (np.abs(picture) <= 1).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_heat_runs_from_negative_over_zero_to_positive(theme: Theme) -> None:
    shown = heat_colours(theme, np.array([[-2.0, -1.0, 0.0], [1.0, 2.0, np.nan]]))
    low, zero, high, error = (
        [colour.red(), colour.green(), colour.blue()]
        for colour in (theme.heat_negative, theme.heat_zero, theme.heat_positive, theme.cut)
    )
    assert shown.dtype == np.uint8
    assert shown.tolist() == [[low, low, zero], [high, high, error]]
    assert heat_colours(theme, np.array([np.inf, -np.inf])).tolist() == [error, error]


def test_the_picture_has_a_pixel_for_each_number() -> None:
    shares = np.array([[-1.0, 0.0], [0.5, 1.0], [np.nan, 0.0]])
    image = heat_image(LIGHT, np.asfortranarray(shares))
    colours = heat_colours(LIGHT, shares)
    assert (image.width(), image.height()) == (2, 3)
    for (row, column), _ in np.ndenumerate(shares):
        pixel = image.pixelColor(column, row)
        assert [pixel.red(), pixel.green(), pixel.blue()] == colours[row, column].tolist()
