"""Choosing between elements."""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


@op("MaskedFillBackward0")
def masked_fill(a: Array, mask: Array, *, value: float) -> Array:
    """a, with ``value`` wherever the bool ``mask`` is true."""
    filled: Array = np.where(mask, a.dtype.type(value), a)[()]
    return filled


@masked_fill.vjp("a")
def masked_fill_wrt_a(F: Any, g: Any, *, mask: Any) -> Any:
    return F.masked_fill(g, mask, value=0)
