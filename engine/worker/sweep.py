"""Runs a script for many values of one of its numbers, and differentiates a result.

Each derivative is computed by a backward pass from the result as soon as that is assigned, so that
it does not matter what the script does with its graph.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from engine.edit.number_literals import with_number
from engine.passes import autograd
from engine.sweep.sample import Failure, Sample
from engine.sweep.sampling import Sampling
from engine.tensor import Tensor
from engine.worker.messages import Finished, SweepRequest
from engine.worker.rerun import QuietHooks, Reruns
from engine.worker.run import Outcome


class Sweep:
    """Runs a script repeatedly, each time with another number.

    Attributes:
        check_time: called regularly while a script runs; ends a run that takes too long.
    """

    def __init__(self, request: SweepRequest) -> None:
        self._request = request
        self._sampling = Sampling(request.low, request.high, request.first, request.most)
        self._reruns = Reruns(request.filename, request.max_run_s)
        self.check_time = self._reruns.check_time

    def run(self, tell: Callable[[Sample], None]) -> Finished:
        """Sample until there is nothing left to find, or until stopped."""
        while (number := self._sampling.next_number()) is not None:
            sample = self._sample(number)
            if sample is None:
                return Finished("stopped", "")
            self._sampling.add(sample)
            tell(sample)
        return Finished("done", "")

    def _sample(self, number: float) -> Sample | None:
        """Run the script once; None if it was stopped."""
        request = self._request
        source = with_number(request.source, request.literal, number)
        watch = _Watch(request)
        outcome = self._reruns.run(source, watch)
        if outcome.how == "stopped":
            return None
        return _sample_of(number, watch, outcome, self._reruns.is_late)


def _sample_of(number: float, watch: _Watch, outcome: Outcome, is_late: bool) -> Sample:
    if is_late:
        return Sample(number, failure="timeout")
    if outcome.how == "error":
        return Sample(number, failure="error", detail=outcome.last_line, line=outcome.line)
    return Sample(number, watch.value, watch.slope, watch.failure, watch.detail)


class _Watch(QuietHooks):
    """The hooks of one run, which wait until input and result are assigned.

    Attributes:
        value, slope, failure, detail: as in ``Sample``.
    """

    def __init__(self, request: SweepRequest) -> None:
        self._request = request
        self._input: Tensor | None = None
        self._open_calls = 0
        self.value = self.slope = math.nan
        self.failure: Failure = "unset"
        self.detail = ""

    def enter_call(self, name: str, line: int) -> None:
        """A function of the script was called."""
        self._open_calls += 1

    def leave_call(self) -> None:
        """The innermost call ended."""
        self._open_calls -= 1

    def bind(self, name: str, value: object) -> object:
        """A variable was assigned; those of functions are other variables."""
        if self._open_calls or not isinstance(value, Tensor):
            return value
        request = self._request
        if name == request.name and sys._getframe(1).f_lineno == request.line:
            self._input = value
        if name == request.result:
            self._differentiate(value)
        return value

    def _differentiate(self, result: Tensor) -> None:
        self.value = self.slope = math.nan
        self.failure, self.detail = "", ""
        if result._data.size != 1 or result.dtype.is_complex:
            self.failure = "size"
            return
        self.value = float(result.item())
        try:
            self.slope = _slope(result, self._input)
        except Exception as error:
            self.failure, self.detail = "slope", f"{type(error).__name__}: {error}"


def _slope(result: Tensor, leaf: Tensor | None) -> float:
    """The derivative of one number by another; nan if no gradient arrives."""
    if leaf is None or not (leaf.requires_grad and result.requires_grad):
        return math.nan
    (gradient,) = autograd.grad(result, leaf, retain_graph=True, allow_unused=True)
    return math.nan if gradient is None else float(gradient.item())
