"""Runs a script for many numbers in place of one of its own, and differentiates what it computes.

Each derivative is that of a backward pass of the engine, from the result as it gets its name, so
that it does not matter what the script itself does with its graph.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable

import numpy as np

from engine import autograd, dtypes, generator, grad_mode
from engine.edit.number_literals import with_number
from engine.source import Place
from engine.sweep.sample import Failure, Sample
from engine.sweep.sampling import Sampling
from engine.tensor import Tensor
from engine.worker.messages import Finished, SweepRequest
from engine.worker.run import Outcome, run_script

LEAST_LIMIT_S = 0.3
_SLOWER = 20
"""A run that takes so many times as long as any other one is taken for endless."""


class OutOfTime(BaseException):
    """A run takes too long; no ``except Exception`` of the script catches it."""


class Sweep:
    """One run after the other, each as if it were the first."""

    def __init__(self, request: SweepRequest) -> None:
        self._request = request
        self._sampling = Sampling(request.low, request.high, request.first, request.most)
        self._seed = generator.default_generator.initial_seed()
        self._random_states = random.getstate(), np.random.get_state()
        self._limit_s = request.max_run_s
        self._longest_s = 0.0
        self._deadline = math.inf

    def run(self, tell: Callable[[Sample], None]) -> Finished:
        """Sample until there is no more to be found, or until stopped."""
        while (number := self._sampling.next_number()) is not None:
            sample = self._sample(number)
            if sample is None:
                return Finished("stopped", "")
            self._sampling.add(sample)
            tell(sample)
        return Finished("done", "")

    def check_time(self) -> None:
        """To be called now and then while the script runs. Raises: OutOfTime."""
        if time.monotonic() > self._deadline:
            raise OutOfTime

    def _sample(self, number: float) -> Sample | None:
        """Run the script once; None where it was stopped."""
        request = self._request
        source = with_number(request.source, request.literal, number)
        watch = _Watch(request)
        self._begin_anew()
        began = time.monotonic()
        self._deadline = began + self._limit_s
        outcome = run_script(source, request.filename, watch, max_printed_chars=0)
        is_late = time.monotonic() > self._deadline
        self._deadline = math.inf
        if outcome.how == "stopped":
            return None
        if not is_late:
            self._learn(time.monotonic() - began)
        return _told(number, watch, outcome, is_late)

    def _learn(self, took_s: float) -> None:
        """Know from what a run took when to give up the next ones."""
        self._longest_s = max(self._longest_s, took_s)
        wanted = max(_SLOWER * self._longest_s, LEAST_LIMIT_S)
        self._limit_s = min(wanted, self._request.max_run_s)

    def _begin_anew(self) -> None:
        """Undo what a run may have left behind; every run draws the same random numbers."""
        generator.default_generator.manual_seed(self._seed)
        of_python, of_numpy = self._random_states
        random.setstate(of_python)
        np.random.set_state(of_numpy)
        grad_mode.here.enabled = True
        dtypes.set_default_dtype(dtypes.float32)


def _told(number: float, watch: _Watch, outcome: Outcome, is_late: bool) -> Sample:
    if is_late:
        return Sample(number, failure="timeout")
    if outcome.how == "error":
        last_line = outcome.detail.rstrip().rpartition("\n")[2]
        return Sample(number, failure="error", detail=last_line, line=outcome.line)
    return Sample(number, watch.value, watch.slope, watch.failure, watch.detail)


class _Watch:
    """The hooks of one run, which wait for the input and the result to get their names.

    Attributes:
        value, slope, failure, detail: as in `Sample`.
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

    def bind(self, name: str, value: object) -> None:
        """A variable was given a value; those of functions are others of the same name."""
        if self._open_calls or not isinstance(value, Tensor):
            return
        request = self._request
        if name == request.name and sys._getframe(1).f_lineno == request.line:
            self._input = value
        if name == request.result:
            self._differentiate(value)

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

    # -- what makes no difference here ---------------------------------------------------------

    def enter_loop(self, line: int) -> None:
        """A loop begins."""

    def next_iteration(self) -> bool:
        """A loop goes on; always True."""
        return True

    def leave_loop(self) -> None:
        """A loop ended."""

    def show(self, line: int, value: object, is_call: bool) -> None:
        """A bare expression had a value."""

    def printed(self, stream: str, text: str) -> None:
        """The script printed."""

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        """The script ended with an error, which is told with the outcome."""

    def flush(self) -> None:
        """Nothing is pending."""


def _slope(result: Tensor, leaf: Tensor | None) -> float:
    """The derivative of a number with respect to another; nan where no gradient gets there."""
    if leaf is None or not (leaf.requires_grad and result.requires_grad):
        return math.nan
    (gradient,) = autograd.grad(result, leaf, retain_graph=True, allow_unused=True)
    return math.nan if gradient is None else float(gradient.item())
