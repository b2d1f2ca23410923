"""A layout that is waited for."""

import numpy as np
import pytest

from engine.layout.headless import laid_out
from engine.layout.messages import RequestColumns


def test_a_graph_is_laid_out_from_top_to_bottom():
    edges = np.array([(0, 1), (0, 1), (1, 2)])
    frames, titles = np.array([(1, 3)]), np.array([(80.0, 24.0)])
    columns = laid_out(RequestColumns(np.full(3, 128.0), np.full(3, 64.0), edges, frames, titles))
    assert (np.diff(columns.y) > 64).all()
    assert len(columns.route_starts) == len(edges) + 1
    (left, top, right, bottom) = columns.boxes[0]
    assert (left < columns.x[1:]).all()
    assert (columns.x[1:] < right).all()
    assert columns.y[0] < top < columns.y[1] < columns.y[2] < bottom


def test_a_failed_layout_raises_an_error():
    size, nothing = np.full(1, 128.0), np.zeros((0, 2))
    columns = RequestColumns(size, size, np.array([(0, 1)]), nothing, nothing)
    with pytest.raises(RuntimeError, match="an edge names a card not there"):
        laid_out(columns)
