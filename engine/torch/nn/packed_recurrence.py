"""Recurrent modules along packed sequences: a batch that grows smaller step by step.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
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


def forwards(
    step: Step, rows: Tensor, sizes: Sequence[int], hidden: Hidden
) -> tuple[list[Hidden], Hidden]:
    """The states after each step, and the last one of each element of the batch.

    Args:
        rows: what goes into all steps, the first step's first.
        sizes: how many of them each step takes.
    """
    states, ended = [], []
    for count, end in zip(sizes, accumulate(sizes)):
        row, present = _part(rows, end - count, end), _extent(hidden)
        if count < present:
            ended.append(_part(hidden, count, present))
            hidden = _part(hidden, 0, count)
        hidden = step(row, hidden)
        states.append(hidden)
    ended.append(hidden)
    return states, _joined(ended[::-1])


def backwards(
    step: Step, rows: Tensor, sizes: Sequence[int], hidden: Hidden
) -> tuple[list[Hidden], Hidden]:
    """The same from the last step to the first; the states in the order of the steps."""
    start = hidden
    hidden = _part(start, 0, sizes[-1])
    states = []
    for count, end in reversed(list(zip(sizes, accumulate(sizes)))):
        present = _extent(hidden)
        if count > present:
            hidden = _joined([hidden, _part(start, present, count)])
        hidden = step(_part(rows, end - count, end), hidden)
        states.append(hidden)
    return states[::-1], hidden
