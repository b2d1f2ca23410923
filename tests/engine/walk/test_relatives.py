"""Ancestors and descendants of a card, compared with a simple search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.walk.relatives import ancestors, descendants
from tests.engine.recorder.watching import run


def reached(recording: Recording, start: int, *, forwards: bool) -> set[int]:
    """All cards on a path from a card, edge by edge."""
    pairs = recording["operands"][["operand", "card"]].tolist()
    edges = [pair for pair in pairs if pair[0] != NONE]
    found, waiting = {start}, [start]
    while waiting:
        card = waiting.pop()
        for source, user in edges:
            near, far = (source, user) if forwards else (user, source)
            if near == card and far not in found:
                found.add(far)
                waiting.append(far)
    return found


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=15))
def test_exactly_the_reachable_cards_are_found(pairs: list[tuple[int, int]]):
    lines = ["import torch", "v = [torch.ones(()), torch.ones(())]"]
    lines += [f"v.append(v[{a} % len(v)] + v[{b} % len(v)])" for a, b in pairs]
    recording = run("\n".join(lines)).recording
    for card in range(len(recording["cards"])):
        assert ancestors(recording, card) == sorted(reached(recording, card, forwards=False))
        assert descendants(recording, card) == sorted(reached(recording, card, forwards=True))


def test_ancestors_include_those_over_cut_edges_and_earlier_versions():
    recording = run(
        "import torch\nx = torch.ones(2, requires_grad=True)\nu = x.detach()\nu += 1\nv = u * 3\n"
    ).recording
    last = len(recording["cards"]) - 1
    assert ancestors(recording, last) == list(range(last + 1))


def test_future_cards_are_no_descendants():
    recording = run("import torch\nx = torch.ones(2)\ny = x * 2\nz = y * 2\n").recording
    happened = recording.at(2).happened
    assert descendants(recording, 0, happened) == [0, 1]
    assert descendants(recording, 0) == [0, 1, 2]


@pytest.mark.parametrize("count", [20_000])
def test_long_chains_need_no_recursion(count: int):
    recording = run(
        f"import torch\nx = torch.ones(())\nfor i in range({count}):\n    x = x * 1\n"
    ).recording
    assert len(ancestors(recording, count)) == len(descendants(recording, 0)) == count + 1
