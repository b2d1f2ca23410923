"""Routes can be reordered, and share their common parts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.layered import layered_layout
from engine.layout.routes import Routes
from engine.layout.spacing import Spacing
from tests.engine.layout.graphs import card_graph, routes_of

lengths = st.lists(st.integers(2, 6), max_size=8)


@given(lengths, st.randoms(use_true_random=False))
def test_routes_are_taken_in_the_given_order(counts: list[int], random) -> None:
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    points = np.arange(2.0 * starts[-1]).reshape(-1, 2)
    order = list(range(len(counts)))
    random.shuffle(order)
    taken = Routes(starts, points).taken(np.array(order, np.int64))
    for place, route in enumerate(order):
        got = taken.points[taken.starts[place] : taken.starts[place + 1]]
        assert np.array_equal(got, points[starts[route] : starts[route + 1]])


def test_the_edges_of_a_source_share_their_route_until_they_part() -> None:
    graph = card_graph(4, [(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])
    routes = dict(zip(graph.edges(), routes_of(layered_layout(graph))))
    short, long = routes[0, 2], routes[0, 3]
    shared = len(short) - 2  # the shorter one then enters its user's layer, and ends
    assert shared >= 2
    assert np.array_equal(short[:shared], long[:shared])


def test_many_parallel_edges_stay_inside_the_spread() -> None:
    drawing = layered_layout(card_graph(2, [(0, 1)] * 9))
    starts = [route[0, 0] for route in routes_of(drawing)]
    assert np.ptp(starts) == Spacing().spread_px
    assert np.all(np.diff(starts) > 0)
