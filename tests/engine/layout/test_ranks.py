"""Ranks of cards: below their inputs, and near their neighbours."""

import numpy as np
from hypothesis import given

from engine.layout.card_graph import CardGraph
from engine.layout.ranks import assign_ranks
from tests.engine.layout.graphs import Graph, cards, graphs


@given(graphs())
def test_every_card_is_below_its_inputs_and_every_part_begins_at_zero(graph: Graph) -> None:
    read = CardGraph.from_networkx(graph)
    ranks = assign_ranks(read)
    source, user = read.edges.T
    assert np.all(ranks[source] < ranks[user])
    for part in set(read.component.tolist()):
        assert ranks[read.component == part].min() == 0


@given(graphs())
def test_leaves_are_directly_above_their_first_user(graph: Graph) -> None:
    read = CardGraph.from_networkx(graph)
    ranks = assign_ranks(read)
    for card, users in enumerate(read.users):
        if users and not read.inputs[card]:
            assert ranks[card] == ranks[users].min() - 1


def test_a_short_branch_is_lowered_to_its_user() -> None:
    # 0 -> 1 -> 2 -> 3 -> 6 and the short 4 -> 5 -> 6
    ranks = assign_ranks(cards(7, [(0, 1), (1, 2), (2, 3), (3, 6), (4, 5), (5, 6)]))
    assert ranks.tolist() == [0, 1, 2, 3, 2, 3, 4]


def test_a_card_with_more_inputs_than_users_stays_near_its_inputs() -> None:
    # 4 adds 1 and 3; the other user of 0, on the longer way, does not lower it.
    ranks = assign_ranks(cards(8, [(0, 1), (2, 3), (1, 4), (3, 4), (0, 5), (5, 6), (6, 7), (4, 7)]))
    assert ranks[4] == ranks[1] + 1


def test_an_empty_graph_has_no_ranks() -> None:
    assert assign_ranks(cards(0, [])).tolist() == []
