"""A layout that is waited for."""

import numpy as np
import pytest

from engine.layout.headless import laid_out


def test_a_graph_is_laid_out_from_top_to_bottom():
    edges = np.array([(0, 1), (0, 1), (1, 2)])
    columns = laid_out(np.full(3, 128.0), np.full(3, 64.0), edges)
    assert (np.diff(columns.y) > 64).all()
    assert len(columns.route_starts) == len(edges) + 1


def test_what_has_no_layout_is_told():
    with pytest.raises(RuntimeError, match="an edge names a card not there"):
        laid_out(np.full(1, 128.0), np.full(1, 64.0), np.array([(0, 1)]))
