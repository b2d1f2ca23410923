"""Layouts with frames: each frame is laid out by itself, then placed as a box in its parent."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import networkx as nx
import numpy as np

from engine.layout.card_graph import FloatArray, IntArray, Role, former_routes
from engine.layout.layered import Layout, layered_layout
from engine.layout.levels import ROOT, Frames, Key, Level, divided
from engine.layout.routes import Routes, side_steps
from engine.layout.spacing import Spacing

_LIKE_DECIMALS = 1
"""Decimals of px to which former places are compared."""


@dataclass(frozen=True)
class FramedLayout:
    """A drawing with frames.

    Attributes:
        layout: of the cards and edges.
        boxes: (f, 4), in px: left, top, right and bottom of every frame.
    """

    layout: Layout
    boxes: FloatArray


@dataclass(frozen=True)
class _Box:
    """A frame that is laid out; its own x and y grow from its upper left corner.

    Attributes:
        width_px, height_px: its size.
        left_px, top_px: the upper left corner of its contents.
    """

    width_px: float
    height_px: float
    left_px: float
    top_px: float


def framed_layout(
    graph: "nx.MultiDiGraph[int]",
    frames: Frames,
    spacing: Spacing | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> FramedLayout:
    """Lay out ``graph`` with ``frames`` around cards; its nodes are as in ``layered_layout``.

    No two frames overlap unless one is in the other, and no card overlaps a frame that it is not
    in. Edges enter a frame at its top and leave it at its bottom; they pass around all others.

    Raises:
        ValueError: as in ``layered_layout``, or frames overlap without nesting.
    """
    spacing = spacing or Spacing()
    if not len(frames.starts):
        return FramedLayout(layered_layout(graph, spacing, checkpoint), np.zeros((0, 4)))
    return _Composer(graph, frames, spacing).compose(checkpoint)


class _Composer:
    """Lays out the levels of one graph from the innermost outwards, and puts them together."""

    def __init__(self, graph: "nx.MultiDiGraph[int]", frames: Frames, spacing: Spacing) -> None:
        self._edges: IntArray = np.array(list(graph.edges()), np.int64).reshape(-1, 2)
        self._frames, self._spacing = frames, spacing
        self._levels, self._legs = divided(graph, self._edges, frames)
        self._sizes: dict[int, dict[str, object]] = dict(graph.nodes(data=True))
        former = former_routes(graph)
        self._former_routes = {
            leg: former[ends]
            for ends, legs in zip(graph.edges(), self._legs)
            if ends in former
            for leg in legs
        }
        self._boxes: dict[int, _Box] = {}
        self._drawn: dict[int, _DrawnLevel] = {}
        self._layouts: dict[Hashable, Layout] = {}

    def compose(self, checkpoint: Callable[[], None]) -> FramedLayout:
        """The whole drawing."""
        for number in sorted(self._levels, reverse=True):  # a frame comes after what it is in
            level = self._levels[number]
            graph = self._graph_of(level, number)
            self._drawn[number] = _DrawnLevel(graph, self._laid_out(graph, checkpoint))
            if number != ROOT:
                self._boxes[number] = self._box_of(number)
        self._place_levels()
        whole = self._drawn[ROOT].layout
        cards = [
            self._drawn[level].place(card)
            for card, level in enumerate(self._frames.homes(len(self._sizes)))
        ]
        x, y = np.array(cards).reshape(-1, 2).T
        layout = Layout(x, y, self._routes(), whole.width_px, whole.height_px)
        return FramedLayout(layout, self._frame_boxes())

    def _laid_out(self, graph: "nx.DiGraph[Key]", checkpoint: Callable[[], None]) -> Layout:
        """The layout of a level; equal levels, such as iterations of a loop, share one."""
        key = _layout_key(graph)
        if key not in self._layouts:
            self._layouts[key] = layered_layout(graph, self._spacing, checkpoint)
        return self._layouts[key]

    def _graph_of(self, level: Level, number: int) -> "nx.DiGraph[Key]":
        """A level as a graph to be laid out: its cards, the boxes in it, and all ports."""
        graph: nx.DiGraph[Key] = nx.DiGraph()
        for key in level.nodes:
            graph.add_node(key, **self._attributes(key))
        for box in level.boxes:
            for port in sorted(level.ports.get((Role.PORT_ABOVE, box), ()), key=self._slant):
                graph.add_edge(port, (Role.BOX, box, 0), slant=-self._slant(port))
            for port in sorted(level.ports.get((Role.PORT_BELOW, box), ()), key=self._slant):
                graph.add_edge((Role.BOX, box, 0), port, slant=self._slant(port))
        for ends in level.edges:
            graph.add_edge(*ends, former=self._former_routes.get((number, *ends)))
        return graph

    def _attributes(self, key: Key) -> dict[str, object]:
        role, number, _ = key
        if role is Role.CARD:
            return self._sizes[number]
        if role is Role.BOX:
            box = self._boxes[number]
            size: dict[str, object] = {"width": box.width_px, "height": box.height_px}
            former = self._former_middle(number)
            return size if former is None else {**size, "former": former}
        return {"width": 0.0, "height": 0.0, "role": role}

    def _former_middle(self, number: int) -> tuple[float, float] | None:
        """The former middle of a frame, by those of its contents; None if these are all new."""
        inside, box = self._drawn[number], self._boxes[number]
        nodes = [(key, at) for key, at in inside.graph.nodes(data=True) if "role" not in at]
        known = [(key, *at["former"], at["height"] / 2) for key, at in nodes if "former" in at]
        if not known:
            return None
        left = median(x - inside.place(key)[0] for key, x, _, _ in known) - box.left_px
        if len(known) == len(nodes):
            top = median(y - inside.place(key)[1] for key, _, y, _ in known) - box.top_px
            return left + box.width_px / 2, top + box.height_px / 2
        top = min(y - half for _, _, y, half in known)
        bottom = max(y + half for _, _, y, half in known)
        return left + box.width_px / 2, (top + bottom) / 2

    def _slant(self, port: Key) -> float:
        """How far to the right of the middle of its box an edge enters or leaves it, in px."""
        role, frame, source = port
        border = Role.ENTRY if role is Role.PORT_ABOVE else Role.EXIT
        box, inside = self._boxes[frame], self._drawn[frame]
        return box.left_px + inside.place((border, frame, source))[0] - box.width_px / 2

    def _box_of(self, number: int) -> _Box:
        inside, pad = self._drawn[number].layout, self._spacing.frame_px
        title_width, title_height = self._frames.titles[number]
        width = max(inside.width_px + 2 * pad, title_width)
        top = title_height + self._spacing.under_title_px
        height = top + inside.height_px + pad
        return _Box(width, height, (width - inside.width_px) / 2, top)

    def _place_levels(self) -> None:
        """Move every level to where its frame is in the whole."""
        for number, parent in enumerate(self._frames.parents):
            left, top = self._corner(number, parent)
            box = self._boxes[number]
            self._drawn[number].move(left + box.left_px, top + box.top_px)

    def _corner(self, number: int, parent: int) -> tuple[float, float]:
        x, y = self._drawn[parent].place((Role.BOX, number, 0))
        box = self._boxes[number]
        return x - box.width_px / 2, y - box.height_px / 2

    def _frame_boxes(self) -> FloatArray:
        boxes = np.zeros((len(self._frames.parents), 4))
        for number, parent in enumerate(self._frames.parents):
            left, top = self._corner(number, parent)
            box = self._boxes[number]
            boxes[number] = left, top, left + box.width_px, top + box.height_px
        return boxes

    def _routes(self) -> Routes:
        """The routes of all edges, in their order, each put together from its legs."""
        routes = [_without_repeats(np.concatenate(list(self._pieces(legs)))) for legs in self._legs]
        counts = np.array([len(route) for route in routes], np.int64)
        points = np.concatenate(routes) if routes else np.zeros((0, 2))
        points[:, 0] += np.repeat(side_steps(self._edges, self._spacing), counts)
        return Routes(np.concatenate(([0], np.cumsum(counts))), points)

    def _pieces(self, legs: list[tuple[int, Key, Key]]) -> Iterator[FloatArray]:
        """The polylines of one edge from the source to the user, the joints at borders included."""
        for number, source, user in legs:
            level = self._drawn[number]
            if source[0] is Role.PORT_BELOW:
                border = self._drawn[source[1]].place((Role.EXIT, *source[1:]))
                yield level.joint((Role.BOX, source[1], 0), source, border[0])
            yield level.route(source, user)
            if user[0] is Role.PORT_ABOVE:
                border = self._drawn[user[1]].place((Role.ENTRY, *user[1:]))
                yield level.joint(user, (Role.BOX, user[1], 0), border[0])


class _DrawnLevel:
    """A level that is laid out, at first with its own origin.

    Attributes:
        graph: what is on it.
        layout: as it was laid out.
    """

    def __init__(self, graph: "nx.DiGraph[Key]", layout: Layout) -> None:
        self.graph, self.layout = graph, layout
        self._number = {key: number for number, key in enumerate(graph)}
        starts = pairwise(layout.routes.starts.tolist())
        self._span = dict(zip(graph.edges(), starts))
        self._by = np.zeros(2)

    def move(self, left: float, top: float) -> None:
        """Move its origin."""
        self._by = np.array([left, top])

    def place(self, key: Key | int) -> tuple[float, float]:
        """The centre of a node; a number is a card's."""
        number = self._number[(Role.CARD, key, 0) if isinstance(key, int) else key]
        return self.layout.x[number] + self._by[0], self.layout.y[number] + self._by[1]

    def route(self, source: Key, user: Key) -> FloatArray:
        """The polyline from one node to another."""
        start, end = self._span[source, user]
        points: FloatArray = self.layout.routes.points[start:end] + self._by
        return points

    def joint(self, source: Key, user: Key, x: float) -> FloatArray:
        """The polyline between a port and its box, which it touches at ``x`` rather than amidst."""
        points = self.route(source, user)
        at_box = -1 if user[0] is Role.BOX else 0
        middle = points[at_box, 0]
        if points[-1 - at_box, 0] != middle:
            points[points[:, 0] == middle, 0] = x
        points[at_box, 0] = x
        return points


def _layout_key(graph: "nx.DiGraph[Key]") -> Hashable:
    """Everything that the layout of a level depends on; equal for equal levels of any frames."""
    number = {key: place for place, key in enumerate(graph)}
    formers = (former for _, former in graph.nodes(data="former") if former is not None)
    corner = next(formers, (0.0, 0.0))
    nodes = tuple(
        (at["width"], at["height"], at.get("role"), _relative_to(at.get("former"), corner))
        for _, at in graph.nodes(data=True)
    )
    edges = tuple(
        (number[source], number[user], at.get("slant"), _relative_to(at.get("former"), corner))
        for source, user, at in graph.edges(data=True)
    )
    inputs = tuple(tuple(number[source] for source in graph.pred[key]) for key in graph)
    return nodes, edges, inputs


def _relative_to(
    former: FloatArray | tuple[float, float] | None, corner: tuple[float, float]
) -> bytes | None:
    """A former place or route relative to a corner, rounded, since far away it is less exact."""
    if former is None:
        return None
    return (np.round(np.subtract(former, corner), _LIKE_DECIMALS) + 0.0).tobytes()  # no -0.0


def _without_repeats(route: FloatArray) -> FloatArray:
    """A polyline without the points at which it does not go further down."""
    goes_on = np.diff(route[:, 1], prepend=-np.inf) > 1e-6
    kept: FloatArray = route[goes_on]
    return kept
