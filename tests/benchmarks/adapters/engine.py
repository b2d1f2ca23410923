"""Adapts the engine to the shared engine benchmark, plain and while recording.

Run as ``engine.py --adapter`` this file; the benchmark puts its ``Base`` into the namespace.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from engine import observe
from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from engine.worker.limits import collect_rarely, keep_freed_memory
from tests.engine.untyped import torch

if TYPE_CHECKING:

    class Base:
        """The base class that the benchmark provides."""

        def stepper(self, f: Any, leaves: Any, lr: Any, zero: str) -> Callable[[], None]: ...
        def second(self, f: Any, x: Any) -> Callable[[], Any]: ...
        def hvp(self, f: Any, leaves: Any, vecs: Any) -> Callable[[], Any]: ...


class Plain(Base):
    """The engine without a recorder."""

    name = "gradwalk"

    def __init__(self) -> None:
        keep_freed_memory()  # as in the worker, where scripts run
        collect_rarely()
        self.dot, self.tanh, self.relu = torch.dot, torch.tanh, torch.relu
        self.norm, self.sum, self.mean = torch.norm, torch.sum, torch.mean
        self.cross_entropy = torch.nn.functional.cross_entropy

    def leaf(self, a: np.ndarray) -> Any:
        return torch.tensor(a, dtype=torch.float32, requires_grad=True)

    def const(self, a: np.ndarray) -> Any:
        return torch.tensor(a, dtype=torch.float32)

    def labels(self, a: np.ndarray) -> Any:
        return torch.tensor(a)

    def sgd(self, leaves: Sequence[Any], lr: float) -> None:
        with torch.no_grad():
            for leaf in leaves:
                leaf -= lr * leaf.grad

    def grad(self, y: Any, xs: Sequence[Any]) -> Any:
        return torch.autograd.grad(y, xs, create_graph=True)


class Recording(Plain):
    """The engine with a recorder, from the first step of a workload to the last.

    As in a run of the application, notes become rows whenever there are enough of them or something
    noted is about to change; that is part of the cost.
    """

    name = "gradwalk_recording"

    def stepper(
        self, f: Any, leaves: Any, lr: Any = None, zero: str = "none"
    ) -> Callable[[], None]:
        return self._recorded(f, super().stepper(f, leaves, lr, zero))

    def second(self, f: Any, x: Any) -> Callable[[], Any]:
        return self._recorded(f, super().second(f, x))

    def hvp(self, f: Any, leaves: Sequence[Any], vecs: Any) -> Callable[[], Any]:
        return self._recorded(f, super().hvp(f, leaves, vecs))

    def hold(self, f: Any, leaves: Sequence[Any]) -> Any:
        """A graph and the recorder of its making, which a run would keep, too."""
        recorder = self._recorder(f)
        with recorder:
            return f(*leaves), recorder

    def _recorded(self, f: Any, step: Callable[[], Any]) -> Callable[[], Any]:
        """A step recorded as part of a run, which lasts until another workload begins."""
        recorder = self._recorder(f)

        def recorded_step() -> Any:
            if observe.observer is not recorder:
                if isinstance(observe.observer, Recorder):
                    observe.observer.__exit__()
                recorder.__enter__()
            return step()

        return recorded_step

    def _recorder(self, f: Any) -> Recorder:
        return Recorder(f.__code__.co_filename, "", lambda rows: None, Budgets(max_events=10**9))


class _NoteTaker(Recorder):
    """Takes notes and discards them, unlike a recorder, which turns them into rows."""

    def _encode(self) -> None:
        self._log.clear()


class Noting(Recording):
    """The engine while notes are taken and discarded.

    The limits of the benchmark were set with this; ``Recording`` has to do more.
    """

    name = "gradwalk_noting"

    def _recorder(self, f: Any) -> Recorder:
        return _NoteTaker(f.__code__.co_filename, "", lambda rows: None, Budgets(max_events=10**9))


variants = [Plain, Recording, Noting]
