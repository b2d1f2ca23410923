"""From a layout request to its answer."""

from collections.abc import Callable

import networkx as nx
import numpy as np

from engine.layout.layered import layered_layout
from engine.layout.messages import LayoutAnswer, LayoutRequest, RequestColumns


def answer_request(request: LayoutRequest, checkpoint: Callable[[], None]) -> LayoutAnswer:
    """Lay out what `request` describes; `checkpoint` is called between the steps of the work.

    Raises: MessageError when the columns of the request contradict each other.
    """
    graph = _graph(request.columns())
    drawing = layered_layout(graph, checkpoint=checkpoint)
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
    return graph
