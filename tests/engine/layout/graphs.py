"""Graphs of cards for the tests of the layout."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from engine.layout.card_graph import CardGraph
from engine.layout.layered import Layout, layered_layout
from engine.layout.levels import Frames

Graph: TypeAlias = "nx.MultiDiGraph[int]"
Edges = Iterable[tuple[int, int]]

WIDTH, HEIGHT = 128.0, 64.0
TOLERANCE_PX = 0.01
TITLE = (80.0, 20.0)


def card_graph(
    count: int, edges: Edges, sizes: Sequence[tuple[float, float]] | None = None
) -> Graph:
    """A graph of ``count`` cards, all alike unless ``sizes`` says otherwise."""
    graph: Graph = nx.MultiDiGraph()
    for card in range(count):
        width, height = sizes[card] if sizes else (WIDTH, HEIGHT)
        graph.add_node(card, width=width, height=height)
    graph.add_edges_from(edges)
    return graph


def cards(count: int, edges: Edges) -> CardGraph:
    """The same as a ``CardGraph``."""
    return CardGraph.from_networkx(card_graph(count, edges))


def chain(length: int) -> Graph:
    """A chain of cards, each of which uses the one before."""
    return card_graph(length, [(card, card + 1) for card in range(length - 1)])


def binary_tree(leaves: int) -> Graph:
    """A balanced sum of ``leaves`` cards, a power of two."""
    edges, level, count = [], list(range(leaves)), leaves
    while len(level) > 1:
        for place in range(0, len(level), 2):
            edges += [(level[place], count + place // 2), (level[place + 1], count + place // 2)]
        level = list(range(count, count + len(level) // 2))
        count += len(level)
    return card_graph(count, edges)


def first_example() -> Graph:
    """``y = 2 * torch.dot(x, x)``: cards x, dot, 2, y."""
    return card_graph(4, [(0, 1), (0, 1), (2, 3), (1, 3)])


def doubling_loop(rounds: int) -> Graph:
    """``while b.norm() < 1000: b = b * 2``: card 0 is a, card 1 the first b.

    Every round has the cards norm, 2, and the next b; the last card is the sum of the last b.
    """
    edges, b = [(0, 1)], 1
    for _ in range(rounds):
        norm, two, doubled = b + 1, b + 2, b + 3
        edges += [(b, norm), (b, doubled), (two, doubled)]
        b = doubled
    return card_graph(b + 2, [*edges, (b, b + 1)])


@st.composite
def graphs(draw: st.DrawFn, max_cards: int = 24) -> Graph:
    """Any graph, with parallel edges, several parts and cards of different sizes."""
    count = draw(st.integers(0, max_cards))
    size = st.tuples(st.integers(2, 20).map(lambda k: 16.0 * k), st.integers(24, 120).map(float))
    sizes = draw(st.lists(size, min_size=count, max_size=count))
    edges = []
    if count > 1:
        pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
        drawn = draw(st.lists(pair.filter(lambda ends: ends[0] != ends[1]), max_size=2 * count))
        edges = [(min(ends), max(ends)) for ends in drawn]
    return card_graph(count, edges, sizes)


def grown(graph: Graph, former: Graph, drawing: Layout) -> Graph:
    """``graph`` as it grows from a ``drawing`` of ``former``, which has a part of it."""
    routes = dict(zip(former.edges(keys=True), routes_of(drawing)))
    places = dict(zip(former, zip(drawing.x.tolist(), drawing.y.tolist())))
    growing = graph.copy()
    for card in growing:
        if card in places:
            growing.nodes[card]["former"] = places[card]
    for edge in growing.edges(keys=True):
        if edge in routes:
            growing.edges[edge]["former"] = routes[edge]
    return growing


def frames(*spans: tuple[int, int], title: tuple[float, float] = TITLE) -> Frames:
    ends = np.array(spans, np.int64).reshape(-1, 2)
    return Frames(ends[:, 0], ends[:, 1], np.array([title] * len(spans)).reshape(-1, 2))


@st.composite
def framed_graphs(draw: st.DrawFn) -> tuple[Graph, Frames]:
    """Any graph, with frames nested in any way around its cards."""
    graph = draw(graphs(max_cards=16))
    spans: list[tuple[int, int]] = []

    def nest(first: int, end: int, depth: int) -> None:
        while first < end and depth:
            start = draw(st.integers(first, end - 1))
            stop = draw(st.integers(start + 1, end))
            if draw(st.booleans()):
                spans.append((start, stop))
                nest(start, stop, depth - 1)
            first = stop

    nest(0, len(graph), 3)
    return graph, frames(*spans)


@st.composite
def grown_graphs(draw: st.DrawFn, max_cards: int = 24) -> Graph:
    """Any graph, growing from a drawing of a part of it, whose cards may have had other sizes."""
    graph = draw(graphs(max_cards))
    former = graph.copy()
    former.remove_nodes_from([card for card in graph if draw(st.booleans())])
    former.remove_edges_from(
        [edge for edge in former.edges(keys=True) if draw(st.integers(0, 3)) == 0]
    )
    for card in former:
        if draw(st.integers(0, 3)) == 0:
            former.nodes[card]["width"] = 96.0
    return grown(graph, former, layered_layout(former))


@st.composite
def grown_framed_graphs(draw: st.DrawFn) -> tuple[Graph, Frames]:
    """Any graph with frames, of which a part was drawn before without frames."""
    graph, around = draw(framed_graphs())
    former = graph.copy()
    former.remove_nodes_from([card for card in graph if draw(st.booleans())])
    return grown(graph, former, layered_layout(former)), around


def routes_of(drawing: Layout) -> list[np.ndarray]:
    """The polyline of every edge."""
    starts, points = drawing.routes.starts, drawing.routes.points
    return [points[start:end] for start, end in pairwise(starts)]


def boxes(graph: Graph, drawing: Layout) -> np.ndarray:
    """Left, top, right, bottom of every card."""
    width = np.array([width for _, width in graph.nodes(data="width")])
    height = np.array([height for _, height in graph.nodes(data="height")])
    x, y = drawing.x, drawing.y
    return np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)


def crosses(start: np.ndarray, end: np.ndarray, box: np.ndarray) -> bool:
    """Whether the segment from ``start`` to ``end`` enters the inside of ``box``."""
    enter, leave = 0.0, 1.0
    for axis in (0, 1):
        low, high = box[axis] + TOLERANCE_PX, box[axis + 2] - TOLERANCE_PX
        length = end[axis] - start[axis]
        if length == 0:
            if not low < start[axis] < high:
                return False
            continue
        first, second = sorted(((low - start[axis]) / length, (high - start[axis]) / length))
        enter, leave = max(enter, first), min(leave, second)
    return bool(enter < leave)
