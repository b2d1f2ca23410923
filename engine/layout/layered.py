"""The layered layout: a networkx graph of cards becomes places and routes."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from engine.layout.card_graph import CardGraph, FloatArray, IntArray
from engine.layout.coordinates import assign_places
from engine.layout.ordering import order_layers
from engine.layout.packing import pack_boxes
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
    """Lay out `graph` from top to bottom, the same way every time.

    The nodes carry `width` and `height` in px and come in topological order, the edges into a
    node in the order of its operands. `checkpoint` is called between the steps of the work; what
    it raises ends it.

    Raises: ValueError when an edge leads to a node that comes before it, or when so many edges
    are so long that drawing them would take all memory.

    Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of Hierarchical
    System Structures, 1981.
    """
    spacing = spacing or Spacing()
    cards = CardGraph.from_networkx(graph)
    layering = Layering.from_layers(cards, _stacked(assign_ranks(cards), cards.component))
    layers = order_layers(layering, checkpoint)
    x = assign_places(layering, layers, spacing, checkpoint)
    geometry, width_px, height_px = _arranged(cards, layering, x, spacing)
    routes = build_routes(cards, layering, geometry, spacing)
    return Layout(geometry.x[: len(cards.widths)], geometry.y, routes, width_px, height_px)


def _stacked(ranks: IntArray, component: IntArray) -> IntArray:
    """The layers of the cards, (n,): every connected part has its own, so that they never mix."""
    depths = np.zeros(component.max(initial=-1) + 1, np.int64)
    np.maximum.at(depths, component, ranks + 1)
    above: IntArray = np.cumsum(depths) - depths
    return ranks + above[component]


def _layer_edges(heights: FloatArray, spacing: Spacing) -> tuple[FloatArray, FloatArray]:
    """Top and bottom of every layer, in px; a layer of nothing but points is near the others."""
    is_thin = heights == 0
    gaps = np.where(is_thin[1:] | is_thin[:-1], spacing.port_px, spacing.layer_px)
    bottom = np.cumsum(heights) + np.concatenate(([0.0], np.cumsum(gaps)))[: len(heights)]
    return bottom - heights, bottom


def _arranged(
    cards: CardGraph, layering: Layering, x: FloatArray, spacing: Spacing
) -> tuple[Geometry, float, float]:
    """Everything at its final place, and the width and height of the whole in px."""
    card_layer = layering.layer[: layering.card_count]
    layer_heights = np.zeros(card_layer.max(initial=-1) + 1)
    np.maximum.at(layer_heights, card_layer, cards.heights)
    layer_part = np.zeros(len(layer_heights), np.int64)
    layer_part[card_layer] = cards.component
    top, bottom = _layer_edges(layer_heights, spacing)

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
    left, upper = pack_boxes(widths, heights, spacing.part_px)

    down = (upper - part_top)[layer_part]
    geometry = Geometry(
        x=x + (left - part_left)[node_part],
        y=((top + bottom) / 2 + down)[card_layer],
        top=top + down,
        bottom=bottom + down,
    )
    return geometry, float(max(left + widths, default=0)), float(max(upper + heights, default=0))
