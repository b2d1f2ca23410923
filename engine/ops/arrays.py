"""What rules ask of their operands, which are arrays or, under ``create_graph``, tensors."""

from typing import Any

import numpy as np


def array_of(a: Any) -> Any:
    """A tensor's elements; arrays as they are."""
    return getattr(a, "_data", a)


def dtype_of(a: Any) -> np.dtype[Any]:
    """The dtype of the elements."""
    dtype: np.dtype[Any] = array_of(a).dtype
    return dtype
