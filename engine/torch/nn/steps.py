"""One step of each kind of recurrence, given what its gates get from the input.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour). An LSTM there is one fused node;
here its steps are shown.
"""

from __future__ import annotations

from typing import Any

from engine.ops import arithmetic, elementary, parts
from engine.tensor import Tensor
from engine.torch import operands
from engine.torch.nn import functional


def linear(input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """A linear map of an input or a state."""
    result: Tensor = functional.linear(input, weight, bias)
    return result


def rnn_step(gates: Tensor, hidden: Tensor, weights: Any, nonlinearity: str) -> Tensor:
    """The next state of a simple recurrence."""
    total = arithmetic.add(linear(hidden, *weights), gates)
    return elementary.tanh(total) if nonlinearity == "tanh" else elementary.relu(total)


def lstm_step(gates: Tensor, hidden: Any, weights: Any) -> tuple[Tensor, Tensor]:
    """The next state and memory."""
    hx, cx = hidden
    total = arithmetic.add(linear(hx, *weights), gates)
    i, f, g, o = parts.unsafe_split(total, size=total.shape[1] // 4, dim=1)
    i, f, o = elementary.sigmoid(i), elementary.sigmoid(f), elementary.sigmoid(o)
    cell = arithmetic.add(arithmetic.mul(f, cx), arithmetic.mul(i, elementary.tanh(g)))
    return arithmetic.mul(o, elementary.tanh(cell)), cell


def gru_step(gates: Tensor, hidden: Tensor, weights: Any) -> Tensor:
    """The next state of a gated unit."""
    of_input = parts.unsafe_split(gates, size=gates.shape[1] // 3, dim=1)
    total = linear(hidden, *weights)
    of_hidden = parts.unsafe_split(total, size=total.shape[1] // 3, dim=1)
    reset = elementary.sigmoid(arithmetic.add(of_hidden[0], of_input[0]))
    update = elementary.sigmoid(arithmetic.add(of_hidden[1], of_input[1]))
    new = elementary.tanh(arithmetic.add(of_input[2], arithmetic.mul(of_hidden[2], reset)))
    return arithmetic.add(arithmetic.mul(operands.sub(hidden, new), update), new)
