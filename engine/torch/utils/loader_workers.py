"""Workers of a data loader, simulated in the script's own process.

Each has its own random streams, and its own attributes of an iterable dataset. Other objects that
the dataset refers to are not copied.

Source: torch.utils.data._utils.worker, PyTorch 2.13.
"""

from __future__ import annotations

import contextlib
import random
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from engine.random.generator import default_generator
from engine.random.generator_state import restore, state_of


class WorkerInfo(NamedTuple):
    """What a dataset may know about its worker.

    Attributes:
        id: the worker's index.
        num_workers: the number of workers.
        seed: the seed of its random numbers.
        dataset: its dataset.
    """

    id: int
    num_workers: int
    seed: int
    dataset: Any


class _Current:
    """The current worker, if any."""

    info: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """The worker in which it is called; None in the main process."""
    return _Current.info


class Worker:
    """One worker with the states of its random streams.

    Attributes:
        dataset: its dataset.
    """

    def __init__(self, info: WorkerInfo, initialize: Callable[[int], Any] | None) -> None:
        self._info, self.dataset = info, info.dataset
        streams = _streams()
        default_generator.manual_seed(info.seed)
        random.seed(info.seed)
        base = info.seed - info.id
        entropy = [info.id, base & 0xFFFFFFFF, base >> 32, 0]
        np.random.seed(np.random.SeedSequence(entropy).generate_state(4))
        self._streams = _streams()
        _resume(streams)
        if initialize is not None:
            self.run(initialize, info.id)

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function as the worker would.

        Raises:
            Exception: the function's error, with the worker's traceback in the message.
        """
        try:
            with self._turn():
                return function(*args)
        except StopIteration:
            raise
        except Exception as error:
            message = (
                f"Caught {type(error).__name__} in DataLoader worker process {self._info.id}.\n"
                f"Original {traceback.format_exc()}"
            )
            try:
                renewed = type(error)(message)
            except Exception:
                renewed = RuntimeError(message)
            raise renewed from None

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        outside = _streams()
        _resume(self._streams)
        _Current.info = self._info
        try:
            yield
        finally:
            _Current.info = None
            self._streams = _streams()
            _resume(outside)


def in_turns(workers: list[Worker], sources: list[Iterator[Any]]) -> Iterator[Any]:
    """The elements of the workers' iterators, in turns, until all are exhausted."""
    waiting = list(zip(workers, sources, strict=True))
    while waiting:
        for each in list(waiting):
            worker, source = each
            try:
                yield worker.run(next, source)
            except StopIteration:
                waiting.remove(each)


def dealt(
    workers: list[Worker], fetch: Callable[[Any], Any], tasks: Iterable[Any]
) -> Iterator[Any]:
    """The results of tasks that are distributed to the workers in turns."""
    for at, task in enumerate(tasks):
        yield workers[at % len(workers)].run(fetch, task)


def _streams() -> tuple[Any, Any, Any]:
    return state_of(default_generator), random.getstate(), np.random.get_state()


def _resume(streams: tuple[Any, Any, Any]) -> None:
    ours, pythons, numpys = streams
    restore(default_generator, ours)
    random.setstate(pythons)
    np.random.set_state(numpys)
