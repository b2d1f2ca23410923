"""Recurrent modules along packed sequences: a batch that grows smaller step by step.

Source: aten/src/ATen/native/RNN.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from engine.ops.indexing import select
from engine.tensor import Tensor
from engine.torch.routines import joining

Hidden = Any
"""The state of a cell: a tensor, or for an LSTM two."""

Step = Callable[[Tensor, Hidden], Hidden]

Output = Callable[[Hidden], Tensor]


def _part(hidden: Hidden, start: int, end: int) -> Hidden:
    """The state of some elements of the batch."""
    if isinstance(hidden, tuple):
        return _last_first([partial(_part, each, start, end) for each in hidden])
    return select.slice(hidden, dim=0, start=start, end=end, step=1)


def _joined(parts: Sequence[Hidden]) -> Hidden:
    """The state of all elements."""
    if isinstance(parts[0], tuple):
        return _last_first([partial(_joined, each) for each in zip(*parts)])
    return joining.cat(list(parts), 0)


def _extent(hidden: Hidden) -> int:
    first: Tensor = hidden[0] if isinstance(hidden, tuple) else hidden
    return first.shape[0]


def forwards(
    step: Step, output: Output, rows: Tensor, sizes: Sequence[int], hidden: Hidden
) -> tuple[Tensor, Hidden]:
    """The outputs of all steps, and the last state of each element of the batch.

    Args:
        output: tells what a state gives on.
        rows: what goes into all steps, the first step's first.
        sizes: how many of them each step takes.
    """
    outputs, ended = [], []
    for count, end in zip(sizes, accumulate(sizes)):
        row, present = _part(rows, end - count, end), _extent(hidden)
        if count < present:
            ended.append(_part(hidden, count, present))
            hidden = _part(hidden, 0, count)
        hidden = step(row, hidden)
        outputs.append(output(hidden))
    ended.append(hidden)
    return joining.cat(outputs, 0), _joined(ended[::-1])


def backwards(
    step: Step, output: Output, rows: Tensor, sizes: Sequence[int], hidden: Hidden
) -> tuple[Tensor, Hidden]:
    """The same from the last step to the first; the outputs in the order of the steps."""
    start = hidden
    hidden = _part(start, 0, sizes[-1])
    outputs = []
    for count, end in reversed(list(zip(sizes, accumulate(sizes)))):
        present = _extent(hidden)
        if count > present:
            hidden = _joined([hidden, _part(start, present, count)])
        hidden = step(_part(rows, end - count, end), hidden)
        outputs.append(output(hidden))
    return joining.cat(outputs[::-1], 0), hidden


def stacked(finals: Iterable[Sequence[Tensor]], last_first: bool) -> tuple[Tensor, ...]:
    """The last states of each kind; PyTorch's compiler has some stacked before the first."""
    calls = [partial(joining.stack, list(each), 0) for each in finals]
    return _last_first(calls) if last_first else tuple(call() for call in calls)


def _last_first(calls: Sequence[Callable[[], Any]]) -> tuple[Any, ...]:
    """What some calls give, the last made first, as PyTorch's compiler has arguments."""
    return tuple([call() for call in reversed(calls)][::-1])
