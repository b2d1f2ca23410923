"""Recurrent layers on packed sequences: the batch shrinks from step to step.

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
"""The state of a cell: a tensor, or for an LSTM a pair."""

Step = Callable[[Tensor, Hidden], Hidden]

Output = Callable[[Hidden], Tensor]


def _part(hidden: Hidden, start: int, end: int) -> Hidden:
    """The state of some sequences of the batch."""
    if isinstance(hidden, tuple):
        return _last_first([partial(_part, each, start, end) for each in hidden])
    return select.slice(hidden, dim=0, start=start, end=end, step=1)


def _joined(parts: Sequence[Hidden]) -> Hidden:
    """The concatenated states of all sequences."""
    if isinstance(parts[0], tuple):
        return _last_first([partial(_joined, each) for each in zip(*parts)])
    return joining.cat(list(parts), 0)


def _extent(hidden: Hidden) -> int:
    first: Tensor = hidden[0] if isinstance(hidden, tuple) else hidden
    return first.shape[0]


def forwards(
    step: Step, output: Output, rows: Tensor, sizes: Sequence[int], hidden: Hidden
) -> tuple[Tensor, Hidden]:
    """The outputs of all steps, and the final state of each sequence.

    Args:
        output: extracts the output from a state.
        rows: the inputs of all steps, in order.
        sizes: the batch size of each step.
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
    """The same from the last step to the first; outputs are in the order of the steps."""
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
    """The final states of each kind, stacked in PyTorch's order of evaluation."""
    calls = [partial(joining.stack, list(each), 0) for each in finals]
    return _last_first(calls) if last_first else tuple(call() for call in calls)


def _last_first(calls: Sequence[Callable[[], Any]]) -> tuple[Any, ...]:
    """The results of some calls, evaluated last to first, as C++ compilers do."""
    return tuple([call() for call in reversed(calls)][::-1])
