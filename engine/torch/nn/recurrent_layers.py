"""Recurrent layers: cells applied along sequences, in one or both directions.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine.ops.shapes import parts
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.nn import dropping, fused_lstm, linear, packed_recurrence, steps
from engine.torch.routines import dimensions, joining, shapes
from engine.torch.tensors import reshaping
from engine.unobserved import reported

Hidden = Any
"""The state of a cell: a tensor, or for an LSTM a pair."""

States = Sequence[Tensor | None]
"""The states of all layers and directions, one tensor per kind; None for zeros."""

Sizes = tuple[int, ...]

Ended = tuple[Tensor, tuple[Tensor, ...]]
"""The output of each step, and the final states of each kind."""


def _check_steps(extent: int, sizes: Sizes) -> None:
    """Check that packed sequences are as long as their steps say.

    Raises:
        RuntimeError: they are shorter.
    """
    start = 0
    for size in sizes:
        if start + size > extent:
            raise RuntimeError(
                f"start ({start}) + length ({size}) exceeds dimension size ({extent})."
            )
        start += size


class Weights(NamedTuple):
    """The parameters of one layer in one direction.

    Attributes:
        of_input: the weight and bias (or None) for the input.
        of_hidden: those for the state, and perhaps a projection.
    """

    of_input: tuple[Any, ...]
    of_hidden: tuple[Any, ...]


class Layers:
    """Recurrent layers with a single state tensor.

    Attributes:
        step: computes the next state from the input, the state, and the parameters for that.
        cells: the parameters, by layer and direction.
        directions: the number of directions.
        dropout: the dropout probability between layers.
    """

    _turned: Callable[[Tensor, int, int], Tensor] = staticmethod(reshaping.transpose_)
    """Moves the batch dimension to the front again."""

    def __init__(
        self,
        step: Callable[[steps.Gates, Hidden, Any], Hidden],
        cells: Sequence[Weights],
        directions: int,
        dropout: float,
    ) -> None:
        self.step, self.cells = step, cells
        self.directions, self.dropout = directions, dropout

    def along(self, input: Tensor, given: States, batch_first: bool) -> Ended:
        """Apply the layers to padded sequences.

        Raises:
            RuntimeError: sequences without steps, or too few states.
        """
        inputs = dimensions.transpose(input, 0, 1) if batch_first else input
        output, ended = self._applied(inputs, given, None)
        return self._turned(output, 0, 1) if batch_first else output, ended

    def along_packed(self, data: Tensor, sizes: Sizes, given: States) -> Ended:
        """Apply them to packed sequences, whose steps have these sizes.

        Raises:
            RuntimeError: too few states.
        """
        _check_steps(data.shape[0], sizes)
        return self._applied(data, given, sizes)

    def _applied(self, inputs: Tensor, given: States, sizes: Sizes | None) -> Ended:
        is_fused = sizes is None and self._is_fused(inputs)
        if is_fused:
            inputs = shapes.contiguous(inputs)
        extents = tuple(inputs.shape[1:2] if sizes is None else sizes[:1])
        states = [
            self._zeros(extents, kind, inputs) if each is None else self._apart(each, is_fused)
            for kind, each in enumerate(given)
        ]
        output, finals = self._stacked(inputs, self._joined(states), sizes)
        return output, packed_recurrence.stacked(self._kinds(finals), last_first=not is_fused)

    # -- states --------------------------------------------------------------------------------

    def _width(self, kind: int) -> int:
        """The size of the states of a kind."""
        width: int = self.cells[0].of_hidden[0].shape[1]
        return width

    def _zeros(self, extents: tuple[int, ...], kind: int, like: Tensor) -> list[Any]:
        zeros = np.zeros((*extents, self._width(kind)), like._data.dtype)
        return [reported("zeros", zeros)] * len(self.cells)

    def _apart(self, states: Tensor, is_fused: bool) -> list[Any]:
        """The initial state of each layer and direction, perhaps lazily."""
        if is_fused:
            return fused_lstm.apart(shapes.contiguous(states))
        return list(parts.unbind(states, dim=0))

    def _joined(self, kinds: list[list[Any]]) -> list[Hidden]:
        """States of each kind as states of cells."""
        return kinds[0]

    def _kinds(self, finals: list[Hidden]) -> Iterable[Sequence[Tensor]]:
        """States of cells as states of each kind."""
        return [finals]

    def _is_fused(self, inputs: Tensor) -> bool:
        """Whether each layer is a single operation."""
        return False

    # -- steps ---------------------------------------------------------------------------------

    def _output(self, hidden: Hidden) -> Tensor:
        """The output of a cell: its state, or the first part of it."""
        shown: Tensor = hidden
        return shown

    def _stacked(
        self, inputs: Tensor, states: Sequence[Hidden], sizes: Sizes | None
    ) -> tuple[Tensor, list[Hidden]]:
        if len(states) != len(self.cells):
            raise RuntimeError("Expected more hidden states in stacked_rnn")
        finals: list[Hidden] = []
        for first in range(0, len(self.cells), self.directions):
            rows = []
            for at in range(first, first + self.directions):
                found, final = self._direction(
                    inputs, states[at], self.cells[at], at > first, sizes
                )
                rows.append(found)
                finals.append(final)
            inputs = rows[0] if len(rows) == 1 else joining.cat(rows, -1)
            if self.dropout and first + self.directions < len(self.cells):
                inputs = dropping.dropout(inputs, self.dropout)
        return inputs, finals

    def _direction(
        self,
        inputs: Tensor,
        hidden: Hidden,
        weights: Weights,
        is_reverse: bool,
        sizes: Sizes | None,
    ) -> tuple[Tensor, Hidden]:
        """One layer in one direction: the outputs in the order of steps, and the final state."""
        total = linear.linear(inputs, *weights.of_input)
        if sizes is not None:
            along = packed_recurrence.backwards if is_reverse else packed_recurrence.forwards
            step = partial(self._next, weights.of_hidden)
            return along(step, self._output, total, sizes, hidden)
        gates = parts.unbind(total, dim=0)
        if not gates:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        outputs = []
        for each in reversed(gates) if is_reverse else gates:
            hidden = self.step(each, hidden, weights.of_hidden)
            outputs.append(self._output(hidden))
        return joining.stack(outputs[::-1] if is_reverse else outputs, 0), hidden

    def _next(self, weights: Any, row: Tensor, hidden: Hidden) -> Hidden:
        return self.step(row, hidden, weights)


class MemoryLayers(Layers):
    """LSTM layers, which PyTorch fuses where it can."""

    _turned = staticmethod(dimensions.transpose)

    def along(self, input: Tensor, given: States, batch_first: bool) -> Ended:
        """Apply the layers to padded sequences; see ``Layers``."""
        if self._is_projected and fused_lstm.serves(input):
            warn_once(
                "LSTM with projections is not supported with oneDNN. Using default implementation."
            )
        return super().along(input, given, batch_first)

    @property
    def _is_projected(self) -> bool:
        return len(self.cells[0].of_hidden) > 2

    def _is_fused(self, inputs: Tensor) -> bool:
        return not self._is_projected and fused_lstm.serves(inputs)

    def _width(self, kind: int) -> int:
        rows: int = self.cells[0].of_hidden[0].shape[0]
        return rows // 4 if kind else super()._width(kind)

    def _joined(self, kinds: list[list[Any]]) -> list[Hidden]:
        return list(zip(*kinds))

    def _kinds(self, finals: list[Hidden]) -> Iterable[Sequence[Tensor]]:
        return zip(*finals)

    def _output(self, hidden: Hidden) -> Tensor:
        output: Tensor = hidden[0]
        return output

    def _direction(
        self,
        inputs: Tensor,
        hidden: Hidden,
        weights: Weights,
        is_reverse: bool,
        sizes: Sizes | None,
    ) -> tuple[Tensor, Hidden]:
        if sizes is not None or not self._is_fused(inputs):
            return super()._direction(inputs, hidden, weights, is_reverse, sizes)
        return fused_lstm.direction(inputs, hidden, *weights, is_reverse)


def _lstm_step(gates: steps.Gates, hidden: Hidden, weights: Any) -> Hidden:
    """The next hidden and cell state; the former is projected if there is a projection."""
    state, memory = steps.lstm_step(gates, hidden, weights[:2])
    for projection in weights[2:]:
        state = linear.linear(state, projection)
    return state, memory


_STEPS: dict[str, Callable[[steps.Gates, Hidden, Any], Hidden]] = {
    "RNN_TANH": partial(steps.rnn_step, nonlinearity="tanh"),
    "RNN_RELU": partial(steps.rnn_step, nonlinearity="relu"),
    "GRU": steps.gru_step,
    "LSTM": _lstm_step,
}


def layers_of(
    mode: str, cells: Sequence[Weights], *, is_bidirectional: bool, dropout: float
) -> Layers:
    """The layers of a mode such as ``RNN_TANH``, with their parameters."""
    kind = MemoryLayers if mode == "LSTM" else Layers
    return kind(_STEPS[mode], cells, 2 if is_bidirectional else 1, dropout)
