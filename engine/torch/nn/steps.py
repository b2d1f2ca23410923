"""One step of each kind of recurrence, given the linear map of the input.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.elementwise import arithmetic, elementary
from engine.ops.shapes import parts
from engine.tensor import Tensor
from engine.torch.nn.linear import linear
from engine.torch.routines import operands

Gates = Tensor | Callable[[], Tensor]
"""The linear map of the input: precomputed for a sequence, or computed on demand in a cell."""


def _total(gates: Gates, hidden: Tensor, weights: Any) -> Tensor:
    """The sum of the linear maps of the state, computed first, and of the input."""
    of_hidden = linear(hidden, *weights)
    return arithmetic.add(of_hidden, gates if isinstance(gates, Tensor) else gates())


def rnn_step(gates: Gates, hidden: Tensor, weights: Any, nonlinearity: str) -> Tensor:
    """The next state of a simple RNN."""
    total = _total(gates, hidden, weights)
    return elementary.tanh(total) if nonlinearity == "tanh" else elementary.relu(total)


def lstm_step(gates: Gates, hidden: Any, weights: Any) -> tuple[Tensor, Tensor]:
    """The next hidden and cell state."""
    hx, cx = hidden
    total = _total(gates, hx, weights)
    i, f, g, o = parts.unsafe_split(total, size=total.shape[1] // 4, dim=1)
    i, f, g, o = (
        *(elementary.sigmoid(i), elementary.sigmoid(f)),
        *(elementary.tanh(g), elementary.sigmoid(o)),
    )
    cell = arithmetic.add(arithmetic.mul(f, cx), arithmetic.mul(i, g))
    return arithmetic.mul(o, elementary.tanh(cell)), cell


def gru_step(gates: Gates, hidden: Tensor, weights: Any) -> Tensor:
    """The next state of a GRU."""
    gates = gates if isinstance(gates, Tensor) else gates()
    of_input = parts.unsafe_split(gates, size=gates.shape[1] // 3, dim=1)
    total = linear(hidden, *weights)
    of_hidden = parts.unsafe_split(total, size=total.shape[1] // 3, dim=1)
    reset = elementary.sigmoid(arithmetic.add(of_hidden[0], of_input[0]))
    update = elementary.sigmoid(arithmetic.add(of_hidden[1], of_input[1]))
    kept = arithmetic.mul.apply_in_place(of_hidden[2], reset)
    new = elementary.tanh(arithmetic.add(of_input[2], kept))
    change = arithmetic.mul.apply_in_place(operands.sub(hidden, new), update)
    return arithmetic.add.apply_in_place(change, new)
