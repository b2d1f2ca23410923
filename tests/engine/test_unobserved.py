"""What a library does for itself is unobserved, thread by thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from engine import observe
from engine.record.recording import Recording
from engine.recorder.recorder import Recorder
from engine.unobserved import is_observed, unobserved
from tests.engine.untyped import torch


def recorded(script: Callable[[], None]) -> list[str]:
    """The operations that a recorder receives while a function runs."""
    recording = Recording("")
    with Recorder("script.py", "", recording.append) as recorder:
        script()
        assert observe.observer is recorder
    recorder.flush()
    return [recording.text(op) for op in recording["cards"]["op"]]


def test_operations_within_are_unobserved():
    def script() -> None:
        with unobserved():
            torch.ones(1)
            with unobserved():
                torch.ones(1)
            torch.ones(1)
            assert not is_observed()
        assert is_observed()
        torch.zeros(1)

    assert recorded(script) == ["zeros"]


def test_operations_of_other_threads_are_recorded():
    def script() -> None:
        with unobserved():
            torch.ones(1)
            other = Thread(target=lambda: torch.zeros(1))
            other.start()
            other.join()

    assert recorded(script) == ["zeros"]


def test_threads_may_end_in_any_order():
    first_is_in, second_is_in, first_is_out = Event(), Event(), Event()

    def first() -> None:
        with unobserved():
            first_is_in.set()
            second_is_in.wait()
        torch.zeros(1)
        first_is_out.set()

    def second() -> None:
        first_is_in.wait()
        with unobserved():
            second_is_in.set()
            first_is_out.wait()
            torch.ones(1)

    def script() -> None:
        threads = [Thread(target=each) for each in (first, second)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        torch.eye(1)

    assert recorded(script) == ["zeros", "eye"]


def test_a_recorder_that_starts_inside_receives_operations():
    heard: list[Any] = []

    def script() -> None:
        with unobserved(), torch.autograd.graph.saved_tensors_hooks(heard.append, lambda _: None):
            torch.ones(1, requires_grad=True).exp()

    assert recorded(script) == []
    assert len(heard) == 1


def test_without_a_recorder_nothing_is_recorded():
    with unobserved():
        assert observe.observer is None
    assert not is_observed()
