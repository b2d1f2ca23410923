"""The layered layout: the places of cards and the routes of edges of a networkx graph."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from engine.layout.card_graph import BoolArray, CardGraph, FloatArray, IntArray
from engine.layout.coordinates import assign_places
from engine.layout.kept_layers import kept_borders
from engine.layout.kept_places import kept_places
from engine.layout.kept_ranks import kept_ranks
from engine.layout.ordering import order_layers
from engine.layout.packing import are_close, pack_boxes, place_beside
from engine.layout.ranks import assign_ranks
from engine.layout.routes import Geometry, Routes, build_routes
from engine.layout.spacing import Spacing
from engine.layout.virtual import Layering


@dataclass(frozen=True)
class Layout:
    """A drawing; x grows to the right, y downwards, both from 0.

    Attributes:
        x, y: (n,), in px: the centres of the cards, in the order of the graph's nodes.
        routes: the lines of the edges, in the order of the graph's edges.
        width_px, height_px: the size of the whole.
    """

    x: FloatArray
    y: FloatArray
    routes: Routes
    width_px: float
    height_px: float


def layered_layout(
    graph: "nx.DiGraph[Hashable]",
    spacing: Spacing | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Layout:
    """Lay out ``graph`` from top to bottom, the same way every time.

    The nodes carry ``width`` and ``height`` in px and come in topological order, the edges into a
    node in the order of its operands. ``checkpoint`` is called between the steps of the work; what
    it raises ends it.

    Where nodes carry a ``former`` place, and edges a ``former`` route, the drawing grows from that
    one: cards stay where they were as far as possible, and new ones are placed among them.

    Raises:
        ValueError: an edge leads to a node that comes before it, or so many edges are so long that
            drawing them would take all memory.

    Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of Hierarchical
    System Structures, 1981.
    """
    spacing = spacing or Spacing()
    cards = CardGraph.from_networkx(graph)
    is_old = np.isin(cards.component, cards.component[cards.is_known])
    if not is_old.any():
        return _fresh(cards, spacing, checkpoint)
    checkpoint()
    if is_old.all():
        return _grown(cards, spacing)
    old, new = cards.part(is_old), cards.part(~is_old)
    drawn = _grown(old, spacing), _fresh(new, spacing, checkpoint)
    return _side_by_side(cards, is_old, drawn, spacing)


def _fresh(cards: CardGraph, spacing: Spacing, checkpoint: Callable[[], None]) -> Layout:
    """A drawing that grows from no other."""
    layering = Layering.from_layers(cards, _stacked(assign_ranks(cards), cards.component))
    layers = order_layers(layering, checkpoint)
    x = assign_places(layering, layers, spacing, checkpoint)
    return _drawn(cards, layering, x, spacing)


def _grown(cards: CardGraph, spacing: Spacing) -> Layout:
    """A drawing whose old cards keep their places as far as possible.

    Parts that would overlap share their layers.
    """
    while True:
        layering = Layering.from_layers(cards, _stacked(kept_ranks(cards), cards.component))
        layout = _drawn(cards, layering, kept_places(cards, layering, spacing), spacing)
        parts = _joined(_part_boxes(cards, layout), spacing)
        if parts is None:
            return layout
        cards = replace(cards, component=parts[cards.component])


def _drawn(cards: CardGraph, layering: Layering, x: FloatArray, spacing: Spacing) -> Layout:
    geometry, width_px, height_px = _arranged(cards, layering, x, spacing)
    routes = build_routes(cards, layering, geometry, spacing)
    return Layout(geometry.x[: len(cards.widths)], geometry.y, routes, width_px, height_px)


def _stacked(ranks: IntArray, component: IntArray) -> IntArray:
    """The layers of the cards, (n,): every connected part has its own, so that they never mix."""
    depths = np.zeros(component.max(initial=-1) + 1, np.int64)
    np.maximum.at(depths, component, ranks + 1)
    above: IntArray = np.cumsum(depths) - depths
    return ranks + above[component]


def _layer_borders(
    cards: CardGraph, layering: Layering, layer_part: IntArray, x: FloatArray, spacing: Spacing
) -> tuple[FloatArray, FloatArray]:
    """Top and bottom of every layer, in px."""
    heights = np.zeros(len(layer_part))
    np.maximum.at(heights, layering.layer[: layering.card_count], cards.heights)
    gaps = _gaps(layering, heights == 0, x, spacing)
    if cards.is_known.any():
        return kept_borders(cards, layering, heights, gaps, layer_part)
    bottom = np.cumsum(heights) + np.concatenate(([0.0], np.cumsum(gaps)))[: len(heights)]
    return bottom - heights, bottom


def _gaps(layering: Layering, is_thin: BoolArray, x: FloatArray, spacing: Spacing) -> FloatArray:
    """The least free space between the layers, (l - 1,) in px.

    A layer of nothing but points, ``is_thin`` (l,), is near the others where its edges go straight
    down; the farther they go aside, the more room they get, so that they can be told apart.
    """
    gaps = np.full(max(len(is_thin) - 1, 0), spacing.layer_px)
    is_beside_thin = is_thin[1:] | is_thin[:-1]
    if is_beside_thin.any():
        upper, lower = layering.segments.T
        farthest = np.zeros(len(is_thin))
        aside = np.abs(x[lower] - x[upper] - layering.leans)
        np.maximum.at(farthest, layering.layer[upper], aside)
        # In whole steps, so that the layers stay where they are when a drawing grows a little.
        needed = spacing.port_px * (1 + farthest[:-1] // spacing.card_px)
        gaps[is_beside_thin] = np.minimum(needed, spacing.layer_px)[is_beside_thin]
    return gaps


def _arranged(
    cards: CardGraph, layering: Layering, x: FloatArray, spacing: Spacing
) -> tuple[Geometry, float, float]:
    """The final places of everything, and the width and height of the whole in px."""
    card_layer = layering.layer[: layering.card_count]
    layer_part = np.zeros(card_layer.max(initial=-1) + 1, np.int64)
    layer_part[card_layer] = cards.component
    top, bottom = _layer_borders(cards, layering, layer_part, x, spacing)

    node_part = cards.component[layering.owner]
    reach = np.maximum(layering.widths, spacing.spread_px) / 2
    part_count = cards.component.max(initial=-1) + 1
    part_left, part_top = np.full(part_count, np.inf), np.full(part_count, np.inf)
    part_right, part_bottom = np.full(part_count, -np.inf), np.full(part_count, -np.inf)
    np.minimum.at(part_left, node_part, x - reach)
    np.maximum.at(part_right, node_part, x + reach)
    np.minimum.at(part_top, layer_part, top)
    np.maximum.at(part_bottom, layer_part, bottom)
    widths, heights = part_right - part_left, part_bottom - part_top
    if cards.is_known.any():
        part_boxes = np.stack((part_left, part_top, part_right, part_bottom), axis=1)
        left, upper = _kept_corners(cards, part_boxes, ((top + bottom) / 2)[card_layer])
    else:
        left, upper = pack_boxes(widths, heights, spacing.part_px)

    down = (upper - part_top)[layer_part]
    geometry = Geometry(
        x=x + (left - part_left)[node_part],
        y=((top + bottom) / 2 + down)[card_layer],
        top=top + down,
        bottom=bottom + down,
    )
    return geometry, float(max(left + widths, default=0)), float(max(upper + heights, default=0))


def _kept_corners(
    cards: CardGraph, boxes: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The left and the top of every part, (p,) in px, with their old cards where they were.

    The parts are in ``boxes`` (p, 4), their cards' middles at ``y`` (n,); x is as it was.
    """
    down = np.array(
        [
            np.nanmedian((cards.former[:, 1] - y)[cards.component == part])
            for part in range(len(boxes))
        ]
    )
    boxes = boxes.copy()
    boxes[:, 1::2] += down[:, None]
    return boxes[:, 0] - boxes[:, 0].min(), boxes[:, 1] - boxes[:, 1].min()


def _joined(boxes: FloatArray, spacing: Spacing) -> IntArray | None:
    """Which part each of them, (p,), is part of when those that overlap are one; None if none do.

    The parts are in ``boxes`` (p, 4).
    """
    close = [
        (part, other)
        for part in range(len(boxes))
        for other in np.flatnonzero(are_close(boxes[part], boxes, spacing.card_px)).tolist()
        if part < other
    ]
    if not close:
        return None
    overlaps: nx.Graph[int] = nx.Graph()
    overlaps.add_nodes_from(range(len(boxes)))
    overlaps.add_edges_from(close)
    joined = np.zeros(len(boxes), np.int64)
    for count, parts in enumerate(nx.connected_components(overlaps)):
        joined[list(parts)] = count
    return joined


def _side_by_side(
    cards: CardGraph, is_old: BoolArray, drawn: tuple[Layout, Layout], spacing: Spacing
) -> Layout:
    """One drawing of the old parts and the new ones."""
    old, new = drawn
    boxes = _part_boxes(cards.part(is_old), old)
    left, top = place_beside(boxes, new.width_px, new.height_px, spacing.part_px)
    x, y = np.empty(len(is_old)), np.empty(len(is_old))
    x[is_old], y[is_old] = old.x, old.y
    x[~is_old], y[~is_old] = new.x + left, new.y + top
    old_edges = is_old[cards.edges[:, 0]]
    numbers = np.concatenate((np.flatnonzero(old_edges), np.flatnonzero(~old_edges)))
    starts = np.concatenate((old.routes.starts, new.routes.starts[1:] + old.routes.starts[-1]))
    points = np.concatenate((old.routes.points, new.routes.points + np.array([left, top])))
    routes = Routes(starts, points).taken(np.argsort(numbers))
    width, height = max(old.width_px, left + new.width_px), max(old.height_px, top + new.height_px)
    return Layout(x, y, routes, width, height)


def _part_boxes(cards: CardGraph, layout: Layout) -> FloatArray:
    """Left, top, right and bottom of every connected part, (p, 4) in px."""
    half = np.stack((cards.widths, cards.heights), axis=1) / 2
    middles = np.stack((layout.x, layout.y), axis=1)
    edge_parts = cards.component[cards.edges[:, 0]]
    parts = np.concatenate((cards.component, np.repeat(edge_parts, np.diff(layout.routes.starts))))
    boxes = np.tile([np.inf, np.inf, -np.inf, -np.inf], (cards.component.max() + 1, 1))
    np.minimum.at(boxes[:, :2], parts, np.concatenate((middles - half, layout.routes.points)))
    np.maximum.at(boxes[:, 2:], parts, np.concatenate((middles + half, layout.routes.points)))
    return boxes
