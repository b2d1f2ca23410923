"""Calls of functions, modules and optimizers, valid and invalid, agree with PyTorch 2.13."""

from __future__ import annotations

import json
import re
import sys

import pytest

from engine.torch.names.namespaces import torch_modules
from tests.engine.torch.record_outcomes import outcome
from tests.engine.torch.record_surface import SURFACE, snippet
from tests.engine.untyped import torch
from tests.noting import noting

RECORDED: dict[str, dict[str, str]] = json.loads(SURFACE.read_text(encoding="utf-8"))
AT_A_TIME = 20
"""The number of lines in one test: a test for each would be mostly overhead of pytest."""
CASES = [
    (before, [*lines][first : first + AT_A_TIME])
    for before, lines in RECORDED.items()
    for first in range(0, len(lines), AT_A_TIME)
]
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*(?:e[-+]?\d+)?|\d+)")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the engine importable as torch."""
    for name, module in torch_modules().items():
        monkeypatch.setitem(sys.modules, name, module)


def words(text: str) -> str:
    """A text without its numbers and spaces."""
    if "OrderedDict" in text:  # which Python 3.12 writes with other brackets
        text = re.sub(r"[][(){}:,]", "", text)
    return "".join(NUMBER.sub("#", text).split())


def agree(found: str, expected: str) -> bool:
    """Whether two texts have the same words, and numbers that agree up to the last digit shown."""
    if found == expected:
        return True
    numbers = [[float(each) for each in NUMBER.findall(text)] for text in (found, expected)]
    return words(found) == words(expected) and numbers[0] == pytest.approx(
        numbers[1], rel=2e-4, abs=2e-4
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("before", "lines"), CASES, ids=[lines[0] for _, lines in CASES])
def test_calls_have_the_recorded_outcomes(before: str, lines: list[str]):
    for line in lines:
        with noting(line):
            found, expected = outcome(snippet(before, line), torch), RECORDED[before][line]
            torch.set_printoptions(profile="default")
            assert agree(found, expected), f"{found}\n{expected}"
