"""Sample calls of PyTorch's operations have the outcomes recorded from PyTorch 2.13.

Results with dtypes, strides and nodes, gradients to the second order, error types and texts.
"""

from __future__ import annotations

import json
import lzma
from typing import Any

import pytest

from tests.engine.torch.samples.calls import difference, outcome
from tests.engine.torch.samples.record_samples import SAMPLES
from tests.engine.untyped import torch

CALLS: list[dict[str, Any]] = [
    json.loads(line) for line in lzma.decompress(SAMPLES.read_bytes()).splitlines()
]

DIFFERENT = {
    **dict.fromkeys(("linalg.eigh", "linalg.svd", "svd"), "other signs of vectors"),
    **dict.fromkeys(("special.bessel_j0", "special.bessel_y1"), "PyTorch is 2e-7 off"),
    **dict.fromkeys(("cat", "gather"), "an out= over numpy's memory is given another shape"),
    **dict.fromkeys(("linalg.householder_product", "ormqr"), "nothing is sent zeros, not None"),
    "narrow_copy": "an IndexError for a dimension that there is not",
}
"""Operations with calls that differ, and how."""

AT_A_TIME = 100
"""The number of calls in one test: a test for each would be mostly overhead of pytest."""


def differences(calls: list[dict[str, Any]]) -> list[str]:
    found = []
    for call in calls:
        told = difference(outcome(call, torch), call["gives"])
        if told:
            found.append(f"{call['operation']} ({call['how']}): {told}")
    return found


def test_only_the_listed_number_of_calls_differ():
    found = {
        operation: differences([each for each in CALLS if each["operation"] == operation])
        for operation in DIFFERENT
    }
    assert all(found.values())
    assert sum(map(len, found.values())) == 14


@pytest.mark.parametrize("first", range(0, len(CALLS), AT_A_TIME))
def test_sample_calls_have_the_recorded_outcomes(first: int):
    calls = CALLS[first : first + AT_A_TIME]
    assert differences([each for each in calls if each["operation"] not in DIFFERENT]) == []
