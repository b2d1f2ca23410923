"""Embedding lookups and one-hot encoding of ``torch.nn.functional``.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

import numpy as np

from engine import dtypes, errors
from engine.ops.indexing import select
from engine.ops.nn import normalization
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.gradients.batched import refuse_for_slices
from engine.torch.nn import bags
from engine.torch.routines.indices import all_exist
from engine.unobserved import report, unobserved


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of a table at integer indices.

    Shapes: input (...), weight (rows, width) -> (..., width)

    Raises:
        IndexError: an index is out of range.
        RuntimeError: another index dtype, or a table that is not a matrix.
        NotImplementedError: sparse gradients.
    """
    require_tensors("embedding", weight=weight, indices=input)
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if sparse:
        raise errors.MissingOperationError("Gradwalk has no sparse gradients: sparse=True")
    if input.dtype not in (dtypes.int64, dtypes.int32):
        raise errors.other_scalar_type("embedding", "indices", "Long, Int", input)
    count = weight.shape[0]
    if padding_idx is not None:
        if not (padding_idx < count if padding_idx > 0 else padding_idx >= -count):
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx %= count
    if max_norm is not None:
        bags.renorm_rows(weight, elements(input), max_norm, norm_type)
    if not all_exist(elements(input), count):
        raise IndexError("index out of range in self")
    return normalization.embedding(
        *(weight, input),
        padding_idx=-1 if padding_idx is None else padding_idx,
        scale_grad_by_freq=bool(scale_grad_by_freq),
    )


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Integers as one-hot vectors.

    Shapes: tensor (...) -> (..., num_classes), int64

    Raises:
        RuntimeError: another dtype, or a class out of range.
    """
    require_tensors("one_hot", tensor=tensor)
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not tensor._data.size:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return wrap(np.zeros((*tensor.shape, num_classes), np.int64))
    if int(np.minimum.reduce(tensor._data, axis=None)) < 0:
        raise RuntimeError("Class values must be non-negative.")
    largest = int(np.maximum.reduce(tensor._data, axis=None))
    if num_classes == -1:
        refuse_for_slices("one_hot", tensor)
        num_classes = largest + 1
    elif num_classes <= largest:
        raise RuntimeError("Class values must be smaller than num_classes.")
    last = tensor.ndim
    with unobserved():
        rows = wrap(np.zeros((*tensor.shape, num_classes), np.int64))
        index = shape.unsqueeze(tensor, dim=last)
        rows = select.scatter_value(rows, index, dim=last, value=1)
    report("one_hot", rows, of=(tensor,))
    return rows
