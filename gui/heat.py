"""Heat maps: the numbers of an array as colours, from negative over zero to positive."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QImage

from gui.theme import Theme

CARD_ROWS, CARD_COLUMNS = 12, 48
"""The maximum size of the heat map on a card; larger ones are sampled."""


def heat(
    array: np.ndarray, most_rows: int = CARD_ROWS, most_columns: int = CARD_COLUMNS
) -> np.ndarray:
    """A value as a heat map: zero stays zero, the largest magnitude becomes 1 or -1.

    Shapes: (n,) -> (1, n); (..., m, n) -> (..., m) as rows, n columns; longer sides are sampled.
    float64 in [-1, 1]; infinities and nan stay what they are; of complex numbers the real part.
    """
    numbers = np.atleast_2d(array.real.astype(np.float64))
    numbers = numbers.reshape(-1, numbers.shape[-1]) if numbers.size else np.zeros((1, 0))
    places = sampled_places(numbers.shape, (most_rows, most_columns))
    numbers = numbers[np.ix_(*places)]
    shares: np.ndarray = numbers / (largest_magnitude(array) or 1.0)
    np.clip(shares, -1.0, 1.0, out=shares, where=np.isfinite(shares))
    return shares


def sampled_places(shape: tuple[int, ...], most: tuple[int, ...]) -> list[np.ndarray]:
    """For each axis, evenly spaced indices, at most so many."""
    return list(map(_evenly_spaced, shape, most))


@lru_cache(maxsize=256)  # the tensors of a graph have few shapes
def _evenly_spaced(extent: int, most: int) -> np.ndarray:
    """At most so many evenly spaced indices of an axis."""
    return np.linspace(0, extent - 1, min(extent, most)).astype(int)


def largest_magnitude(array: np.ndarray) -> float:
    """The largest finite magnitude, which a heat map draws in full colour."""
    numbers = np.abs(array.real.astype(np.float64))
    return float(numbers[np.isfinite(numbers)].max(initial=0.0))


def heat_colours(theme: Theme, values: np.ndarray) -> np.ndarray:
    """The colours of a heat map.

    Values in [-1, 1] run from ``heat_negative`` over ``heat_zero`` to ``heat_positive``; what is
    outside is clipped; nan and infinities take the colour of errors.

    Shapes: values (...) -> (..., 3), uint8 red, green, blue.
    """
    low, zero, high, error = (
        np.array([colour.red(), colour.green(), colour.blue()], np.float64)
        for colour in (theme.heat_negative, theme.heat_zero, theme.heat_positive, theme.cut)
    )
    share = np.clip(values, -1.0, 1.0)[..., None]
    end = np.where(share < 0, low, high)
    is_finite = np.isfinite(values)[..., None]
    colours = np.where(~is_finite, error, zero + (end - zero) * np.abs(share))
    return np.rint(colours).astype(np.uint8)


def heat_image(theme: Theme, heat: np.ndarray) -> QImage:
    """A heat map with a pixel for each of its numbers. Shapes: heat (m, n)."""
    colours = np.ascontiguousarray(heat_colours(theme, heat))
    rows, columns = heat.shape
    image = QImage(colours.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()  # that owns its pixels
