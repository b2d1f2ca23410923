"""Rows keep distances without changing their order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.rows import Rows
from engine.layout.spacing import Spacing
from engine.layout.virtual import Layering
from tests.engine.layout.graphs import WIDTH, cards

DISTANCE = WIDTH + Spacing().card_px


def two_rows() -> Rows:
    """Cards 0, 1, 2 above 3, 4."""
    graph = cards(5, [(0, 3), (1, 3), (2, 4)])
    layering = Layering.from_layers(graph, np.array([0, 0, 0, 1, 1]))
    return Rows.from_layers(layering, [[0, 1, 2], [3, 4]], Spacing())


@given(st.lists(st.integers(-2000, 2000), min_size=5, max_size=5))
def test_neighbours_keep_their_distance(wanted: list[int]) -> None:
    places = two_rows().separated(np.array(wanted, float))
    assert np.all(np.diff(places[:3]) >= DISTANCE - 1e-6)
    assert np.all(np.diff(places[3:]) >= DISTANCE - 1e-6)


def test_allowed_places_are_kept() -> None:
    wanted = np.array([0, 200, 500, -1000, 1000], float)
    assert two_rows().separated(wanted) == pytest.approx(wanted)


def test_nodes_with_the_same_wanted_place_are_spread_around_it() -> None:
    places = two_rows().separated(np.full(5, 70.0))
    assert places[:3] == pytest.approx([70 - DISTANCE, 70, 70 + DISTANCE])
    assert places[3:] == pytest.approx([70 - DISTANCE / 2, 70 + DISTANCE / 2])


def test_held_nodes_do_not_move() -> None:
    held = np.array([False, True, False, False, True])
    places = two_rows().separated(np.zeros(5), held)
    assert places == pytest.approx([-DISTANCE, 0, DISTANCE, -DISTANCE, 0])


def test_trunks_may_be_closer_together_than_cards() -> None:
    # 0 -> 2 -> 3 -> 4, passed by 0 -> 4 (nodes 5, 6) and 1 -> 4 (nodes 7, 8)
    graph = cards(5, [(0, 2), (2, 3), (3, 4), (0, 4), (1, 4)])
    layering = Layering.from_layers(graph, np.array([0, 0, 1, 2, 3]))
    rows = Rows.from_layers(layering, [[0, 1], [2, 5, 7], [3, 6, 8], [4]], Spacing())
    gaps = np.diff(rows.separated(np.zeros(9))[[2, 5, 7]])
    assert gaps == pytest.approx([WIDTH / 2 + Spacing().card_px, Spacing().trunk_px])
