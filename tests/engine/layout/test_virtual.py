"""Long edges become trunks of virtual nodes."""

import numpy as np
import pytest
from hypothesis import given

from engine.layout import virtual
from engine.layout.card_graph import CardGraph
from engine.layout.ranks import assign_ranks
from engine.layout.virtual import Layering
from tests.engine.layout.graphs import Graph, cards, graphs


@given(graphs())
def test_every_segment_leads_to_the_next_layer(graph: Graph) -> None:
    read = CardGraph.from_networkx(graph)
    layering = Layering.from_layers(read, assign_ranks(read))
    upper, lower = layering.segments.T
    assert np.all(layering.layer[lower] == layering.layer[upper] + 1)


@given(graphs())
def test_every_edge_follows_the_trunk_of_its_source(graph: Graph) -> None:
    read = CardGraph.from_networkx(graph)
    layering = Layering.from_layers(read, assign_ranks(read))
    for source, user in read.edges.tolist():
        (node,) = [upper for upper in layering.above[user] if layering.owner[upper] == source]
        while layering.is_virtual(node):
            (node,) = layering.above[node]
        assert node == source


def test_the_edges_of_a_source_share_one_trunk() -> None:
    graph = cards(4, [(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])
    layering = Layering.from_layers(graph, np.arange(4))
    assert layering.layer.tolist() == [0, 1, 2, 3, 1, 2]
    assert layering.owner.tolist() == [0, 1, 2, 3, 0, 0]
    assert layering.trunk_start[0] == 4
    assert layering.below[4] == [5, 2]
    assert layering.below[5] == [3]


def test_more_virtual_nodes_than_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = cards(4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    monkeypatch.setattr(virtual, "MAX_VIRTUAL_NODES", 2)
    assert len(Layering.from_layers(graph, np.arange(4)).layer) == 6
    monkeypatch.setattr(virtual, "MAX_VIRTUAL_NODES", 1)
    with pytest.raises(ValueError, match="pass 2 layers"):
        Layering.from_layers(graph, np.arange(4))


def test_parallel_edges_are_one_segment() -> None:
    layering = Layering.from_layers(cards(2, [(0, 1), (0, 1)]), np.arange(2))
    assert layering.segments.tolist() == [[0, 1]]
