"""Sequences of different lengths as one row of elements, step by step.

Source: torch.nn.utils.rnn, PyTorch 2.13.
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


@op("PackPaddedSequenceBackward0", formula=r"(a_{t b} : b < \mathrm{sizes}_t)")
def pack_steps(a: Array, *, sizes: tuple[int, ...], batch_first: bool) -> Array:
    """Of each step the first so many elements of the batch, in one row."""
    steps = np.swapaxes(a, 0, 1) if batch_first else np.asarray(a)
    return np.concatenate([steps[step, :size] for step, size in enumerate(sizes)])


@pack_steps.vjp("a", sends=r"\begin{cases} g_{k(t b)} & b < \mathrm{sizes}_t \\ 0 \end{cases}")
def pack_steps_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], sizes: tuple[int, ...], batch_first: bool
) -> Any:
    return F.pad_steps(g, shape=tuple(a_shape), sizes=sizes, batch_first=batch_first)


@op("PackPaddedSequenceBackwardBackward0", formula=r"d_{k(t b)} \text{, else } 0")
def pad_steps(
    d: Array, *, shape: tuple[int, ...], sizes: tuple[int, ...], batch_first: bool
) -> Array:
    """Steps of whole batches, with 0 for what a row does not have."""
    out = np.zeros(shape, d.dtype)
    steps = np.swapaxes(out, 0, 1) if batch_first else out
    start = 0
    for step, size in enumerate(sizes):
        steps[step, :size] = np.asarray(d)[start : start + size]
        start += size
    return out


@pad_steps.vjp("d", sends=r"(g_{t b} : b < \mathrm{sizes}_t)")
def pad_steps_wrt_d(F: Any, g: Any, *, sizes: tuple[int, ...], batch_first: bool) -> Any:
    return F.pack_steps(g, sizes=sizes, batch_first=batch_first)
