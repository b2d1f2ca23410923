"""Leaves that would make one very wide row hang in several."""

import numpy as np
import pytest

from engine.layout.framed import framed_layout
from engine.layout.layered import layered_layout
from engine.layout.ranks import assign_ranks
from tests.engine.layout.graphs import (
    HEIGHT,
    binary_tree,
    boxes,
    card_graph,
    cards,
    chain,
    frames,
    grown,
)

WIDE = (300.0, HEIGHT)


def gathered(count: int) -> list[tuple[int, int]]:
    """The edges of so many leaves to one card, the last."""
    return [(leaf, count) for leaf in range(count)]


@pytest.mark.parametrize("count", [2, 5, 7])
def test_a_narrow_row_of_leaves_stays_one_row(count: int) -> None:
    assert assign_ranks(cards(count + 1, gathered(count))).tolist() == [0] * count + [1]


def test_a_wide_row_becomes_several_that_are_filled_column_by_column() -> None:
    ranks = assign_ranks(cards(21, gathered(20)))
    rows = int(ranks[20])
    assert rows > 1
    assert ranks[:20].tolist() == [place % rows for place in range(20)]


def test_leaves_of_a_drawing_that_is_wide_anyway_stay_in_one_row() -> None:
    # Every leaf has a result of its own, so that these are as wide as the leaves.
    ranks = assign_ranks(cards(40, [(leaf, 20 + leaf) for leaf in range(20)]))
    assert set(ranks.tolist()) == {0, 1}
    edges = [(leaf, 20 + leaf) for leaf in range(20)] + [(20 + leaf, 40) for leaf in range(20)]
    assert set(assign_ranks(cards(41, edges)).tolist()) == {0, 1, 2}


@pytest.mark.parametrize("count", [8, 16, 40])
def test_the_drawing_is_narrower_and_nothing_crosses(count: int) -> None:
    graph = card_graph(count + 1, gathered(count), [WIDE] * count + [(128.0, HEIGHT)])
    drawing = layered_layout(graph)
    assert drawing.width_px < 0.75 * count * (WIDE[0] + 32)
    ends = drawing.routes.points[drawing.routes.starts[1:] - 2, 0]
    assert (np.diff(ends) > 0).all()
    drawn = boxes(graph, drawing)
    for number, box in enumerate(drawn):
        apart = (box[2:] <= drawn[:, :2]).any(axis=1) | (box[:2] >= drawn[:, 2:]).any(axis=1)
        assert np.flatnonzero(~apart).tolist() == [number]


def test_boxes_with_leaves_stay_beside_each_other() -> None:
    edges = [(leaf, 12) for leaf in range(12)]
    graph = card_graph(13, edges, [WIDE] * 13)
    drawn = framed_layout(graph, frames((0, 3), (3, 6), (6, 9), (9, 12))).boxes
    assert np.ptp(drawn[:, 1]) == 0


def test_a_chain_has_no_rows() -> None:
    assert assign_ranks(cards(9, chain(9).edges())).tolist() == list(range(9))


def test_a_drawing_that_grows_keeps_its_rows() -> None:
    graph = card_graph(21, gathered(20))
    before = layered_layout(graph)
    after = layered_layout(grown(graph, graph, before))
    assert after.x == pytest.approx(before.x)
    assert after.y == pytest.approx(before.y)


def test_rows_above_a_frame_stay_when_it_is_drawn_again() -> None:
    graph = card_graph(13, gathered(12), [WIDE] * 13)
    around = frames((12, 13))
    before = framed_layout(graph, around).layout
    after = framed_layout(grown(graph, graph, before), around).layout
    assert after.x == pytest.approx(before.x, abs=1)
    assert after.y == pytest.approx(before.y, abs=1)


@pytest.mark.parametrize("leaves", [16, 64])
def test_the_leaves_of_a_tree_stay_in_one_row(leaves: int) -> None:
    graph = binary_tree(leaves)
    assert np.ptp(layered_layout(graph).y[:leaves]) == 0
