"""Graphs of recordings, for comparison with the expected effects of gestures."""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from engine.edit.edges import Edge
from engine.edit.picking import picked_card
from engine.record.recording import Recording
from engine.record.schema import NONE
from tests.engine.recorder.watching import run

Graph: TypeAlias = "nx.MultiDiGraph[object]"


def recorded(source: str) -> Recording:
    """The recording of a script that raises no error."""
    recording = run(source).recording
    errors = [recording.text(int(row["message"])) for row in recording["errors"]]
    assert errors == [], f"{errors}:\n{source}"
    return recording


def graph_of(recording: Recording) -> Graph:
    """Cards with their operations and numbers, and edges with their positions."""
    graph: Graph = nx.MultiDiGraph()
    for card, row in enumerate(recording["cards"]):
        operands = recording.operands_of(card)
        numbers = [recording.text(int(each["literal"])) for each in operands]
        graph.add_node(card, label=(recording.text(int(row["op"])), *filter(None, numbers)))
        sources = [int(each["operand"]) for each in operands if each["operand"] != NONE]
        for position, source in enumerate(sources):
            graph.add_edge(source, card, position=position)
    return graph


def are_the_same(one: Graph, other: Graph) -> bool:
    """Whether two graphs are equal apart from the numbers of their cards."""
    return bool(
        nx.is_isomorphic(
            one,
            other,
            node_match=lambda a, b: a["label"] == b["label"],
            edge_match=lambda a, b: (
                sorted(each["position"] for each in a.values())
                == sorted(each["position"] for each in b.values())
            ),
        )
    )


def card_of(recording: Recording, op: str) -> int:
    """The first card that an operation made."""
    ops = [recording.text(int(row["op"])) for row in recording["cards"]]
    return ops.index(op)


def of_one_site(recording: Recording, card: int) -> list[int]:
    """The cards made by the same expression, such as those of a loop's turns."""
    site = recording.card_site(card)
    return [each for each in range(len(recording["cards"])) if recording.card_site(each) == site]


def edges_of(recording: Recording) -> list[tuple[Edge, int, int]]:
    """Every edge, the card that it leads to, and its position there."""
    found = []
    for user in range(len(recording["cards"])):
        seen: list[int] = []
        operands = [int(each["operand"]) for each in recording.operands_of(user)]
        for position, operand in enumerate(each for each in operands if each != NONE):
            pair = picked_card(recording, operand), picked_card(recording, user)
            found.append((Edge(*pair, number=seen.count(operand)), user, position))
            seen.append(operand)
    return found


def with_inserted(graph: Graph, users: list[int], position: int, label: tuple[str, ...]) -> Graph:
    """A graph with an operation inserted into the edges of some cards at a position."""
    graph = graph.copy()
    for user in users:
        for source, _, key, at in list(graph.in_edges(user, keys=True, data="position")):
            if at == position:
                graph.remove_edge(source, user, key)
                graph.add_node(("new", user), label=label)
                graph.add_edge(source, ("new", user), position=0)
                graph.add_edge(("new", user), user, position=position)
    return graph


def with_applied(graph: Graph, operands: list[int], label: tuple[str, ...]) -> Graph:
    """A graph with an operation applied to each of some cards."""
    graph = graph.copy()
    for operand in operands:
        graph.add_node(("new", operand), label=label)
        graph.add_edge(operand, ("new", operand), position=0)
    return graph


def with_label(graph: Graph, cards: list[int], label: tuple[str, ...]) -> Graph:
    """A graph in which another operation makes some cards."""
    graph = graph.copy()
    for card in cards:
        graph.nodes[card]["label"] = label
    return graph


def with_swapped(graph: Graph, cards: list[int]) -> Graph:
    """A graph in which the two operands of some cards are swapped."""
    graph = graph.copy()
    for card in cards:
        for _, _, data in graph.in_edges(card, data=True):
            data["position"] = 1 - data["position"]
    return graph


def without(graph: Graph, cards: list[int]) -> Graph:
    """A graph without some cards."""
    graph = graph.copy()
    graph.remove_nodes_from(cards)
    return graph
