"""Spines follow the longest chains."""

from itertools import pairwise

import numpy as np
from hypothesis import given

from engine.layout.card_graph import CardGraph
from engine.layout.ordering import order_layers
from engine.layout.ranks import assign_ranks
from engine.layout.spines import find_spines
from engine.layout.virtual import Layering
from tests.engine.layout.graphs import Graph, binary_tree, card_graph, doubling_loop, graphs


def spines_of(graph: Graph) -> tuple[Layering, list[list[int]]]:
    read = CardGraph.from_networkx(graph)
    layering = Layering.from_layers(read, assign_ranks(read))
    return layering, find_spines(layering, order_layers(layering, lambda: None))


@given(graphs())
def test_spines_divide_the_nodes_and_follow_segments(graph: Graph) -> None:
    layering, spines = spines_of(graph)
    assert sorted(node for spine in spines for node in spine) == list(range(len(layering.layer)))
    for spine in spines:
        for upper, lower in pairwise(spine):
            assert lower in layering.below[upper]
            assert layering.layer[lower] == layering.layer[upper] + 1


def test_a_loop_has_the_spine_of_what_it_carries() -> None:
    _, spines = spines_of(doubling_loop(4))
    assert [0, 1, 4, 7, 10, 13, 14] in spines


def test_equal_operands_share_no_spine_with_their_sum() -> None:
    _, spines = spines_of(binary_tree(4))
    assert all(len(spine) == 1 for spine in spines)


def test_a_trunk_is_one_spine() -> None:
    layering, spines = spines_of(card_graph(5, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]))
    virtual = np.flatnonzero(np.arange(len(layering.layer)) >= 5).tolist()
    assert virtual in spines
    assert [0, 1, 2, 3, 4] in spines
