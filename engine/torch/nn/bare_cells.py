"""Recurrent cells of ``torch``: functions of their weights.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.nn import steps
from engine.torch.nn.linear import linear


def _gates(input: Tensor, hx: Tensor, w_ih: Tensor, b_ih: Tensor | None) -> Callable[[], Tensor]:
    """The linear map of the input, computed on demand.

    Raises:
        RuntimeError: a wrong input size.
    """
    if input.shape[1] != w_ih.shape[1]:
        raise RuntimeError(
            f"input has inconsistent input_size: got {input.shape[1]} expected {w_ih.shape[1]}"
        )
    return partial(linear, input, w_ih, b_ih)


def _rnn_cell(name: str, nonlinearity: str) -> Callable[..., Tensor]:
    def cell(
        input: Tensor,
        hx: Tensor,
        w_ih: Tensor,
        w_hh: Tensor,
        b_ih: Tensor | None = None,
        b_hh: Tensor | None = None,
    ) -> Tensor:
        require_tensors(name, input=input, hx=hx)
        return steps.rnn_step(_gates(input, hx, w_ih, b_ih), hx, (w_hh, b_hh), nonlinearity)

    return named(cell, name, "The next state of a simple recurrence.")


rnn_tanh_cell = _rnn_cell("rnn_tanh_cell", "tanh")
rnn_relu_cell = _rnn_cell("rnn_relu_cell", "relu")


def gru_cell(
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> Tensor:
    """The next state of a GRU.

    Shapes: input (n, inputs), hx (n, size) -> (n, size)

    Source: Cho et al. 2014.
    """
    require_tensors("gru_cell", input=input, hx=hx)
    return steps.gru_step(_gates(input, hx, w_ih, b_ih), hx, (w_hh, b_hh))


def lstm_cell(
    input: Tensor,
    hx: Any,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Tensor | None = None,
    b_hh: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """The next hidden and cell state of an LSTM.

    Shapes: input (n, inputs), hx two of (n, size) -> two of (n, size)

    Raises:
        RuntimeError: one of the states is missing.

    Source: Hochreiter and Schmidhuber 1997.
    """
    require_tensors("lstm_cell", input=input)
    if len(hx) != 2:
        raise RuntimeError("lstm_cell expects two hidden states")
    return steps.lstm_step(_gates(input, hx[0], w_ih, b_ih), tuple(hx), (w_hh, b_hh))
