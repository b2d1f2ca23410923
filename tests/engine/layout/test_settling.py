"""Runs slide to the middle of their neighbours, as far as there is room."""

import numpy as np
import pytest
from hypothesis import given

from engine.layout.rows import Rows
from engine.layout.settling import settled_places
from engine.layout.spacing import Spacing
from tests.engine.layout.graphs import WIDTH, Graph, binary_tree, card_graph, graphs
from tests.engine.layout.steps import Ordered, ordered


def tightest(rows: Rows) -> np.ndarray:
    """The leftmost allowed places of every row."""
    return rows.offset[rows.spot]


def settled(case: Ordered) -> np.ndarray:
    single = [[node] for node in range(len(case.layering.layer))]
    return settled_places(case.layering, case.rows, single, tightest(case.rows))


@given(graphs())
def test_neighbours_keep_their_distance(graph: Graph) -> None:
    case = ordered(graph)
    assert case.keeps_its_distances(settled(case))


@given(graphs())
def test_runs_stay_straight(graph: Graph) -> None:
    case = ordered(graph)
    distance = WIDTH + Spacing().card_px
    # Wide enough that every spine is straight to begin with: spine k at its own column.
    column = np.empty(len(case.layering.layer))
    for number, spine in enumerate(sorted(case.spines, key=lambda nodes: nodes[0])):
        column[spine] = number * distance * 4
    straight = case.rows.separated(column)
    runs = [spine for spine in case.spines if np.ptp(straight[spine]) == 0]
    runs += [[node] for spine in case.spines if np.ptp(straight[spine]) > 0 for node in spine]
    places = settled_places(case.layering, case.rows, runs, straight)
    for run in runs:
        assert np.ptp(places[run]) < 1e-6


def test_sums_slide_to_the_middle_below_their_operands() -> None:
    case = ordered(binary_tree(4))
    places = settled(case)
    assert places[4] == pytest.approx(np.mean(places[[0, 1]]))
    assert places[5] == pytest.approx(np.mean(places[[2, 3]]))
    assert places[6] == pytest.approx(np.mean(places[[4, 5]]))


def test_leaves_are_spread_around_their_user() -> None:
    places = settled(ordered(card_graph(3, [(0, 2), (1, 2)])))
    assert places[1] - places[2] == pytest.approx(places[2] - places[0])
    assert places[1] - places[0] == pytest.approx(WIDTH + Spacing().card_px)
