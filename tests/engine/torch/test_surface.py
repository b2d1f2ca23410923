"""What PyTorch 2.13 says to calls of its functions, modules and optimisers, good ones and bad."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from engine.torch import torch_modules
from tests.engine.torch.record_outcomes import outcome
from tests.engine.torch.record_surface import SURFACE, snippet
from tests.engine.untyped import torch

RECORDED: dict[str, dict[str, str]] = json.loads(SURFACE.read_text(encoding="utf-8"))
CASES = [(before, line) for before, lines in RECORDED.items() for line in lines]
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*(?:e[-+]?\d+)?|\d+)")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Imports of torch find the engine."""
    for name, module in torch_modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    yield
    torch.set_printoptions(profile="default")


def words(text: str) -> str:
    """What a text consists of beside its numbers and spaces."""
    if "OrderedDict" in text:  # which Python shows in other brackets since 3.12
        text = re.sub(r"[][(){}:,]", "", text)
    return "".join(NUMBER.sub("#", text).split())


def agree(found: str, expected: str) -> bool:
    """Whether two texts have the same words, and numbers that agree to the last digits shown."""
    if found == expected:
        return True
    numbers = [[float(each) for each in NUMBER.findall(text)] for text in (found, expected)]
    return words(found) == words(expected) and numbers[0] == pytest.approx(
        numbers[1], rel=2e-4, abs=2e-4
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("before", "line"), CASES, ids=[line for _, line in CASES])
def test_a_call_comes_to_what_it_does_in_pytorch(before: str, line: str):
    expected: Any = RECORDED[before][line]
    found = outcome(snippet(before, line), torch)
    assert agree(found, expected), f"{found}\n{expected}"
