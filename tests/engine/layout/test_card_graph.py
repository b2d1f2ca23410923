"""Reading a networkx graph."""

import networkx as nx
import pytest

from engine.layout.card_graph import CardGraph
from tests.engine.layout.graphs import card_graph, cards


def test_edges_keep_their_order_and_neighbours_are_unique() -> None:
    graph = cards(4, [(0, 1), (0, 1), (2, 3), (1, 3)])
    assert graph.edges.tolist() == [[0, 1], [0, 1], [1, 3], [2, 3]]  # in the order of graph.edges
    assert graph.inputs == [[], [0], [], [2, 1]]
    assert graph.users == [[1], [3], [3], []]


def test_sizes_and_node_names_of_any_kind_are_read() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("x", width=96, height=44)
    graph.add_node("y", width=128, height=64)
    graph.add_edge("x", "y")
    read = CardGraph.from_networkx(graph)
    assert read.widths.tolist() == [96, 128]
    assert read.heights.tolist() == [44, 64]
    assert read.edges.tolist() == [[0, 1]]


def test_connected_parts_are_numbered_by_their_first_cards() -> None:
    assert cards(5, [(0, 3), (2, 4)]).component.tolist() == [0, 1, 2, 0, 2]


def test_an_empty_graph_is_read() -> None:
    assert cards(0, []).edges.shape == (0, 2)


def test_an_edge_against_the_topological_order_is_refused() -> None:
    with pytest.raises(ValueError, match="topological order"):
        CardGraph.from_networkx(card_graph(3, [(2, 1)]))
