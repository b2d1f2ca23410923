"""Snippets have the outcomes recorded from PyTorch 2.13: results, node names, error messages."""

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
"""The number of snippets in one test: a test for each would be mostly overhead of pytest."""


@pytest.fixture(autouse=True)
def tensors_that_do_not_ask() -> Iterator[None]:
    """Forgets types that override functions after the test, so that operators ask none."""
    before = dict(vars(Tensor))
    yield
    if overriding.has_begun:
        overriding.has_begun = False
        for name, member in before.items():
            if vars(Tensor)[name] is not member:
                setattr(Tensor, name, member)


@pytest.mark.parametrize("first", range(0, len(RECORDED), AT_A_TIME))
def test_snippets_have_the_recorded_outcomes(first: int):
    recorded = dict(itertools.islice(RECORDED.items(), first, first + AT_A_TIME))
    assert {snippet: outcome(snippet, torch) for snippet in recorded} == recorded


def test_recorded_outcomes_do_not_depend_on_the_version_of_python():
    own_words = "OrderedDict(["  # which Python 3.12 writes differently
    assert not [snippet for snippet, said in RECORDED.items() if own_words in said]
