"""The elements of a tensor, or slices of a dimension, that differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from engine.multi_op import MultiOp, multi_op
from engine.ops.refusing import refusing
from engine.tensor import Array

Found: TypeAlias = tuple[Array, Array, Array]
"""What differs; for each element or slice which of these it is; how often each is there."""


def _choosing(node_name: str, function: str) -> Callable[[Callable[..., Found]], MultiOp]:
    def declare(kernel: Callable[..., Found]) -> MultiOp:
        operation = multi_op(
            node_name,
            outputs=("values", "inverse", "counts"),
            gradient_outputs=("values",),
            formula=r"\{ a_i \}",
        )(kernel)
        refusing(f"the derivative for '{function}' is not implemented.", NotImplementedError)(
            operation
        )
        return operation

    return declare


@_choosing("Unique2Backward0", "_unique2")
def unique(a: Any) -> Found:
    """The elements that differ, in rising order."""
    values, inverse, counts = np.unique(np.asarray(a), return_inverse=True, return_counts=True)
    return values, inverse.reshape(np.shape(a)), counts


@_choosing("UniqueDimBackward0", "unique_dim")
def unique_dim(a: Any, *, dim: int) -> Found:
    """The slices of a dimension that differ, in rising order."""
    values, inverse, counts = np.unique(
        np.asarray(a), return_inverse=True, return_counts=True, axis=dim
    )
    return values, inverse.reshape(np.shape(a)[dim]), counts


@_choosing("UniqueConsecutiveBackward0", "unique_consecutive")
def unique_consecutive(a: Any) -> Found:
    """The elements that differ from the one before."""
    flat = np.ravel(np.asarray(a))
    starts = np.ones(flat.size, bool)
    starts[1:] = flat[1:] != flat[:-1]
    inverse = np.cumsum(starts) - 1
    counts = np.diff(np.append(np.nonzero(starts)[0], flat.size))
    return flat[starts], inverse.reshape(np.shape(a)), counts
