"""Spines follow the longest paths."""

from itertools import pairwise

from hypothesis import given

from tests.engine.layout.graphs import Graph, binary_tree, card_graph, doubling_loop, graphs
from tests.engine.layout.steps import ordered


@given(graphs())
def test_spines_partition_the_nodes_and_follow_segments(graph: Graph) -> None:
    case = ordered(graph)
    layering, spines = case.layering, case.spines
    assert sorted(node for spine in spines for node in spine) == list(range(len(layering.layer)))
    for spine in spines:
        for upper, lower in pairwise(spine):
            assert lower in layering.below[upper]
            assert layering.layer[lower] == layering.layer[upper] + 1


def test_the_spine_of_a_loop_is_its_loop_variable() -> None:
    assert [0, 1, 4, 7, 10, 13, 14] in ordered(doubling_loop(4)).spines


def test_two_operands_of_equal_depth_are_in_no_spine_of_their_sum() -> None:
    assert all(len(spine) == 1 for spine in ordered(binary_tree(4)).spines)


def test_a_trunk_is_one_spine() -> None:
    # 0 -> 4 passes three layers
    case = ordered(card_graph(5, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]))
    assert sorted(case.spines) == [[0, 1, 2, 3, 4], [5, 6, 7]]
