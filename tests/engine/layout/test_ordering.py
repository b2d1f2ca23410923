"""Layers are ordered to have few crossings."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from engine.layout.card_graph import CardGraph
from engine.layout.ordering import order_layers
from engine.layout.ranks import assign_ranks
from engine.layout.virtual import Layering
from tests.engine.layout.graphs import (
    Graph,
    binary_tree,
    card_graph,
    doubling_loop,
    first_example,
    graphs,
)
from tests.engine.layout.steps import Ordered, ordered


def crossings(case: Ordered) -> int:
    layering, layers = case.layering, case.layers
    place = {node: number for layer in layers for number, node in enumerate(layer)}
    pairs = combinations(layering.segments.tolist(), 2)
    return sum(
        bool(layering.layer[a] == layering.layer[c])
        and (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in pairs
    )


@given(graphs())
def test_every_node_has_one_place_on_its_layer(graph: Graph) -> None:
    case = ordered(graph)
    layering, layers = case.layering, case.layers
    assert sorted(node for layer in layers for node in layer) == list(range(len(layering.layer)))
    for number, layer in enumerate(layers):
        assert np.all(layering.layer[layer] == number)


@pytest.mark.parametrize("graph", [binary_tree(16), doubling_loop(5), first_example()])
def test_a_planar_graph_is_drawn_without_crossings(graph: Graph) -> None:
    assert crossings(ordered(graph)) == 0


def test_sweeps_remove_crossings() -> None:
    # Eight leaves in the order of their numbers, and sums that pair distant ones.
    pairs = [(0, 4), (1, 5), (2, 6), (3, 7)]
    sums = [(leaf, 8 + number) for number, pair in enumerate(pairs) for leaf in pair]
    graph = card_graph(14, [*sums, (8, 12), (10, 12), (9, 13), (11, 13)])
    assert crossings(ordered(graph)) == 0


def test_swaps_remove_crossings_that_sweeps_leave() -> None:
    graph = card_graph(6, [(0, 4), (0, 5), (1, 3), (1, 4), (2, 4), (4, 5)])
    assert crossings(ordered(graph)) == 0


def test_the_checkpoint_is_called_during_the_work() -> None:
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    complete = card_graph(6, [(source, user) for source in range(3) for user in range(3, 6)])
    read = CardGraph.from_networkx(complete)
    order_layers(Layering.from_layers(read, assign_ranks(read)), count)
    assert calls > 1
