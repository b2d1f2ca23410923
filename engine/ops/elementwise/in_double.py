"""Functions that are computed in float64, whatever the dtype of their operands."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.strides import arranged
from engine.tensor import Array


def in_double(function: Callable[..., Any], *operands: Any) -> Array:
    """Compute in float64, and round to the dtype of the operands, which broadcast."""
    doubles = [np.asarray(each, np.float64) for each in operands]
    if len(doubles) > 1:
        doubles = list(np.broadcast_arrays(*doubles))
    return arranged(function(*doubles).astype(operands[0].dtype), operands)[()]


def one_by_one(function: Callable[[float], float], a: Any) -> Array:
    """A function of the standard library for each element, rounded to the dtype of ``a``."""
    out = arranged(np.empty_like(a), (a,))
    out[...] = np.reshape([function(each) for each in np.ravel(a).tolist()], np.shape(a))
    return out[()]
