"""Drawings that grow from former ones keep old cards in place."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.framed import framed_layout
from engine.layout.layered import Layout, layered_layout
from engine.layout.levels import Frames
from engine.layout.spacing import Spacing
from tests.engine.layout.graphs import (
    HEIGHT,
    TOLERANCE_PX,
    WIDTH,
    Graph,
    card_graph,
    chain,
    doubling_loop,
    framed_graphs,
    frames,
    graphs,
    grown,
    routes_of,
)

CARD_PX = WIDTH + Spacing().card_px
DETOUR_PX = 480
"""No new card is placed farther from its inputs only so that nothing else moves."""

STEP_PX = HEIGHT + Spacing().layer_px


def moves(graph: Graph, before: Layout, after: Layout) -> np.ndarray:
    """The movement of each old card, (n, 2), without the common one."""
    count = len(before.x)
    moved = np.stack((after.x[:count] - before.x, after.y[:count] - before.y), axis=1)
    assert count <= len(graph)
    return moved - np.median(moved, axis=0) if count else moved


def added(graph: Graph, *sources: int) -> Graph:
    """``graph`` with one more card that uses ``sources``."""
    larger = graph.copy()
    larger.add_node(len(graph), width=WIDTH, height=HEIGHT)
    larger.add_edges_from((source, len(graph)) for source in sources)
    return larger


@given(graphs())
def test_an_unchanged_graph_keeps_its_drawing(graph: Graph) -> None:
    before = layered_layout(graph)
    after = layered_layout(grown(graph, graph, before))
    assert after.x == pytest.approx(before.x)
    assert after.y == pytest.approx(before.y)
    for route, former in zip(routes_of(after), routes_of(before)):
        assert route == pytest.approx(former)


@given(framed_graphs())
def test_cards_in_unchanged_frames_keep_their_rows_and_order(
    case: tuple[Graph, Frames],
) -> None:
    graph, around = case
    before = framed_layout(graph, around).layout
    after = framed_layout(grown(graph, graph, before), around).layout
    is_right_of = (np.abs(np.subtract.outer(before.y, before.y)) < 1) & (
        np.subtract.outer(before.x, before.x) > 1
    )
    assert (np.subtract.outer(after.x, after.x)[is_right_of] > 0).all()
    is_below = np.subtract.outer(before.y, before.y) > HEIGHT  # else they are about level
    assert (np.subtract.outer(after.y, after.y)[is_below] > -1).all()


def test_an_unchanged_loop_keeps_its_drawing() -> None:
    around = frames((2, 11), (2, 5), (5, 8), (8, 11))
    before = framed_layout(doubling_loop(3), around)
    after = framed_layout(grown(doubling_loop(3), doubling_loop(3), before.layout), around)
    assert after.layout.x == pytest.approx(before.layout.x, abs=TOLERANCE_PX)
    assert after.layout.y == pytest.approx(before.layout.y, abs=TOLERANCE_PX)
    assert after.boxes == pytest.approx(before.boxes, abs=TOLERANCE_PX)


def test_iterations_that_were_drawn_alike_are_laid_out_once() -> None:
    """Running a script again takes no longer than its first layout."""
    laid_out: dict[int, int] = {}
    for count in (30, 60):
        turns = frames(*((start, start + 2) for start in range(0, 2 * count, 2)))
        graph = chain(2 * count)
        before = framed_layout(graph, turns)
        again, checkpoints = grown(graph, graph, before.layout), list[None]()
        after = framed_layout(again, turns, checkpoint=partial(checkpoints.append, None))
        laid_out[count] = len(checkpoints)
        assert after.layout.y == pytest.approx(before.layout.y, abs=TOLERANCE_PX)
    assert laid_out[60] == laid_out[30]


def test_removing_a_card_reverses_inserting_it() -> None:
    graph, longer = chain(4), chain(5)
    before = layered_layout(graph)
    again = (0, 1, 3, 4)
    for old, card in enumerate(again):
        longer.nodes[card]["former"] = before.x[old], before.y[old]
    between = layered_layout(longer)
    for old, card in enumerate(again):
        graph.nodes[old]["former"] = between.x[card], between.y[card]
    after = layered_layout(graph)
    assert after.x == pytest.approx(before.x)
    assert after.y == pytest.approx(before.y)


def test_joined_parts_on_two_lines_stay_on_their_lines() -> None:
    graph = card_graph(18, [])
    before = layered_layout(graph)
    assert before.y[0] < before.y[17]
    assert moves_by(graph, added(graph, 0, 17)) == pytest.approx(0, abs=TOLERANCE_PX)


@given(graphs(), st.data())
def test_a_new_card_moves_few_others(drawn: Graph, data: st.DataObject) -> None:
    count = len(drawn)
    graph = card_graph(count, drawn.edges())
    sources = data.draw(st.lists(st.integers(0, max(count - 1, 0)), max_size=min(count, 2)))
    moved = moves_by(graph, added(graph, *sources))
    is_crowded = layered_layout(graph).width_px > 2 * DETOUR_PX
    assert not count or np.percentile(np.abs(moved), 95) <= (CARD_PX if is_crowded else 80)


def test_if_free_room_is_too_far_away_half_of_a_row_moves() -> None:
    star = card_graph(8, [(0, user) for user in range(1, 8)])
    moved = np.abs(moves_by(star, added(star, 0)))
    assert sorted(moved[:, 0]) == pytest.approx([0] * 5 + [CARD_PX] * 3)
    assert moved[:, 1] == pytest.approx(0)


def test_a_new_card_below_or_beside_moves_nothing() -> None:
    for sources in ((), (0,), (3,), (0, 3)):
        graph = doubling_loop(5)
        assert moves_by(graph, added(graph, *sources)) == pytest.approx(0, abs=TOLERANCE_PX)


def test_a_new_card_on_an_edge_moves_only_those_below() -> None:
    graph = chain(4)
    longer = card_graph(5, [(0, 1), (1, 2), (2, 3), (3, 4)])
    before = layered_layout(graph)
    for new, old in ((3, 2), (4, 3)):
        longer.nodes[new]["former"] = before.x[old], before.y[old]
    for old in (0, 1):
        longer.nodes[old]["former"] = before.x[old], before.y[old]
    after = layered_layout(longer)
    assert after.x == pytest.approx(before.x[0])
    assert after.y[[0, 1]] == pytest.approx(before.y[[0, 1]])
    assert after.y[[3, 4]] == pytest.approx(before.y[[2, 3]] + STEP_PX)


def test_a_leaf_stays_in_place_when_it_is_used_farther_down() -> None:
    graph = card_graph(4, [(0, 1), (1, 2)])  # the leaf is beside the chain
    assert moves_by(graph, added(graph, 2, 3)) == pytest.approx(0, abs=TOLERANCE_PX)


def test_parts_that_are_joined_around_another_leave_it_between_them() -> None:
    graph = card_graph(3, [])
    assert moves_by(graph, added(graph, 0, 2)) == pytest.approx(0, abs=TOLERANCE_PX)


def test_a_new_edge_past_old_cards_is_routed_around_them() -> None:
    graph = chain(5)
    skipping = graph.copy()
    skipping.add_edge(0, 4)
    assert moves_by(graph, skipping) == pytest.approx(0, abs=TOLERANCE_PX)


def test_a_new_part_is_drawn_as_if_it_were_alone() -> None:
    graph = chain(3)
    both = card_graph(7, [*graph.edges(), (3, 5), (4, 5), (5, 6)])
    before = layered_layout(graph)
    after = layered_layout(grown(both, graph, before))
    alone = layered_layout(card_graph(4, [(0, 2), (1, 2), (2, 3)]))
    assert after.x[:3] == pytest.approx(before.x)
    assert np.diff(after.x[3:]) == pytest.approx(np.diff(alone.x))
    assert np.diff(after.y[3:]) == pytest.approx(np.diff(alone.y))


def test_new_parts_are_placed_in_lines_from_left_to_right() -> None:
    graph = card_graph(0, [])
    drawing = layered_layout(graph)
    for _ in range(12):
        larger = added(graph)
        drawing = layered_layout(grown(larger, graph, drawing))
        graph = larger
    assert drawing.x == pytest.approx(layered_layout(graph).x)
    assert drawing.y == pytest.approx(layered_layout(graph).y)


def test_a_card_that_became_wider_moves_only_its_neighbours() -> None:
    graph = card_graph(6, [(0, 3), (1, 4), (2, 5)])
    graph.add_edges_from([(3, 5), (4, 5)])
    wider = graph.copy()
    wider.nodes[1]["width"] = WIDTH + 100
    before = layered_layout(graph)
    after = layered_layout(grown(wider, graph, before))
    assert moves(graph, before, after)[3:] == pytest.approx(0, abs=TOLERANCE_PX)
    pushed = np.abs(moves(graph, before, after)[:3, 0])
    assert pushed.max() <= 100


def test_a_new_card_in_a_frame_does_not_move_other_frames() -> None:
    graph = card_graph(7, [(0, 1), (1, 2), (3, 4), (4, 5), (2, 6), (5, 6)])
    before = framed_layout(graph, frames((0, 3), (3, 6)))
    larger = card_graph(8, [(0, 1), (1, 2), (4, 5), (5, 6), (2, 7), (6, 7), (1, 3)])
    renumbered = {0: 0, 1: 1, 2: 2, 4: 3, 5: 4, 6: 5, 7: 6}
    for new, old in renumbered.items():
        place = before.layout.x[old], before.layout.y[old]
        larger.nodes[new]["former"] = place
    after = framed_layout(larger, frames((0, 4), (4, 7))).layout
    is_new, was = list(renumbered), list(renumbered.values())
    moved = np.stack(
        (after.x[is_new] - before.layout.x[was], after.y[is_new] - before.layout.y[was])
    )
    in_first = moved[:, :3] - np.median(moved[:, :3], axis=1, keepdims=True)
    assert in_first == pytest.approx(0, abs=TOLERANCE_PX)
    assert np.ptp(moved[1]) <= HEIGHT


def moves_by(graph: Graph, larger: Graph) -> np.ndarray:
    """The movement of the cards of ``graph`` when it becomes ``larger``, (n, 2)."""
    before = layered_layout(graph)
    return moves(larger, before, layered_layout(grown(larger, graph, before)))
