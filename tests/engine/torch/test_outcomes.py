"""Snippets whose outcome was recorded from PyTorch 2.13: results, names of nodes, error texts."""

import itertools
import json
from collections.abc import Iterator

import pytest

from engine.tensor import Tensor
from engine.torch import overriding
from tests.engine.torch.record_outcomes import OUTCOMES, outcome
from tests.engine.untyped import torch

RECORDED: dict[str, str] = json.loads(OUTCOMES.read_text(encoding="utf-8"))

AT_A_TIME = 20
"""How many snippets one test runs: a test of each would mostly be pytest's own work."""


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


@pytest.mark.parametrize("first", range(0, len(RECORDED), AT_A_TIME))
def test_snippets_come_to_what_they_do_in_pytorch(first: int):
    recorded = dict(itertools.islice(RECORDED.items(), first, first + AT_A_TIME))
    assert {snippet: outcome(snippet, torch) for snippet in recorded} == recorded


def test_outcomes_are_those_of_every_python():
    own_words = "OrderedDict(["  # what Python 3.12 writes in another way
    assert not [snippet for snippet, said in RECORDED.items() if own_words in said]
