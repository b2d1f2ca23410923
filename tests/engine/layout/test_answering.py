"""Answers are in the order of the request."""

import numpy as np
import pytest

from engine.layout.answering import answer_request
from engine.layout.messages import LayoutRequest, MessageError


def test_routes_come_in_the_order_of_the_requested_edges() -> None:
    edges = [(1, 3), (0, 2), (2, 3), (0, 2), (0, 3), (1, 2)]
    request = LayoutRequest.from_columns(5, [96, 128, 160, 96], [44, 64, 64, 64], edges)
    answer = answer_request(request, lambda: None)
    x, y, starts, points, _ = answer.columns()
    assert answer.id == 5
    assert len(starts) == len(edges) + 1
    for edge, (source, user) in enumerate(edges):
        first, last = points[starts[edge]], points[starts[edge + 1] - 1]
        heights = request.columns().heights
        assert abs(first[0] - x[source]) <= 12
        assert first[1] == pytest.approx(y[source] + heights[source] / 2)
        assert last[1] == pytest.approx(y[user] - heights[user] / 2)
    assert points[starts[1], 0] < points[starts[3], 0]  # the parallel ones, side by side


def test_operands_are_placed_in_the_order_of_the_requested_edges() -> None:
    request = LayoutRequest.from_columns(1, [96] * 4, [64] * 4, [(2, 3), (0, 3), (1, 3)])
    x = answer_request(request, lambda: None).columns().x
    assert np.argsort(x[:3]).tolist() == [2, 0, 1]


def test_an_empty_graph_is_answered() -> None:
    answer = answer_request(LayoutRequest.from_columns(1, [], [], []), lambda: None)
    assert (answer.width_px, answer.height_px) == (0, 0)
    assert answer.columns().route_starts.tolist() == [0]


def test_a_malformed_request_is_refused() -> None:
    with pytest.raises(MessageError):
        answer_request(LayoutRequest.from_columns(1, [96], [64], [(0, 1)]), lambda: None)
