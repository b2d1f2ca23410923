"""Unique elements: operations whose nodes cannot be differentiated in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from engine.multi_op import MultiOp, multi_op
from engine.ops.reductions import selection
from engine.ops.refusing import refusing
from engine.tensor import Array

Found: TypeAlias = "tuple[Array, Array | None, Array | None]"


def _unique_op(node_name: str, name_in_pytorch: str, formula: str) -> Callable[..., MultiOp]:
    refuse = refusing(
        f"the derivative for '{name_in_pytorch}' is not implemented.", NotImplementedError
    )
    declare = multi_op(
        node_name,
        outputs=("values", "inverse", "counts"),
        gradient_outputs=("values",),
        formula=formula,
    )

    def declared(kernel: Callable[..., Found]) -> MultiOp:
        operation = declare(kernel)
        refuse(operation)
        return operation

    return declared


def _asked_for(values: Any, inverse: Any, counts: Any, inverts: bool, count: bool) -> Found:
    return (
        np.asarray(values),
        np.asarray(inverse) if inverts else None,
        np.asarray(counts) if count else None,
    )


@_unique_op("Unique2Backward0", "_unique2", r"\{a_i\}")
def unique(a: Array, *, inverts: bool, count: bool) -> Found:
    """The unique elements in ascending order; optionally the inverse indices and the counts."""
    array = np.asarray(a)
    values, inverse, counts = np.unique(
        array, return_inverse=True, return_counts=True, equal_nan=False
    )
    return _asked_for(values, inverse.reshape(array.shape), counts, inverts, count)


@_unique_op("UniqueDimBackward0", "unique_dim", r"\{a_{\dots i \dots}\}")
def unique_dim(a: Array, *, dim: int, inverts: bool, count: bool) -> Found:
    """The unique slices along a dimension."""
    array = np.asarray(a)
    if np.not_equal(array, array).any():
        return _unique_of_nan(np.moveaxis(array, dim, 0), dim, inverts, count)
    values, inverse, counts = np.unique(
        array, return_inverse=True, return_counts=True, axis=dim, equal_nan=False
    )
    return _asked_for(values, inverse.reshape(-1), counts, inverts, count)


class _Slice(list[Any]):
    """The elements of a slice; nan is neither below others nor above them."""

    def __lt__(self, other: list[Any]) -> bool:
        return next(
            (mine < its for mine, its in zip(self, other) if mine < its or mine > its), False
        )


def _unique_of_nan(rows: np.ndarray, dim: int, inverts: bool, count: bool) -> Found:
    """The slices that differ, in the order that a sort leaves where some cannot be compared."""
    keys = [_Slice(each) for each in rows.reshape(len(rows), -1).tolist()]
    places = selection.ordered(keys, is_total=False)
    starts, counts = _runs(rows[places])
    inverse = np.empty(len(rows), np.int64)
    inverse[places] = np.cumsum(starts) - 1
    return _asked_for(np.moveaxis(rows[places][starts], 0, dim), inverse, counts, inverts, count)


def _runs(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which slices differ from the one before, and how many slices it is until the next."""
    starts = np.ones(len(rows), bool)
    differs = rows[1:] != rows[:-1]
    starts[1:] = differs.reshape(len(rows) - 1, -1).any(axis=1) if len(rows) > 1 else ()
    return starts, np.diff(np.append(np.nonzero(starts)[0], len(rows)))


@_unique_op("UniqueConsecutiveBackward0", "unique_consecutive", r"(a_i : a_i \ne a_{i - 1})")
def unique_consecutive(a: Array, *, dim: int | None, inverts: bool, count: bool) -> Found:
    """The elements, or the slices along a dimension, that differ from the one before."""
    array = np.asarray(a)
    rows = np.ravel(array) if dim is None else np.moveaxis(array, dim, 0)
    starts, counts = _runs(rows)
    inverse = np.cumsum(starts) - 1
    values = rows[starts] if dim is None else np.moveaxis(rows[starts], 0, dim)
    shape = array.shape if dim is None else (-1,)
    return _asked_for(values, inverse.reshape(shape), counts, inverts, count)
