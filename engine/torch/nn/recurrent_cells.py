"""Recurrent cells as modules.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.tensor import Tensor
from engine.torch.nn import init, linear, steps
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module
from engine.torch.routines import dimensions
from engine.unobserved import reported

Hidden = Any
"""The state of a cell: a tensor, or for an LSTM a pair."""

Step = Callable[[steps.Gates, Hidden, Any], Hidden]
"""From the share of the input in the gates, a state and its weights to the next state."""


class RNNCellBase(Module):
    """Base class of recurrent cells."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih = empty(rows, input_size, dtype=dtype, device=device)
        self.weight_hh = empty(rows, hidden_size, dtype=dtype)
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, empty(rows, dtype=dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialise the parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def _inputs(self, input: Any) -> Tensor:
        if input.dim() not in (1, 2):
            raise ValueError(
                f"{type(self).__name__}: Expected input to be 1D or 2D, got {input.dim()}D instead"
            )
        rows = input if input.dim() == 2 else dimensions.unsqueeze(input, 0)
        if rows.shape[1] != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {rows.shape[1]} expected {self.input_size}"
            )
        return rows

    def _state(self, hx: Tensor | None, rows: Tensor, was_1d: bool, at: int = 0) -> Tensor:
        if hx is None:
            return reported("zeros", np.zeros((rows.shape[0], self.hidden_size), rows._data.dtype))
        state = dimensions.unsqueeze(hx, 0) if was_1d else hx
        if state.shape[0] != rows.shape[0]:
            raise RuntimeError(
                f"Input batch size {rows.shape[0]} doesn't match hidden{at} batch size "
                f"{state.shape[0]}"
            )
        if state.shape[1] != self.hidden_size:
            raise RuntimeError(
                f"hidden{at} has inconsistent hidden_size: got {state.shape[1]}, expected "
                f"{self.hidden_size}"
            )
        return state

    def _stepped(self, step: Step, input: Any, hx: Any) -> Any:
        """The next state of a cell that has one.

        Raises:
            ValueError: an input or a state of other dimensions.
        """
        was_1d = input.dim() == 1
        rows = self._inputs(input)
        if hx is not None and hx.dim() not in (1, 2):
            raise ValueError(
                f"{type(self).__name__}: Expected hidden to be 1D or 2D, got {hx.dim()}D instead"
            )
        gates = partial(linear.linear, rows, self.weight_ih, self.bias_ih)
        hidden = self._state(hx, rows, was_1d)
        result = step(gates, hidden, (self.weight_hh, self.bias_hh))
        return dimensions.squeeze(result, 0) if was_1d else result

    def extra_repr(self) -> str:
        """Its sizes."""
        bias = "" if self.bias is True else f", bias={self.bias}"
        return f"{self.input_size}, {self.hidden_size}{bias}"


class RNNCell(RNNCellBase):
    """One step of ``RNN``.

    Shapes: input (n, inputs) or (inputs,), state (n, size) or (size,) -> as the state
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next state.

        Raises:
            RuntimeError: another nonlinearity than tanh and relu.
            ValueError: an input or a state of other dimensions.
        """
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._stepped(partial(steps.rnn_step, nonlinearity=self.nonlinearity), input, hx)

    def extra_repr(self) -> str:
        """Its sizes, and the nonlinearity unless it is tanh."""
        bent = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}"
        return f"{super().extra_repr()}{bent}"


class GRUCell(RNNCellBase):
    """One step of ``GRU``.

    Shapes: as ``RNNCell``
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next state.

        Raises:
            ValueError: an input or a state of other dimensions.
        """
        return self._stepped(steps.gru_step, input, hx)


class LSTMCell(RNNCellBase):
    """One step of ``LSTM``.

    Shapes: as ``RNNCell``, with two states
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next hidden and cell state.

        Raises:
            ValueError: an input or a state of other dimensions.
            TypeError: a tensor instead of two states.
        """
        was_1d = input.dim() == 1
        rows = self._inputs(input)
        gates = partial(linear.linear, rows, self.weight_ih, self.bias_ih)
        for at, each in enumerate(() if hx is None else hx):
            if each.dim() not in (1, 2):
                raise ValueError(
                    f"LSTMCell: Expected hx[{at}] to be 1D or 2D, got {each.dim()}D instead"
                )
        if isinstance(hx, Tensor):
            raise TypeError(
                "lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor"
            )
        given = (None, None) if hx is None else (hx[0], hx[1])
        hidden = tuple(self._state(each, rows, was_1d, at) for at, each in enumerate(given))
        result = steps.lstm_step(gates, hidden, (self.weight_hh, self.bias_hh))
        return tuple(dimensions.squeeze(each, 0) for each in result) if was_1d else result
