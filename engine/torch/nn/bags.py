"""Lookups of table rows by integers, singly or in bags.

Source: torch.nn.functional.embedding_bag, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import dtypes, errors, grad_mode
from engine.ops.indexing import writing
from engine.ops.nn import bags
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.numbers import checked_float
from engine.unobserved import reported

_MODES = ("sum", "mean", "max")


def renorm_rows(weight: Tensor, index: np.ndarray, max_norm: float, norm_type: float) -> None:
    """Scale down, in place, rows of a table whose norm exceeds a maximum.

    Raises:
        IndexError: an index is out of range.
    """
    max_norm = checked_float("embedding_renorm_", "max_norm", 3, max_norm)
    norm_type = checked_float("embedding_renorm_", "norm_type", 4, norm_type)
    places, count = np.unique(index), weight.shape[0]
    outside = places[(places < -count) | (places >= count)]
    if outside.size:
        raise IndexError(
            f"select(): index {outside[0]} out of range for tensor of size {list(weight.shape)} at "
            "dimension 0"
        )
    rows = elements(weight)[places]
    norms = np.linalg.norm(rows, ord=norm_type, axis=1)
    longer = norms > max_norm
    if not longer.any():
        weight._shared_storage().version += 1  # counts as a write even so
        return
    scales = (max_norm / (norms[longer] + 1e-7)).astype(rows.dtype)
    with grad_mode.no_grad():
        shorter = reported("rows", rows[longer] * scales[:, None])
        table = shape.detach(weight)
        writing.index_copy.apply_in_place(table, shorter, reported("places", places[longer]), dim=0)


class _Bags(NamedTuple):
    """The row indices, and the bag of each."""

    rows: np.ndarray
    bags: np.ndarray
    total: int


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The sum, mean or maximum of the rows of each bag of indices.

    Shapes: input (n, length), or (m,) with offsets (n,), weight (rows, width) -> (n, width)

    Raises:
        ValueError: incompatible dimensions, settings or weights.
        RuntimeError: an index out of range, or invalid bags.
        NotImplementedError: sparse gradients.
    """
    require_tensors("embedding_bag", input=input, weight=weight)
    if weight.dtype is dtypes.int64 and input.dtype.is_floating_point:
        input, weight = weight, input  # the argument order of old versions of PyTorch
    _check_weights(input, per_sample_weights, weight)
    check_bags(input, offsets)
    if mode not in _MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    _check_gradients(mode, scale_grad_by_freq, sparse)
    found = bags_of(input, offsets, include_last_offset)
    if max_norm is not None:
        renorm_rows(weight, found.rows, max_norm, norm_type)
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported "
            f"for mode='sum' (got mode='{mode}'). Please open a feature request on GitHub."
        )
    _check_index(input, found.rows, weight, one_by_one=mode == "max" or padding_idx is not None)
    is_kept = counting_rows(found.rows, padding_idx, weight.shape[0])
    return bags.embedding_bag(
        weight,
        _row(per_sample_weights, len(found.rows), weight),
        index=found.rows,
        bags=found.bags,
        count=found.total,
        counts=is_kept.astype(np.float64),
        sizes=np.bincount(found.bags[is_kept], minlength=found.total) if mode == "mean" else None,
        often=_frequencies(found.rows, np.ravel(elements(input))) if scale_grad_by_freq else None,
        largest=largest_rows(elements(weight), found, is_kept) if mode == "max" else None,
    )


def _check_gradients(mode: str, scale_grad_by_freq: bool, sparse: bool) -> None:
    """Check the options for the gradient.

    Raises:
        ValueError: an option is not supported for maxima.
        MissingOperationError: sparse ones.
    """
    for is_asked, what in (
        (scale_grad_by_freq, "scaling the gradient by the frequency"),
        (sparse, "sparse weights"),
    ):
        if mode == "max" and is_asked:
            raise ValueError(f"max mode does not support {what}")
    if sparse:
        raise errors.MissingOperationError("Gradwalk has no sparse gradients: sparse=True")


def _frequencies(rows: np.ndarray, all_rows: np.ndarray) -> np.ndarray:
    """The frequencies of rows, as PyTorch's kernel computes them.

    For the k-th distinct row it uses the frequency of the k-th of all rows, sorted.
    """
    distinct = np.unique(all_rows)
    kth = np.sort(all_rows)[np.searchsorted(distinct, rows)]
    often: np.ndarray = np.bincount(all_rows)[kth]
    return often


def _check_weights(input: Tensor, per_sample_weights: Tensor | None, weight: Tensor) -> None:
    if per_sample_weights is not None and per_sample_weights.shape != input.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then "
            f"it must have the same shape as the input ({input.shape})"
        )
    if weight.ndim != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim}")


def check_bags(input: Tensor, offsets: Tensor | None) -> None:
    """Check that offsets divide a vector into bags, or that there are none for a matrix.

    Raises:
        ValueError: they do not.
    """
    if input.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch "
                f"of fixed length sequences. However, found offsets of type {type(offsets)}"
            )
        return
    if input.ndim != 1:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}"
        )
    if offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    if offsets.ndim != 1:
        raise ValueError("offsets has to be a 1D Tensor")


def bags_of(input: Tensor, offsets: Tensor | None, include_last: bool) -> _Bags:
    """The bags: the rows of a matrix, or the parts of a vector between offsets."""
    index = np.ravel(input._data).astype(np.int64)
    if offsets is None:
        rows, width = input.shape
        return _Bags(index, np.repeat(np.arange(rows), width), rows)
    starts = elements(offsets)
    if include_last and len(starts):
        starts = starts[:-1]
    _check_starts(offsets, len(index))
    if include_last and offsets.shape[0]:
        index = index[: elements(offsets)[-1]]
    lengths = np.diff([*starts, len(index)])
    return _Bags(index, np.repeat(np.arange(len(starts)), lengths), len(starts))


def _check_starts(offsets: Tensor, length: int) -> None:
    starts = elements(offsets)
    if len(starts) and starts[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
            f"position 0. However, got {starts[0]}\n[ torch.{offsets.dtype.scalar_name}Tensor{{}} ]"
        )
    if len(starts) and starts[-1] > length:
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length {length} but got offsets[-1] of "
            f"{starts[-1]}"
        )
    if (starts < 0).any():
        raise IndexError("index out of range in self")
    if (starts[1:] < starts[:-1]).any():
        raise RuntimeError(f"offsets can not decrease, but got {starts.tolist()}")


def _check_index(input: Tensor, index: np.ndarray, weight: Tensor, one_by_one: bool) -> None:
    rows = weight.shape[0]
    if input.dtype not in (dtypes.int64, dtypes.int32):
        raise errors.other_scalar_type("embedding_bag", "indices", "Long, Int", input)
    if not weight.dtype.is_floating_point:
        floats = "Half, BFloat16, Float, Double"
        raise errors.other_scalar_type("embedding_bag", "weight", floats, weight)
    outside = (index < 0) | (index >= rows)
    if outside.any():
        first = int(np.argmax(outside))
        if one_by_one:
            raise RuntimeError(
                "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be "
                f"{index[first]}"
            )
        raise RuntimeError(
            f"Index {first} of input takes value {index[first]} which is not in the valid range "
            f"[0, {rows})"
        )


def counting_rows(index: np.ndarray, padding_idx: int | None, rows: int) -> np.ndarray:
    """A mask of the rows that count: all but the padding.

    Raises:
        RuntimeError: the padding is not a row.
    """
    if padding_idx is None:
        return np.ones(len(index), bool)
    if not -rows <= padding_idx < rows:
        raise RuntimeError(
            "padding_idx must be within the number of embeddings, "
            f"{-rows} through {rows - 1}, but got {padding_idx}"
        )
    kept: np.ndarray = index != padding_idx % rows
    return kept


def _row(weights: Tensor | None, count: int, like: Tensor) -> Tensor:
    if weights is None:
        return reported("ones", np.ones(count, like._data.dtype))
    return weights if weights.ndim == 1 else shape.view(weights, shape=(count,))


def largest_rows(table: np.ndarray, found: _Bags, is_kept: np.ndarray) -> Any:
    """For each bag and column the row with the largest element, the first in case of ties."""
    out = np.full((found.total, table.shape[1]), -1)
    for bag in range(found.total):
        rows = found.rows[(found.bags == bag) & is_kept]
        if len(rows):
            out[bag] = rows[np.argmax(table[rows], axis=0)]
    return out
