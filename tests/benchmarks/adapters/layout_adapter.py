"""Adapts the layout to the shared layout benchmark: ``layout.py all --adapter`` this file."""

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from engine.layout.layered import layered_layout
from engine.layout.spacing import Spacing

# The distances that the benchmark requires of all tools.
SPACING = Spacing(card_px=18.0, trunk_px=9.0, layer_px=36.0)


def layout(graph: "nx.DiGraph[int]") -> tuple[Any, Any, list[Any]]:
    """The centres of the cards and the polyline of every edge, in the order of ``graph.edges``."""
    drawing = layered_layout(graph, SPACING)
    starts, points = drawing.routes.starts, drawing.routes.points
    routes = [points[start:end] for start, end in pairwise(starts)]
    return drawing.x, drawing.y, routes
