"""Computes the answer to a layout request."""

from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np

from engine.layout.framed import framed_layout
from engine.layout.levels import Frames
from engine.layout.messages import FormerColumns, LayoutAnswer, LayoutRequest, RequestColumns

_LEAST_KNOWN = 0.5
"""Where a smaller share of the cards was drawn before, all are drawn afresh."""


def answer_request(request: LayoutRequest, checkpoint: Callable[[], None]) -> LayoutAnswer:
    """Lay out what ``request`` describes; ``checkpoint`` is called between the steps of the work.

    Raises:
        MessageError: the columns of the request contradict each other.
    """
    columns = request.columns()
    graph = _graph(columns)
    starts, ends = columns.frames.astype(np.int64).T
    frames = Frames(starts, ends, columns.titles.astype(np.float64))
    framed = framed_layout(graph, frames, checkpoint=checkpoint)
    drawing = framed.layout
    # The drawing has its routes in the order of the graph's edges, whose keys are our numbers.
    keys = np.array([key for _, _, key in graph.edges(keys=True)], np.int64)
    routes = drawing.routes.taken(np.argsort(keys))
    return LayoutAnswer.from_columns(
        request.id,
        drawing.x,
        drawing.y,
        routes.starts,
        routes.points,
        (drawing.width_px, drawing.height_px),
        framed.boxes,
    )


def _graph(columns: RequestColumns) -> "nx.MultiDiGraph[int]":
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    graph.add_nodes_from(
        (card, {"width": width, "height": height})
        for card, (width, height) in enumerate(
            zip(columns.widths.tolist(), columns.heights.tolist())
        )
    )
    graph.add_edges_from(
        (source, user, key) for key, (source, user) in enumerate(columns.edges.tolist())
    )
    if columns.former is not None:
        _note_former(graph, columns, columns.former)
    return graph


def _note_former(
    graph: "nx.MultiDiGraph[int]", columns: RequestColumns, former: FormerColumns
) -> None:
    """Let nodes and edges know where they were, if most were anywhere."""
    known = np.flatnonzero(np.isfinite(former.places).all(axis=1)).tolist()
    if len(known) < _LEAST_KNOWN * len(graph):
        return
    places = former.places.astype(np.float64).tolist()
    for card in known:
        graph.nodes[card]["former"] = tuple(places[card])
    points = former.route_points.astype(np.float64)
    spans = pairwise(former.route_starts.tolist())
    for key, ((source, user), (start, end)) in enumerate(zip(columns.edges.tolist(), spans)):
        if start < end:
            graph.edges[source, user, key]["former"] = points[start:end]
