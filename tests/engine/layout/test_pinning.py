"""Spines are cut into straight runs where there is no room, or where they lean too far."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.pinning import pin_runs
from tests.engine.layout.graphs import Graph, chain, graphs
from tests.engine.layout.steps import ordered


@given(graphs(), st.integers(0, 2**32 - 1))
def test_runs_are_straight_parts_of_spines_at_allowed_places(graph: Graph, seed: int) -> None:
    case = ordered(graph)
    wanted = np.random.default_rng(seed).uniform(-500, 500, len(case.layering.layer))
    runs, places = pin_runs(case.rows, case.spines, wanted)
    assert sorted(node for run in runs for node in run) == list(range(len(wanted)))
    assert case.keeps_its_distances(places)
    for run in runs:
        assert np.ptp(places[run]) < 1e-6
        assert any(run[0] in spine and set(run) <= set(spine) for spine in case.spines)


def test_a_nearly_straight_spine_is_straightened() -> None:
    case = ordered(chain(5))
    runs, places = pin_runs(case.rows, case.spines, np.array([0.0, 10, -10, 20, 5]))
    assert runs == [[0, 1, 2, 3, 4]]
    assert places == pytest.approx(np.full(5, 5.0))


def test_a_spine_that_leans_far_is_cut() -> None:
    case = ordered(chain(4))
    runs, places = pin_runs(case.rows, case.spines, np.array([0.0, 60, 300, 360]))
    assert runs == [[0, 1], [2, 3]]
    assert places == pytest.approx([30, 30, 330, 330])
