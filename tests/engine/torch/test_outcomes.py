"""Snippets whose outcome was recorded from PyTorch 2.13: results, names of nodes, error texts."""

import json

import pytest

from tests.engine.torch.record_outcomes import OUTCOMES, outcome
from tests.engine.untyped import torch

RECORDED: dict[str, str] = json.loads(OUTCOMES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("snippet", RECORDED)
def test_a_snippet_comes_to_what_it_does_in_pytorch(snippet: str):
    assert outcome(snippet, torch) == RECORDED[snippet]
