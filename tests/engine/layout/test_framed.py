"""Frames around cards: their contents, the edges around them, and the size of the drawing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from engine.layout.framed import FramedLayout, framed_layout
from engine.layout.layered import layered_layout
from engine.layout.levels import Frames
from engine.layout.spacing import Spacing
from tests.engine.layout.graphs import (
    TITLE,
    TOLERANCE_PX,
    Graph,
    boxes,
    card_graph,
    chain,
    crosses,
    framed_graphs,
    frames,
    graphs,
    grown_framed_graphs,
    routes_of,
)


def inside(card: int, frame: int, of: Frames) -> bool:
    return bool(of.starts[frame] <= card < of.ends[frame])


@given(framed_graphs() | grown_framed_graphs())
def test_frames_contain_exactly_their_cards(case: tuple[Graph, Frames]) -> None:
    graph, given_frames = case
    drawing = framed_layout(graph, given_frames)
    cards = boxes(graph, drawing.layout)
    for frame, (left, top, right, bottom) in enumerate(drawing.boxes):
        for card, box in enumerate(cards):
            if inside(card, frame, given_frames):
                assert box[0] >= left + Spacing().frame_px - TOLERANCE_PX
                assert box[1] >= top + TITLE[1] - TOLERANCE_PX
                assert box[2] <= right - Spacing().frame_px + TOLERANCE_PX
                assert box[3] <= bottom - Spacing().frame_px + TOLERANCE_PX
            else:
                apart = box[2] <= left or box[0] >= right or box[3] <= top or box[1] >= bottom
                assert apart


@given(framed_graphs() | grown_framed_graphs())
def test_frames_overlap_only_if_one_contains_the_other(case: tuple[Graph, Frames]) -> None:
    graph, given_frames = case
    drawn = framed_layout(graph, given_frames).boxes
    for frame, box in enumerate(drawn):
        for other in range(frame + 1, len(drawn)):
            if given_frames.starts[other] < given_frames.ends[frame]:
                assert (drawn[other, :2] > box[:2]).all()
                assert (drawn[other, 2:] < box[2:]).all()
            else:
                assert _apart(box, drawn[other])


def _apart(box: np.ndarray, other: np.ndarray) -> bool:
    return bool((box[2:] <= other[:2]).any() or (other[2:] <= box[:2]).any())


@given(framed_graphs() | grown_framed_graphs())
def test_edges_pass_around_frames_without_their_ends(
    case: tuple[Graph, Frames],
) -> None:
    graph, given_frames = case
    drawing = framed_layout(graph, given_frames)
    cards = boxes(graph, drawing.layout)
    reach = Spacing().spread_px / 2
    for (source, user), route in zip(graph.edges(), routes_of(drawing.layout)):
        assert (np.diff(route[:, 1]) > 0).all()
        assert route[0, 1] == pytest.approx(cards[source, 3], abs=TOLERANCE_PX)
        assert route[-1, 1] == pytest.approx(cards[user, 1], abs=TOLERANCE_PX)
        assert abs(route[0, 0] - drawing.layout.x[source]) <= reach + TOLERANCE_PX
        assert abs(route[-1, 0] - drawing.layout.x[user]) <= reach + TOLERANCE_PX
        foreign = [
            box
            for frame, box in enumerate(drawing.boxes)
            if not inside(source, frame, given_frames) and not inside(user, frame, given_frames)
        ]
        for start, end in pairwise(route):
            assert not any(crosses(start, end, box) for box in foreign)


@given(framed_graphs() | grown_framed_graphs())
def test_everything_is_inside_the_stated_size(case: tuple[Graph, Frames]) -> None:
    graph, given_frames = case
    drawing = framed_layout(graph, given_frames)
    size = drawing.layout.width_px, drawing.layout.height_px
    for points in (drawing.layout.routes.points, drawing.boxes.reshape(-1, 2)):
        assert (points >= -TOLERANCE_PX).all()
        assert (points <= np.array(size) + TOLERANCE_PX).all()


@given(graphs())
def test_without_frames_the_layout_is_the_layered_one(graph: Graph) -> None:
    framed, plain = framed_layout(graph, frames()).layout, layered_layout(graph)
    assert np.array_equal(framed.x, plain.x)
    assert np.array_equal(framed.y, plain.y)
    assert np.array_equal(framed.routes.points, plain.routes.points)


def test_a_chain_through_frames_stays_straight() -> None:
    drawing = framed_layout(chain(9), frames((1, 3), (3, 5), (5, 7)))
    assert np.ptp(drawing.layout.x) == pytest.approx(0, abs=TOLERANCE_PX)
    assert np.ptp(drawing.layout.routes.points[:, 0]) == pytest.approx(0, abs=TOLERANCE_PX)


@pytest.mark.parametrize("count", [1, 5])
def test_edges_to_a_frame_have_room_where_they_go_aside(count: int) -> None:
    graph = card_graph(count + 1, [(leaf, count) for leaf in range(count)])
    drawing = framed_layout(graph, frames((count, count + 1)))
    row = boxes(graph, drawing.layout)[:count]
    room = drawing.boxes[0, 1] - row[:, 3].max()
    far, near = Spacing().layer_px, 3 * Spacing().port_px
    assert room >= far if count > 1 else room <= near


def test_equal_iterations_are_laid_out_once() -> None:
    checkpoints: list[int] = []

    def rounds(count: int) -> FramedLayout:
        """A loop of so many iterations, each of two cards in a frame."""
        checkpoints.append(0)
        starts = range(0, 2 * count, 2)
        turns = frames(*((start, start + 2) for start in starts))
        return framed_layout(chain(2 * count), turns, checkpoint=count_up)

    def count_up() -> None:
        checkpoints[-1] += 1

    drawing = rounds(30)
    rounds(60)
    assert checkpoints[0] == checkpoints[1]
    tops = drawing.layout.y.reshape(-1, 2) - drawing.boxes[:, 1:2]
    assert tops[1:-1] == pytest.approx(tops[2:], abs=TOLERANCE_PX)


def test_a_frame_is_at_least_as_wide_as_its_title() -> None:
    drawing = framed_layout(chain(2), frames((0, 2), title=(400.0, 20.0)))
    (left, _, right, _) = drawing.boxes[0]
    assert right - left == 400


def test_the_edges_of_one_card_share_their_way_into_a_frame() -> None:
    graph = card_graph(3, [(0, 1), (0, 2)])
    drawing: FramedLayout = framed_layout(graph, frames((1, 3)))
    top = drawing.boxes[0, 1]
    crossings = {
        round(float(np.interp(top, route[:, 1], route[:, 0])), 3)
        for route in routes_of(drawing.layout)
    }
    assert len(crossings) == 1


def test_frames_that_overlap_without_nesting_are_refused() -> None:
    with pytest.raises(ValueError, match="nesting"):
        framed_layout(chain(4), frames((0, 3), (2, 4)))


def test_an_exception_of_the_checkpoint_ends_the_layout() -> None:
    class Ended(Exception):  # noqa: N818 - an end, not an error
        pass

    def stop() -> None:
        raise Ended

    with pytest.raises(Ended):
        framed_layout(chain(4), frames((0, 3)), checkpoint=stop)
