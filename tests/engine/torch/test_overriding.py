"""``__torch_function__``, while a script is recorded, and without such types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.record.recording import Recording
from engine.record.validate import validate
from engine.recorder.recorder import Recorder
from engine.tensor import Tensor
from engine.torch import overriding
from tests.engine.untyped import torch


@pytest.fixture(autouse=True)
def tensors_that_do_not_ask() -> Iterator[None]:
    before = dict(vars(Tensor))
    overriding.has_begun = False
    yield
    overriding.has_begun = False
    for name, member in before.items():
        if vars(Tensor)[name] is not member:
            setattr(Tensor, name, member)


def script() -> list[str]:
    """The names of the functions that a subclass is asked about."""
    names: list[str] = []

    class Logging(torch.Tensor):  # type: ignore[misc]
        @classmethod
        def __torch_function__(
            cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            names.append(func.__name__)
            return super().__torch_function__(func, types, args, kwargs)

    x = Logging([1.0, 2.0]).requires_grad_()
    y = torch.nn.Linear(2, 1)(x * 2).sum()
    y.backward()
    return names


def test_a_recorder_calls_no_torch_function():
    recording = Recording("")
    with Recorder("script.py", "", recording.append) as recorder:
        recorded = script()
    recorder.flush()
    validate(recording)
    assert recorded == script() == ["requires_grad_", "mul", "linear", "sum", "backward"]
    assert "alias" in [recording.text(op) for op in recording["cards"]["op"]]


def test_operators_look_for_torch_function_only_once_a_type_has_it():
    plain = vars(Tensor)["__add__"]
    torch.nn.Parameter(torch.ones(1)) + torch.ones(1)
    assert vars(Tensor)["__add__"] is plain
    script()
    assert vars(Tensor)["__add__"] is not plain
