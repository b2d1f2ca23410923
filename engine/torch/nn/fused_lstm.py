"""Fused LSTM layers, as PyTorch computes float32.

Source: mkldnn_rnn in aten/src/ATen/native/mkldnn/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from engine import dtypes, grad_mode
from engine.ops.indexing import select
from engine.ops.nn import recurrence
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.autocasting import narrowed, of_thread

Starting = tuple[Callable[[], Tensor], Callable[[], Tensor]]
"""Lazy hidden and cell states at the start of a layer: slices of the given states."""


def serves(inputs: Tensor) -> bool:
    """Whether layers of such inputs are fused."""
    is_narrowed = grad_mode.current_modes().casts and inputs.dtype is of_thread.dtype
    return (inputs.dtype is dtypes.float32 or is_narrowed) and inputs._data.size != 0


def apart(states: Tensor) -> list[Callable[[], Tensor]]:
    """The initial state of each layer and direction."""
    return [partial(select.select, states, dim=0, index=at) for at in range(states.shape[0])]


def direction(
    inputs: Tensor, hidden: Any, of_input: Any, of_hidden: Any, is_reverse: bool
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """One layer in one direction: the output of each step in order, and the last state."""
    starts = [each if isinstance(each, Tensor) else each() for each in hidden]
    inputs, starts, (w, b), (u, c) = narrowed(inputs, starts, of_input, of_hidden)
    biases = [stand_in(0, inputs) if each is None else each for each in (b, c)]
    out, hn, cn = recurrence.lstm_layer(inputs, w, u, *biases, *starts, reverse=is_reverse)
    return out, (hn, cn)
