"""Weight normalisation: weights as a norm times a direction.

Source: Salimans and Kingma 2016; torch._weight_norm, PyTorch 2.13.
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


def _others(ndim: int, dim: int) -> tuple[int, ...]:
    return tuple(each for each in range(ndim) if each != dim)


@op("WeightNormInterfaceBackward0", formula=r"b \frac{a}{\lVert a \rVert}")
def weight_norm(a: Any, b: Any, *, dim: int) -> Array:
    """Slices of a along a dimension, rescaled to the norms b."""
    length = np.sqrt(np.sum(np.square(a), axis=_others(a.ndim, dim), keepdims=True))
    scaled: Array = a * (b / length)
    return scaled


def _length(F: Any, a: Any, dim: int) -> Any:
    square = F.mul(a, a)
    return F.sqrt(F.sum_dims(square, dim=_others(len(a.shape), dim), keepdim=True))


@weight_norm.vjp(
    "a",
    sends=r"\frac{b}{\lVert a \rVert} \left(g - a \frac{\sum_i g_i a_i}{\lVert a \rVert^2}\right)",
)
def weight_norm_wrt_a(F: Any, g: Any, *, a: Any, b: Any, dim: int) -> Any:
    length = _length(F, a, dim)
    along = F.sum_dims(F.mul(g, a), dim=_others(len(a.shape), dim), keepdim=True)
    turned = F.sub(g, F.mul(a, F.div(along, F.mul(length, length))))
    return F.mul(F.div(b, length), turned)


@weight_norm.vjp("b", sends=r"\frac{\sum_i g_i a_i}{\lVert a \rVert}")
def weight_norm_wrt_b(F: Any, g: Any, *, a: Any, dim: int) -> Any:
    along = F.sum_dims(F.mul(g, a), dim=_others(len(a.shape), dim), keepdim=True)
    return F.div(along, _length(F, a, dim))
