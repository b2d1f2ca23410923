"""Functions that take elements by their places, one for one."""

from __future__ import annotations

import numpy as np

from engine import dtypes
from engine.ops import select
from engine.tensor import Tensor
from engine.torch import choosing, dimensions, shapes
from engine.torch.arguments import elements, one_dim, require_tensors


def take(input: Tensor, index: Tensor) -> Tensor:
    """Elements by their places in the row of all elements.

    Raises:
        IndexError: out of range.
        RuntimeError: an index of another dtype than int64.
    """
    require_tensors("take", input=input, index=index)
    if index.dtype is not dtypes.int64:
        raise RuntimeError(
            f"take(): Expected a long tensor for index, but got {index.dtype.scalar_name}"
        )
    size = input._data.size
    if not size and index._data.size:
        raise IndexError("take(): tried to take from an empty tensor")
    outside = (elements(index) < -size) | (elements(index) >= size)
    if np.any(outside):
        first = int(np.ravel(index._data)[np.argmax(np.ravel(outside))])
        raise IndexError(
            f"out of range: tried to access index {first} on a tensor of {size} elements."
        )
    return select.take(input, index)


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """Elements along a dimension, at the places that a broadcast index says."""
    require_tensors("take_along_dim", input=input, indices=indices)
    if dim is None:
        return choosing.gather(shapes.reshape(input, -1), 0, shapes.reshape(indices, -1))
    along = one_dim(input, dim)
    rest = [
        dimensions.broadcast_shapes(m, n)[0] if d != along else -1
        for d, (m, n) in enumerate(zip(input.shape, indices.shape))
    ]
    places = dimensions.expand(indices, rest)
    return choosing.gather(dimensions.expand(input, rest), along, places)
