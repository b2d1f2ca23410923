"""``torch.segment_reduce``, as scripts call it.

Source: torch.segment_reduce, PyTorch 2.13.
"""

from __future__ import annotations

import numpy as np

from engine.ops.reductions import segments
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented, refuse_dtypes

_REDUCTIONS = {each: each for each in ("sum", "mean", "prod", "max", "min")}
_REDUCTIONS |= {"amax": "max", "amin": "min"}


def segment_reduce(
    data: Tensor,
    reduce: str,
    *,
    lengths: Tensor | None = None,
    indices: Tensor | None = None,
    offsets: Tensor | None = None,
    axis: int = 0,
    unsafe: bool = False,
    initial: float | None = None,
) -> Tensor:
    """Reduce segments of a dimension, given by their lengths or offsets.

    Shapes: data (m, ...), lengths (segments,) or offsets (segments + 1,) -> (segments, ...)

    Raises:
        RuntimeError: an unknown reduction, or segments that do not fit.
        NotImplementedError: integers.
    """
    require_tensors("segment_reduce", data=data)
    if reduce not in _REDUCTIONS:
        raise RuntimeError(
            f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
        )
    if lengths is None and offsets is None and indices is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    if indices is not None and lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    refuse_dtypes("_segment_reduce_cpu", data, "biuc")
    ends = elements(offsets) if offsets is not None else _ends(data, lengths, axis, unsafe)
    if axis != ends.ndim - 1:
        raise RuntimeError(
            f"segment_reduce(): Expected axis to be the last dimension of lengths but got {axis}."
        )
    return segments.segment_reduce(data, ends=ends, reduce=_REDUCTIONS[reduce], initial=initial)


def _ends(data: Tensor, lengths: Tensor | None, axis: int, unsafe: bool) -> np.ndarray:
    """The offsets of segments of some lengths, with the end."""
    assert lengths is not None
    counts = elements(lengths)
    if counts.dtype.kind != "i":
        raise not_implemented("_segment_reduce_lengths_cpu_kernel1", lengths)
    if axis != counts.ndim - 1:
        raise RuntimeError(
            f"segment_reduce(): Expected axis to be the last dimension of lengths but got {axis}."
        )
    if not unsafe:
        if counts.min(initial=0) < 0:
            raise RuntimeError("lengths contains negative value!")
        if not np.all(counts.sum(axis=-1) == data.shape[axis]):
            raise RuntimeError(
                "segment_reduce(): Expected all rows of lengths along axis to sum to "
                "data.size(lengths.dim()-1) when !unsafe."
            )
    zeros = np.zeros((*counts.shape[:-1], 1), counts.dtype)
    return np.cumsum(np.concatenate([zeros, counts], axis=-1), axis=-1)
