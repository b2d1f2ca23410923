"""Warnings that are given only once."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest

from engine import script_warnings
from tests.engine.untyped import torch


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script_warnings, "_given", set())


def test_create_graph_in_backward_is_warned_of_once():
    x = torch.ones(2, requires_grad=True)
    y = x.square().sum()
    with pytest.warns(UserWarning, match="create_graph=True will create a reference cycle") as told:
        y.backward(create_graph=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y.backward(create_graph=True)
    assert len(told) == 1
    assert told[0].filename == __file__


def test_conversions_of_tensors_that_require_grad_are_warned_of_once():
    x = torch.ones(1, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        float(x.detach())
        x.item()
    with pytest.warns(UserWarning, match="requires_grad=True to a scalar") as told:
        assert float(x) == int(x) == 1
    assert len(told) == 1
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: torch.meshgrid(x[0], x[1]), "required to pass the indexing argument"),
        (lambda x: torch.cross(x, x), "torch.cross without specifying the dim arg"),
        (lambda x: x[0].T, "dimension other than 2 to reverse their shape"),
        (lambda x: x.add_(-0.1, x), "This overload of add_ is deprecated"),
    ],
)
def test_deprecated_usage_is_warned_of_once(call: Callable[[Any], object], words: str):
    x = torch.ones(2, 3)
    with pytest.warns(UserWarning, match=words):
        call(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call(x)


def _hooked_within(x: Any) -> Any:
    """What a linear layer in a sequence in a sequence makes, with a hook behind its backward."""
    layer = torch.nn.Linear(2, 2)
    layer.register_full_backward_hook(lambda *_: None)
    return torch.nn.Sequential(torch.nn.Sequential(layer))(x)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda x: torch.utils.checkpoint.checkpoint(torch.sin, x, use_reentrant=True),
            "None of the inputs have requires_grad=True",
        ),
        (lambda x: torch.utils.checkpoint.checkpoint(torch.sin, x), "use_reentrant parameter"),
        (lambda x: _hooked_within(x).sum().backward(), "Full backward hook is firing"),
        (lambda x: torch.nn.utils.weight_norm(torch.nn.Linear(2, 2)), "is deprecated in favor of"),
        (lambda x: torch.autograd.detect_anomaly(), "Anomaly Detection has been enabled"),
    ],
)
def test_a_warning_points_at_the_script_however_deep_it_arises(
    call: Callable[[Any], object], words: str
):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        call(torch.ones(3, 2))
    found = [each for each in told if words in str(each.message)]
    assert {each.filename for each in found} == {__file__}


def test_lists_used_as_tuples_are_warned_of_each_time():
    x = torch.ones(2, 3)
    for _ in range(2):
        with pytest.warns(UserWarning, match="non-tuple sequence for multidimensional indexing"):
            x[[[0, 1], [1, 0]]]


def test_a_string_index_is_treated_as_a_tuple_of_letters():
    with (
        pytest.warns(UserWarning, match="non-tuple sequence for multidimensional indexing"),
        pytest.raises(TypeError),
    ):
        torch.ones(2, 3)["a"]


def test_the_missing_grad_of_a_result_is_warned_of_where_it_is_read():
    y = torch.ones(2, requires_grad=True) * 2

    class Special(torch.Tensor):  # type: ignore[misc]
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            return super().__torch_function__(function, types, args, kwargs or {})

    assert y.as_subclass(Special).shape == (2,)  # from now on attributes look for such types
    with pytest.warns(UserWarning, match="not a leaf Tensor is being accessed") as told:
        assert y.grad is None
    assert told[0].filename == __file__
