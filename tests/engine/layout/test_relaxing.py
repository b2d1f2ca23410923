"""The first guess of places keeps the distances, and brings neighbours together."""

import numpy as np
import pytest
from hypothesis import given

from engine.layout.relaxing import relaxed_places
from tests.engine.layout.graphs import Graph, binary_tree, chain, graphs
from tests.engine.layout.steps import ordered


def relaxed(graph: Graph) -> np.ndarray:
    case = ordered(graph)
    return relaxed_places(case.layering, case.rows, case.spines, lambda: None)


@given(graphs())
def test_neighbours_keep_their_distance(graph: Graph) -> None:
    case = ordered(graph)
    places = relaxed_places(case.layering, case.rows, case.spines, lambda: None)
    assert case.keeps_its_distances(places)


def test_a_chain_is_straight() -> None:
    assert np.ptp(relaxed(chain(30))) == pytest.approx(0)


def test_a_tree_is_symmetric() -> None:
    places = relaxed(binary_tree(8))
    middle = places[-1]
    assert places[:8] - middle == pytest.approx(middle - places[:8][::-1], abs=0.5)
