"""Snippets whose outcome was recorded from PyTorch 2.13: results, names of nodes, error texts."""

import json
from collections.abc import Iterator

import pytest

from engine.tensor import Tensor
from engine.torch import overriding
from tests.engine.torch.record_outcomes import OUTCOMES, outcome
from tests.engine.untyped import torch

RECORDED: dict[str, str] = json.loads(OUTCOMES.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def tensors_that_do_not_ask() -> Iterator[None]:
    """Types that override functions end with the test: operators ask for them no longer."""
    before = dict(vars(Tensor))
    yield
    if overriding.has_begun:
        overriding.has_begun = False
        for name, member in before.items():
            if vars(Tensor)[name] is not member:
                setattr(Tensor, name, member)


@pytest.mark.parametrize("snippet", RECORDED)
def test_a_snippet_comes_to_what_it_does_in_pytorch(snippet: str):
    assert outcome(snippet, torch) == RECORDED[snippet]
