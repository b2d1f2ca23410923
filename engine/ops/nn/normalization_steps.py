"""Normalisation of arrays by the steps in which PyTorch computes it, so that digits are the same.

Shapes: a, d of any shape; mean, inverse, b and c broadcast to it
"""

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.ops import folding
from engine.ops.elementwise import last_digit

Size = tuple[int, ...]


class Steps(NamedTuple):
    """The steps of one kind of normalisation.

    Attributes:
        moments: from a, dims and eps, the mean and the reciprocal standard deviation.
        forward: from a, b, c and the moments, the result.
        wrt_a: from d, a, b, the moments and dims, the gradient of a.
        terms_of_b: from d, a, the moments and dims, what is added up to the gradient of b.
    """

    moments: Callable[..., Any]
    forward: Callable[..., Any]
    wrt_a: Callable[..., Any]
    terms_of_b: Callable[..., Any]


def count_of(a: Any, dims: Size) -> Any:
    """The number of elements along dimensions, in the dtype of a."""
    return a.dtype.type(prod([a.shape[d] for d in dims]))


def added(terms: Any, shape: Size, places: Size) -> Any:
    """The gradient of a parameter that was broadcast, added up one after the other."""
    if not len(shape):
        return folding.added(terms, axis=None)
    lead = terms.ndim - len(places)
    single = [lead + at for at, size in enumerate(places) if size == 1]
    return folding.added(terms, axis=(*range(lead), *single)).reshape(shape)


def normalized(a: Any, dims: Size, eps: float) -> tuple[Any, Any, Any]:
    """(a - mean) / standard deviation, the mean, and the reciprocal standard deviation."""
    mean, inverse = _moments_of_rows(a, dims, eps)
    return (a - mean) * inverse, mean, inverse


def _mean_and_variance(a: Any, dims: Size) -> tuple[Any, Any]:
    count = count_of(a, dims)
    mean = folding.added(a, axis=dims, keepdims=True) / count
    return mean, folding.added(np.square(a - mean), axis=dims, keepdims=True) / count


def _moments_of_rows(a: Any, dims: Size, eps: float) -> tuple[Any, Any]:
    mean, variance = _mean_and_variance(a, dims)
    return mean, 1 / np.sqrt(variance + a.dtype.type(eps))


def by_lines(a: Any, mean: Any, inverse: Any, b: Any, c: Any) -> Any:
    """(a - mean) * inverse * b + c, computed as slope * a + constant."""
    slope = inverse * b
    return last_digit.plus_product(last_digit.less_product(c, mean, slope), a, slope)


def _moments_of_channels(a: Any, dims: Size, eps: float) -> tuple[Any, Any]:
    mean, variance = _mean_and_variance(a, dims)
    return mean, (1 / np.sqrt(np.float64(variance) + eps)).astype(a.dtype)


def _channels(a: Any, b: Any, c: Any, moments: tuple[Any, Any]) -> Any:
    return by_lines(a, *moments, b, c)


def _channels_wrt_a(d: Any, a: Any, b: Any, moments: tuple[Any, Any], dims: Size) -> Any:
    mean, inverse = moments
    centred, count = a - mean, count_of(a, dims)
    of_sum = folding.added(d, axis=dims, keepdims=True)
    of_product = folding.added(d * centred, axis=dims, keepdims=True)
    slope = of_product * inverse * inverse / count
    return last_digit.less_product(d - of_sum / count, centred, slope) * inverse * b


def _channels_terms_of_b(d: Any, a: Any, moments: tuple[Any, Any], dims: Size) -> Any:
    mean, inverse = moments
    return folding.added(d * (a - mean), axis=dims, keepdims=True) * inverse


def _rows(a: Any, b: Any, c: Any, moments: tuple[Any, Any]) -> Any:
    mean, inverse = moments
    return last_digit.plus_product(c, (a - mean) * inverse, b)


def _rows_wrt_a(d: Any, a: Any, b: Any, moments: tuple[Any, Any], dims: Size) -> Any:
    mean, inverse = moments
    share = 1 / count_of(a, dims)
    of_sum = folding.added(d * b, axis=dims, keepdims=True)
    of_product = folding.added(d * a * b, axis=dims, keepdims=True)
    bend = (of_sum * mean - of_product) * inverse * inverse * inverse * share
    shift = -bend * mean - of_sum * inverse * share
    return last_digit.plus_product(inverse * d * b, a, bend) + shift


def _rows_terms_of_b(d: Any, a: Any, moments: tuple[Any, Any], dims: Size) -> Any:
    mean, inverse = moments
    return d * last_digit.plus_product(-mean * inverse, a, inverse)


CHANNELS = Steps(_moments_of_channels, _channels, _channels_wrt_a, _channels_terms_of_b)
"""Of moments that are those of channels."""

ROWS = Steps(_moments_of_rows, _rows, _rows_wrt_a, _rows_terms_of_b)
"""Of moments that are those of samples."""
