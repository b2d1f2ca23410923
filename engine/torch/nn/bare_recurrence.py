"""Recurrent layers of ``torch`` itself: functions of all their parameters.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.nn.recurrent_layers import Layers, Weights, layers_of

_SHARED = ("hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional")
_PADDED = ("input", *_SHARED, "batch_first")
_PACKED = ("data", "batch_sizes", *_SHARED)
"""The names of the arguments, for padded and for packed sequences."""


def _cells(params: Sequence[Tensor], has_biases: bool, is_projected: bool) -> list[Weights]:
    """The parameters of each layer and direction.

    Raises:
        RuntimeError: the number of parameters does not match.
    """
    count = (4 if has_biases else 2) + is_projected
    if len(params) % count:
        raise RuntimeError(
            f"MatrixRef: ArrayRef size {len(params)} not divisible by stride {count}"
            if has_biases
            else "got an incorrect number of RNN parameters"
        )
    cells = []
    for first in range(0, len(params), count):
        w, u, *rest = params[first : first + count]
        b, c, *projection = rest if has_biases else (None, None, *rest)
        cells.append(Weights((w, b), (u, c, *projection)))
    return cells


def _layers(mode: str, states: Sequence[Tensor], given: dict[str, Any]) -> Layers:
    params = given["params"]
    directions = 2 if given["bidirectional"] else 1
    is_projected = len(states) == 2 and states[0].shape[-1] != states[1].shape[-1]
    cells = _cells(params, given["has_biases"], is_projected)
    wanted = given["num_layers"] * directions
    if len(cells) != wanted:
        kind = "weights" if states[0].shape[0] == wanted else "hidden states"
        raise RuntimeError(f"Expected more {kind} in stacked_rnn")
    dropout = given["dropout"] if given["train"] else 0.0
    if given["num_layers"] > 1 and not 0 <= dropout <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {dropout:.6g}")
    return layers_of(mode, cells, is_bidirectional=directions == 2, dropout=dropout)


def _recurrence(name: str, doc: str) -> Callable[..., tuple[Tensor, ...]]:
    mode = name.upper()
    has_memory = mode == "LSTM"

    def function(*args: Any, **kwargs: Any) -> tuple[Tensor, ...]:
        leading = sum(isinstance(each, Tensor) for each in args[:3])
        is_packed = "batch_sizes" in kwargs or leading > (1 if has_memory else 2)
        given = dict(zip(_PACKED if is_packed else _PADDED, args)) | kwargs
        states = given["hx"] if has_memory else (given["hx"],)
        if has_memory and len(states) != 2:
            raise RuntimeError("lstm expects two hidden states")
        layers = _layers(mode, states, given)
        if is_packed:
            require_tensors(name, data=given["data"], batch_sizes=given["batch_sizes"])
            sizes = tuple(given["batch_sizes"].tolist())
            output, ended = layers.along_packed(given["data"], sizes, states)
        else:
            require_tensors(name, input=given["input"])
            output, ended = layers.along(given["input"], states, given["batch_first"])
        return output, *ended

    return named(function, name, doc)


rnn_tanh = _recurrence("rnn_tanh", "Layers of h' = tanh(W x + b + U h + c): outputs, last states.")
rnn_relu = _recurrence("rnn_relu", "Layers of h' = max(0, W x + b + U h + c).")
gru = _recurrence("gru", "Layers of gated units: the output of each step, and the last states.")
lstm = _recurrence("lstm", "Layers of a long short-term memory: outputs, last states, memories.")
