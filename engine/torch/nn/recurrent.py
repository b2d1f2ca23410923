"""Recurrent modules: RNN, GRU and LSTM, with several layers and directions.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import init, recurrent_checks, recurrent_layers
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter
from engine.torch.nn.rnn_utils import PackedSequence
from engine.torch.routines import dimensions, slices


def _in_order(states: Tensor, order: Tensor | None) -> Tensor:
    """States with the sequences of the batch in another order."""
    return states if order is None else slices.index_select(states, 1, order)


_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}
"""The number of gates of a cell."""


class RNNBase(Module):
    """Base class of recurrent modules.

    Raises:
        ValueError: sizes or a number of layers that are not positive, a ``proj_size`` out of
            its range, or an unknown mode.
    """

    _said_of_extents = ""
    """A word of an error message that only some of them have."""

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.mode = mode
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        recurrent_checks.check_dropout(dropout, num_layers)
        recurrent_checks.check_kinds(bool, {"bias": bias, "batch_first": batch_first})
        for name, extent in (("input_size", input_size), ("hidden_size", hidden_size)):
            recurrent_checks.check_kinds(int, {name: extent})
            if extent <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if num_layers <= 0:
            raise ValueError("num_layers must be greater than zero")
        if proj_size < 0:
            raise ValueError(
                "proj_size should be a positive integer or zero to disable projections"
            )
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        if mode not in _GATES:
            raise ValueError(f"Unrecognized RNN mode: {mode}")
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bidirectional, self.proj_size = bidirectional, proj_size
        for at, name in enumerate(self._cell_names()):
            is_first = at < len(self._suffixes())
            width = input_size if is_first else self._shown_size * len(self._suffixes())
            self._add_cell(name, width, device, dtype)
        self.reset_parameters()

    @property
    def _shown_size(self) -> int:
        """The size of a cell's output."""
        return self.proj_size or self.hidden_size

    def _suffixes(self) -> tuple[str, ...]:
        return ("", "_reverse") if self.bidirectional else ("",)

    def _cell_names(self) -> list[str]:
        """The suffixes of parameter names, for each layer and direction."""
        layers = range(self.num_layers)
        return [f"l{layer}{suffix}" for layer in layers for suffix in self._suffixes()]

    def _add_cell(self, name: str, width: int, device: Any, dtype: Any) -> None:
        rows = _GATES[self.mode] * self.hidden_size
        setattr(self, f"weight_ih_{name}", empty(rows, width, dtype=dtype, device=device))
        setattr(self, f"weight_hh_{name}", empty(rows, self._shown_size, dtype=dtype))
        if self.bias:
            setattr(self, f"bias_ih_{name}", empty(rows, dtype=dtype))
            setattr(self, f"bias_hh_{name}", empty(rows, dtype=dtype))
        if self.proj_size:
            shape = self.proj_size, self.hidden_size
            setattr(self, f"weight_hr_{name}", empty(*shape, dtype=dtype))

    @property
    def _flat_weights_names(self) -> list[str]:
        """The names of the parameters, in order."""
        return list(self._parameters)

    @property
    def _flat_weights(self) -> list[Parameter]:
        return list(self._parameters.values())

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        flat, count = self._flat_weights, (4 if self.bias else 2) + bool(self.proj_size)
        return [flat[at : at + count] for at in range(0, len(flat), count)]

    def reset_parameters(self) -> None:
        """Initialise the parameters."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Has no effect: only GPUs need contiguous parameters."""

    def _weights(self, kind: str, name: str) -> tuple[Any, ...]:
        return getattr(self, f"weight_{kind}_{name}"), getattr(self, f"bias_{kind}_{name}", None)

    @property
    def _layers(self) -> recurrent_layers.Layers:
        """The layers with the current parameters."""
        cells = [
            recurrent_layers.Weights(self._weights("ih", name), self._weights("hh", name))
            for name in self._cell_names()
        ]
        return recurrent_layers.layers_of(
            self.mode,
            cells,
            is_bidirectional=self.bidirectional,
            dropout=self.dropout if self.training else 0.0,
        )

    def _batched(self, input: Any) -> Tensor:
        if input.dim() not in (2, 3):
            raise ValueError(
                f"{type(self).__name__}: Expected input to be 2D or 3D, got {input.dim()}D "
                f"{self._said_of_extents}instead"
            )
        ours = self.weight_ih_l0.dtype
        if input.dtype is not ours:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({ours}). Convert "
                f"input: input.to({ours}), or convert model: model.to({input.dtype})"
            )
        if input.shape[-1] != self.input_size:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. Expected "
                f"{self.input_size}, got {input.shape[-1]}"
            )
        return input if input.dim() == 3 else dimensions.unsqueeze(input, self._batch_dim)

    @property
    def _batch_dim(self) -> int:
        return 0 if self.batch_first else 1

    def _unbatched(
        self, output: Tensor, ended: tuple[Tensor, ...]
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The output and final states without the batch dimension."""
        output = dimensions.squeeze(output, self._batch_dim)
        return output, tuple(dimensions.squeeze(each, 1) for each in ended)

    def _given(
        self, hx: Tensor | None, batch: int, was_2d: bool, name: str = "hidden", width: int = 0
    ) -> Tensor | None:
        """The initial states of all layers and directions, if given."""
        if hx is None:
            return None
        expected = (self.num_layers * len(self._suffixes()), batch, width or self.hidden_size)
        given = dimensions.unsqueeze(hx, 1) if was_2d else hx
        if tuple(given.shape) != expected:
            raise RuntimeError(f"Expected {name} size {expected}, got {list(given.shape)}")
        return given

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """The output of each step, and the final state of each layer.

        Raises:
            RuntimeError: an input or a state of other dimensions.
        """
        if isinstance(input, PackedSequence):
            if input.data.ndim != 2:
                raise RuntimeError(f"input must have 2 dimensions, got {input.data.ndim}")
            packed, (ended,) = self._packed(input, (hx,))
            return packed, ended
        was_2d = input.dim() == 2
        batch = self._batched(input)
        if hx is not None:
            recurrent_checks.check_state(hx, was_2d)
        given = self._given(hx, batch.shape[self._batch_dim], was_2d)
        output, (ended,) = self._along(batch, (given,), was_2d)
        return output, ended

    def _along(
        self, batch: Tensor, given: Sequence[Tensor | None], was_2d: bool
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        output, ended = self._layers.along(batch, given, self.batch_first)
        return self._unbatched(output, ended) if was_2d else (output, ended)

    def _packed(
        self, input: PackedSequence, given: Sequence[Tensor | None]
    ) -> tuple[PackedSequence, tuple[Tensor, ...]]:
        """The same for packed sequences; states are sorted likewise."""
        order, unorder = input.sorted_indices, input.unsorted_indices
        starts = [each if each is None else _in_order(each, order) for each in given]
        output, ended = self._layers.along_packed(input.data, input._sizes, starts)
        return input._with_data(output), tuple(_in_order(each, unorder) for each in ended)

    def extra_repr(self) -> str:
        """Its sizes, and non-default settings."""
        parts_ = [f"{self.input_size}, {self.hidden_size}"]
        usual = {
            "proj_size": 0,
            "num_layers": 1,
            "bias": True,
            "batch_first": False,
            "dropout": 0.0,
            "bidirectional": False,
        }
        parts_ += [
            f"{key}={getattr(self, key)}"
            for key, value in usual.items()
            if getattr(self, key) != value
        ]
        return ", ".join(parts_)


class RNN(RNNBase):
    """The simple recurrence h' = tanh(W x + b + U h + c).

    Shapes: input (steps, n, inputs) -> (steps, n, directions * size), state (layers * directions,
        n, size)

    Raises:
        ValueError: as ``RNNBase``, or an unknown nonlinearity.
    """

    _said_of_extents = "tensor "

    def __init__(self, *args: Any, nonlinearity: str = "tanh", **kwargs: Any) -> None:
        recurrent_checks.refuse_projection(kwargs)
        if len(args) > 3:
            args, nonlinearity = (*args[:3], *args[4:]), args[3]
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        object.__setattr__(self, "nonlinearity", nonlinearity)
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class GRU(RNNBase):
    """The gated recurrent unit (GRU) of Cho et al. 2014.

    Shapes: as ``RNN``
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        recurrent_checks.refuse_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)


class LSTM(RNNBase):
    """Long short-term memory (LSTM) of Hochreiter and Schmidhuber 1997.

    Shapes: as ``RNN``, with two states
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def _weights(self, kind: str, name: str) -> tuple[Any, ...]:
        weights = super()._weights(kind, name)
        is_projected = kind == "hh" and self.proj_size
        return (*weights, getattr(self, f"weight_hr_{name}")) if is_projected else weights

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """The output of each step, and the final hidden and cell state of each layer."""
        if isinstance(input, PackedSequence):
            return self._packed(input, (None, None) if hx is None else hx)
        was_2d = input.dim() == 2
        batch = self._batched(input)
        if hx is not None:
            recurrent_checks.check_states(hx[0], hx[1], was_2d)
        widths = self._shown_size, self.hidden_size
        given = [
            self._given(each, batch.shape[self._batch_dim], was_2d, f"hidden[{at}]", width)
            for at, (each, width) in enumerate(zip((None, None) if hx is None else hx, widths))
        ]
        return self._along(batch, given, was_2d)
