"""Global backward hooks of modules, also of the non-full kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.torch.nn import every_module
from engine.torch.nn.module_hooks import everywhere
from tests.engine.untyped import torch

KINDS = ("register_module_backward_hook", "register_module_full_backward_hook")


@pytest.fixture(autouse=True)
def kind_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allows either kind of hook, as in a new process, where the first hook decides the kind."""
    monkeypatch.setattr(everywhere, "is_full", None)


def register(kind: str, hook: Callable[..., Any]) -> Any:
    return getattr(every_module, kind)(hook)


def test_a_non_full_backward_hook_receives_the_gradients_of_the_last_node():
    seen: list[Any] = []
    hook = register(KINDS[0], lambda module, *gradients: seen.append((module, gradients)))
    module, x = torch.nn.Tanh(), torch.ones(1, requires_grad=True)
    with hook:
        module(x * 1).backward()
    module(x * 1).backward()
    assert seen == [(module, ((0.41997429728507996,), (1.0,)))]


@pytest.mark.parametrize(("first", "second"), [KINDS, KINDS[::-1]])
def test_all_global_backward_hooks_must_be_of_one_kind(first: str, second: str):
    register(first, print).remove()
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full"):
        register(second, print)
