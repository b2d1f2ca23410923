"""Recurrent modules along packed sequences: a batch that grows smaller step by step.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.ops import select
from engine.tensor import Tensor
from engine.torch import joining

Hidden = Any
"""The state of a cell: a tensor, or for an LSTM two."""

Step = Callable[[Tensor, Hidden], Hidden]


def _part(hidden: Hidden, start: int, end: int) -> Hidden:
    """The state of some elements of the batch."""
    if isinstance(hidden, tuple):
        return tuple(_part(each, start, end) for each in hidden)
    return select.slice(hidden, dim=0, start=start, end=end, step=1)


def _joined(parts: Sequence[Hidden]) -> Hidden:
    """The state of all elements."""
    if isinstance(parts[0], tuple):
        return tuple(_joined(each) for each in zip(*parts))
    return joining.cat(list(parts), 0)


def _extent(hidden: Hidden) -> int:
    first: Tensor = hidden[0] if isinstance(hidden, tuple) else hidden
    return first.shape[0]


def forwards(step: Step, rows: Sequence[Tensor], hidden: Hidden) -> tuple[list[Hidden], Hidden]:
    """The states after each step, and the last one of each element of the batch."""
    states, ended = [], []
    for row in rows:
        count, present = row.shape[0], _extent(hidden)
        if count < present:
            ended.append(_part(hidden, count, present))
            hidden = _part(hidden, 0, count)
        hidden = step(row, hidden)
        states.append(hidden)
    ended.append(hidden)
    return states, _joined(ended[::-1])


def backwards(step: Step, rows: Sequence[Tensor], hidden: Hidden) -> tuple[list[Hidden], Hidden]:
    """The same from the last step to the first; the states in the order of the steps."""
    start = hidden
    hidden = _part(start, 0, rows[-1].shape[0])
    states = []
    for row in reversed(rows):
        count, present = row.shape[0], _extent(hidden)
        if count > present:
            hidden = _joined([hidden, _part(start, present, count)])
        hidden = step(row, hidden)
        states.append(hidden)
    return states[::-1], hidden
