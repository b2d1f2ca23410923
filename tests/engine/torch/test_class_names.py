"""Classes that scripts derive others from have no public names but PyTorch's.

A script's own class may have any other name for what is its own.
"""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest

from engine.torch.names.namespaces import torch_modules
from engine.torch.names.public_names import public_names
from tests.engine.torch.record_class_names import NAMES, helpers, made, public
from tests.engine.untyped import torch
from tests.noting import noting

RECORDED: dict[str, dict[str, Any]] = json.loads(NAMES.read_text(encoding="utf-8"))
OURS = {
    "torch.autograd.graph.GradientEdge": {"requires_grad"},
    "torch.nn.Buffer": {"persistent"},
}
"""Names that are known to be there besides; PyTorch's buffers have theirs, too, but their class."""

HELPERS_APART = (
    "torch.autograd.Function",
    "torch.nn.Module",
    "torch.utils.data.DataLoader",
    "torch.utils.data.Dataset",
    "torch.utils.data.Sampler",
    "torch.distributions.Transform",
)
"""Bases that have helpers of PyTorch's names only, and such as Python keeps apart."""


def ours(path: str) -> Any:
    """The class at a path; None where we have none."""
    namespace, _, name = path.rpartition(".")
    try:
        return getattr(torch_modules()[namespace], name)
    except (AttributeError, KeyError, NotImplementedError):
        return None


def recorded(path: str) -> set[str]:
    """The public names of PyTorch's class at a path, those of its objects included."""
    names = set(dir(object))
    while path:
        names |= {*RECORDED[path]["names"], *RECORDED[path].get("own", ())}
        path = RECORDED[path]["base"]
    return names


PATHS = [path for path in RECORDED if isinstance(ours(path), type)]


def test_nearly_all_classes_are_compared():
    assert len(PATHS) > 0.9 * len(RECORDED)


@pytest.mark.parametrize("path", PATHS)
def test_a_class_has_no_public_names_of_its_own(path: str):
    assert public(dir(ours(path))) - recorded(path) - OURS.get(path, set()) == set()


@pytest.mark.parametrize("path", [path for path in PATHS if RECORDED[path].get("made")])
def test_an_object_has_no_public_names_of_its_own(path: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = made(RECORDED[path]["made"], torch)
    with noting(RECORDED[path]["made"]):
        assert found is not None
        assert public(vars(found)) - recorded(path) == set()


@pytest.mark.parametrize("path", HELPERS_APART)
def test_no_helper_is_in_the_way_of_those_of_a_derived_class(path: str):
    assert helpers(dir(ours(path))) - {*RECORDED[path]["helpers"]} == set()


def test_an_optimiser_may_have_methods_of_its_own():
    class Mine(torch.optim.SGD):  # type: ignore[misc]
        def update(self, lr: float) -> None:
            for group in self.param_groups:
                group["lr"] = lr

    w = torch.nn.Parameter(torch.ones(2))
    optimizer = Mine([w], lr=1.0)
    optimizer.update(0.25)
    w.sum().backward()
    optimizer.step()
    assert w.tolist() == [0.75, 0.75]


def test_a_module_may_have_helpers_of_its_own():
    class Mine(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self._forget = self._own_state = self._computed = self._named = 3
            self._take = torch.nn.Linear(1, 1)

        def _cast(self) -> None:
            raise AssertionError

        def forward(self, x: Any) -> Any:
            return self._take(x) * self._forget

    module = Mine().double()
    module.register_forward_hook(lambda module, args, result: result * 2)
    module.load_state_dict(module.state_dict())
    assert [name for name, _ in module.named_parameters()] == ["_take.weight", "_take.bias"]
    x = torch.ones(1, 1, dtype=torch.float64)
    assert module(x).item() == module._take(x).item() * 6


def test_tensors_have_no_public_names_of_their_own():
    assert public(dir(torch.Tensor)) - public_names()["torch.Tensor"].keys() == set()
    assert public(dir(torch.nn.Parameter)) - public_names()["torch.Tensor"].keys() == set()
