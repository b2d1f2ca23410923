"""The commands about how the graph is shown."""

from __future__ import annotations

from collections.abc import Callable

from gui.canvas.canvas import ZOOM_STEP
from gui.drawing.folding import Folding
from gui.drawing.graph_view import GraphView


def graph_commands(graph: GraphView, folding: Folding) -> dict[str, Callable[[], object]]:
    """The handlers of the commands, by their names in the table of commands."""
    canvas = graph.canvas
    return {
        "zoom_in": lambda: canvas.zoom(ZOOM_STEP),
        "zoom_out": lambda: canvas.zoom(1 / ZOOM_STEP),
        "zoom_actual": lambda: canvas.zoom(1 / canvas.view.zoom),
        "zoom_fit": canvas.fit,
        "arrange_anew": graph.arrange_anew,
        "toggle_frame": folding.toggle_frame,
        "fold_all": folding.fold_all,
        "unfold_all": folding.unfold_all,
    }
