"""From a layout request to its answer."""

from collections.abc import Callable

import networkx as nx
import numpy as np

from engine.layout.framed import framed_layout
from engine.layout.levels import Frames
from engine.layout.messages import LayoutAnswer, LayoutRequest, RequestColumns


def answer_request(request: LayoutRequest, checkpoint: Callable[[], None]) -> LayoutAnswer:
    """Lay out what `request` describes; `checkpoint` is called between the steps of the work.

    Raises: MessageError when the columns of the request contradict each other.
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
    return graph
