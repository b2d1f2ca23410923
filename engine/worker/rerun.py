"""Runs a script repeatedly in one process, each time as if it were the first."""

from __future__ import annotations

import math
import random
import time

import numpy as np

from engine import dtypes, grad_mode
from engine.random import generator
from engine.script.source import Place
from engine.torch.nn.module_hooks import everywhere
from engine.worker.hooks import Hooks
from engine.worker.run import Outcome, run_script

LEAST_LIMIT_S = 0.3
_SLOWER = 20
"""A run that takes this many times as long as any other one is considered endless."""


class OutOfTime(BaseException):
    """A run takes too long; a script's ``except Exception`` does not catch it."""


class Reruns:
    """Runs scripts one after the other, with the same random numbers and a time limit.

    Attributes:
        is_late: whether the last run took too long.
    """

    def __init__(self, filename: str, max_run_s: float) -> None:
        self._filename = filename
        self._seed = generator.default_generator.initial_seed()
        self._random_states = random.getstate(), np.random.get_state()
        self._limit_s = self._max_run_s = max_run_s
        self._longest_s = 0.0
        self._deadline = math.inf
        self.is_late = False

    def run(self, source: str, hooks: Hooks) -> Outcome:
        """Run a script; its output is discarded."""
        self._begin_anew()
        began = time.monotonic()
        self._deadline = began + self._limit_s
        outcome = run_script(source, self._filename, hooks, max_printed_chars=0)
        self.is_late = time.monotonic() > self._deadline
        self._deadline = math.inf
        if not self.is_late and outcome.how != "stopped":
            self._learn(time.monotonic() - began)
        return outcome

    def check_time(self) -> None:
        """Called regularly while the script runs.

        Raises:
            OutOfTime
        """
        if time.monotonic() > self._deadline:
            raise OutOfTime

    def _learn(self, took_s: float) -> None:
        """Set the time limit of later runs by the duration of this one."""
        self._longest_s = max(self._longest_s, took_s)
        wanted = max(_SLOWER * self._longest_s, LEAST_LIMIT_S)
        self._limit_s = min(wanted, self._max_run_s)

    def _begin_anew(self) -> None:
        """Undo the side effects of earlier runs, and reset the random numbers."""
        generator.default_generator.manual_seed(self._seed)
        of_python, of_numpy = self._random_states
        random.setstate(of_python)
        np.random.set_state(of_numpy)
        grad_mode.current_modes().enabled = True
        grad_mode.current_modes().casts = False
        dtypes.set_default_dtype(dtypes.float32)
        everywhere.clear()


class QuietHooks:
    """Hooks that do nothing, for subclasses that override a few."""

    def enter_call(self, name: str, line: int) -> None:
        """A call of a function of the script began."""

    def leave_call(self) -> None:
        """The innermost call ended."""

    def enter_loop(self, line: int) -> None:
        """A loop is about to begin."""

    def next_iteration(self) -> bool:
        """A loop begins an iteration; always True."""
        return True

    def leave_loop(self) -> None:
        """A loop ended."""

    def bind(self, name: str, value: object) -> object:
        """A variable was assigned."""
        return value

    def show(self, line: int, value: object, is_call: bool) -> None:
        """A bare expression was evaluated."""

    def printed(self, stream: str, text: str) -> None:
        """The script printed."""

    def raised(self, error: BaseException, *, traceback: str, place: Place) -> None:
        """The script ended with an error, which the outcome has."""

    def flush(self) -> None:
        """Does nothing: nothing is pending."""
