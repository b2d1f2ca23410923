"""``torch.embedding_bag``, which also returns the bags.

Source: torch.embedding_bag, PyTorch 2.13.
"""

from __future__ import annotations

import numpy as np

from engine import dtypes, errors
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.nn import bags
from engine.unobserved import reported

_MODES = ("sum", "mean", "max")


def embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The sums, means or maxima of bags of rows; each row's bag, the bag sizes, the maxima's rows.

    Raises:
        RuntimeError: an unknown mode, weights without a sum, or as for ``bags``.
    """
    require_tensors("embedding_bag", weight=weight, indices=indices, offsets=offsets)
    if mode not in range(len(_MODES)):
        raise RuntimeError("`mode` must be sum, mean, or max.")
    if per_sample_weights is not None and mode:
        raise RuntimeError("embedding_bag: per_sample_weights only supported with mode='sum'")
    result = bags.embedding_bag(
        indices,
        weight,
        offsets,
        scale_grad_by_freq=scale_grad_by_freq,
        mode=_MODES[mode],
        sparse=sparse,
        per_sample_weights=per_sample_weights,
        include_last_offset=include_last_offset,
        padding_idx=padding_idx,
    )
    found = bags.bags_of(indices, offsets, include_last_offset)
    is_kept = bags.counting_rows(found.rows, padding_idx, weight.shape[0])
    # PyTorch has a kernel there that does not compute the bag of each row.
    is_quick = not mode and padding_idx is None and weight.dtype is not dtypes.float64
    sizes = np.bincount(found.bags[is_kept], minlength=found.total) * bool(mode)
    largest = sizes
    if mode == _MODES.index("max"):
        largest = np.maximum(bags.largest_rows(elements(weight), found, is_kept), 0)
    of_rows = np.zeros(0) if is_quick else found.bags
    places, counts, maxima = (
        reported("bags", each.astype(np.int64)) for each in (of_rows, sizes, largest)
    )
    return result, places, counts, maxima


def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> Tensor:
    """Scale down, in place, rows of a table whose norm exceeds a maximum.

    Raises:
        RuntimeError: indices that are not integers.
    """
    require_tensors("embedding_renorm_", input=input, indices=indices)
    if indices.dtype not in (dtypes.int64, dtypes.int32):
        raise errors.other_scalar_type("embedding_renorm_", "indices", "Long, Int", indices, 2)
    bags.renorm_rows(input, elements(indices), max_norm, norm_type)
    return input
