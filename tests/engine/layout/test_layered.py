"""Properties of every drawing, and looks of small ones."""

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from engine.layout.layered import layered_layout
from engine.layout.spacing import Spacing
from tests.engine.layout.graphs import (
    HEIGHT,
    TOLERANCE_PX,
    WIDTH,
    Graph,
    binary_tree,
    boxes,
    card_graph,
    chain,
    crosses,
    doubling_loop,
    first_example,
    graphs,
    grown_graphs,
    routes_of,
)

ROOT = Path(__file__).resolve().parents[3]

DIGEST_OF_A_LAYOUT = """
import hashlib, networkx
from engine.layout.layered import layered_layout
graph = networkx.MultiDiGraph()
names = [f"card {number}" for number in range(60)]
for name in names:
    graph.add_node(name, width=96.0 + 16 * (len(name) % 4), height=64.0)
graph.add_edges_from((names[k * k % user], names[user]) for user in range(1, 60) for k in range(3))
drawing = layered_layout(graph)
digest = hashlib.sha256()
for column in (drawing.x, drawing.y, drawing.routes.starts, drawing.routes.points):
    digest.update(column.tobytes())
print(digest.hexdigest())
"""


@given(graphs() | grown_graphs())
def test_cards_keep_their_distance(graph: Graph) -> None:
    box = boxes(graph, layered_layout(graph))
    gap = Spacing().card_px - TOLERANCE_PX
    for card in range(len(box)):
        others = box[card + 1 :]
        beside = (others[:, 0] >= box[card, 2] + gap) | (others[:, 2] <= box[card, 0] - gap)
        below = (others[:, 1] >= box[card, 3]) | (others[:, 3] <= box[card, 1])
        assert np.all(beside | below)


@given(graphs() | grown_graphs())
def test_every_edge_leads_down_from_its_source_to_its_user(graph: Graph) -> None:
    drawing = layered_layout(graph)
    box = boxes(graph, drawing)
    reach = Spacing().spread_px / 2
    for (source, user), route in zip(graph.edges(), routes_of(drawing)):
        assert np.all(np.diff(route[:, 1]) > 0)
        assert route[0, 1] == pytest.approx(box[source, 3])
        assert route[-1, 1] == pytest.approx(box[user, 1])
        assert abs(route[0, 0] - drawing.x[source]) <= reach
        assert abs(route[-1, 0] - drawing.x[user]) <= reach


@given(graphs() | grown_graphs())
def test_no_route_crosses_a_card(graph: Graph) -> None:
    drawing = layered_layout(graph)
    box = boxes(graph, drawing)
    for route in routes_of(drawing):
        for start, end in pairwise(route):
            assert not any(crosses(start, end, card) for card in box)


@given(graphs() | grown_graphs())
def test_parallel_edges_are_drawn_apart(graph: Graph) -> None:
    ends: dict[tuple[int, int], list[np.ndarray]] = {}
    for edge, route in zip(graph.edges(), routes_of(layered_layout(graph))):
        ends.setdefault(edge, []).append(route[[0, -1], 0])
    for parallel in ends.values():
        apart = np.diff(parallel, axis=0)
        least = min(Spacing().parallel_px, Spacing().spread_px / max(len(parallel) - 1, 1))
        assert np.all(apart >= least - TOLERANCE_PX)


@given(graphs() | grown_graphs())
def test_the_drawing_begins_at_zero_and_has_the_stated_size(graph: Graph) -> None:
    drawing = layered_layout(graph)
    box = boxes(graph, drawing)
    if len(box):
        assert box.min() >= -TOLERANCE_PX
        assert box[:, 2].max() <= drawing.width_px + TOLERANCE_PX
        assert box[:, 3].max() == pytest.approx(drawing.height_px)
        points = drawing.routes.points
        assert np.all((points >= 0) & (points <= (drawing.width_px, drawing.height_px)))
    else:
        assert (drawing.width_px, drawing.height_px) == (0, 0)


def test_the_drawing_does_not_depend_on_the_hash_seed() -> None:
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DIGEST_OF_A_LAYOUT]
        digests.add(subprocess.check_output(command, env=environment, cwd=ROOT, text=True))
    assert len(digests) == 1
    assert len(digests.pop().strip()) == hashlib.sha256().digest_size * 2


@pytest.mark.parametrize("length", [1, 2, 3, 40])
def test_a_chain_is_straight(length: int) -> None:
    drawing = layered_layout(chain(length))
    assert np.all(drawing.x == drawing.x[0])
    assert np.allclose(np.diff(drawing.y), HEIGHT + Spacing().layer_px)
    assert all(len(route) == 2 for route in routes_of(drawing))


def test_a_very_deep_chain_needs_no_recursion() -> None:
    drawing = layered_layout(chain(5_000))
    assert np.all(drawing.x == drawing.x[0])


@pytest.mark.long
def test_a_hundred_thousand_cards_in_a_chain_are_drawn() -> None:
    assert np.ptp(layered_layout(chain(100_000)).x) == 0


def test_the_first_example_is_a_straight_line_with_the_factor_beside_it() -> None:
    x, dot, two, y = range(4)
    drawing = layered_layout(first_example())
    assert drawing.x[x] == drawing.x[dot] == drawing.x[y]
    assert drawing.y[two] == drawing.y[dot]
    assert drawing.x[two] < drawing.x[dot]  # 2 is the left operand
    edges_into_dot = routes_of(drawing)[:2]
    assert edges_into_dot[1][0, 0] - edges_into_dot[0][0, 0] == Spacing().parallel_px
    assert np.mean([route[0, 0] for route in edges_into_dot]) == drawing.x[x]


def test_a_loop_is_drawn_straight_down() -> None:
    graph = doubling_loop(6)
    drawing = layered_layout(graph)
    doubled = [1 + 3 * round_number for round_number in range(7)]
    assert np.ptp(drawing.x[doubled]) < TOLERANCE_PX


def test_a_loop_keeps_its_parts_on_the_same_sides() -> None:
    drawing = layered_layout(doubling_loop(6))
    norms = [2 + 3 * round_number for round_number in range(6)]
    factors = [3 + 3 * round_number for round_number in range(6)]
    spine = drawing.x[1]
    assert len(set(np.sign(drawing.x[norms] - spine))) == 1
    assert len(set(np.sign(drawing.x[factors] - spine))) == 1


def test_a_sum_is_centred_below_its_operands() -> None:
    graph = binary_tree(8)
    drawing = layered_layout(graph)
    for card in range(8, 15):
        operands = list(graph.predecessors(card))
        assert drawing.x[card] == pytest.approx(np.mean(drawing.x[operands]))
    assert np.allclose(np.diff(drawing.x[:8]), WIDTH + Spacing().card_px)


def test_two_leaves_are_on_both_sides_of_their_user() -> None:
    drawing = layered_layout(card_graph(5, [(0, 2), (1, 2), (2, 3), (2, 4), (3, 4)]))
    assert drawing.x[2] == pytest.approx(np.mean(drawing.x[[0, 1]]))


def test_operands_are_ordered_from_left_to_right() -> None:
    drawing = layered_layout(card_graph(4, [(2, 3), (0, 3), (1, 3)]))
    assert drawing.x[2] < drawing.x[0] < drawing.x[1]


def test_a_leaf_is_directly_above_its_first_user() -> None:
    drawing = layered_layout(card_graph(5, [(0, 1), (1, 2), (2, 4), (3, 4)]))
    assert drawing.y[3] == drawing.y[2]


def test_an_edge_passes_a_layer_at_a_distance_from_its_cards() -> None:
    drawing = layered_layout(card_graph(3, [(0, 1), (1, 2), (0, 2)]))
    *_, passing = [route for route in routes_of(drawing) if len(route) > 2]
    beside = passing[np.abs(passing[:, 1] - drawing.y[1]) <= HEIGHT / 2 + TOLERANCE_PX]
    assert np.all(np.abs(beside[:, 0] - drawing.x[1]) >= WIDTH / 2 + Spacing().card_px)


def test_unconnected_parts_do_not_mix() -> None:
    drawing = layered_layout(card_graph(6, [(0, 3), (1, 4), (3, 5)]))
    box = boxes(card_graph(6, []), drawing)
    first, second = box[[0, 3, 5]], box[[1, 4]]
    assert second[:, 0].min() - first[:, 2].max() == Spacing().part_px


def test_edges_against_the_topological_order_are_refused() -> None:
    with pytest.raises(ValueError, match="topological order"):
        layered_layout(card_graph(2, [(1, 0)]))


def test_an_exception_of_the_checkpoint_ends_the_layout() -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        layered_layout(chain(3), checkpoint=stop)
