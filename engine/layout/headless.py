"""Lays out one graph in a process of its own and waits for it, for what has no event loop."""

from queue import SimpleQueue

import numpy as np

from engine.layout.messages import AnswerColumns, FromServer, LayoutAnswer, LayoutRequest
from engine.layout.process import LayoutProcess


def laid_out(widths: np.ndarray, heights: np.ndarray, edges: np.ndarray) -> AnswerColumns:
    """Where cards and edges go.

    Shapes: widths (n,), heights (n,) in px, edges (m, 2) as source and user.

    Raises:
        RuntimeError: the process has no answer, because of this.
    """
    heard: SimpleQueue[FromServer | str] = SimpleQueue()
    process = LayoutProcess()
    try:
        process.listen(heard.put, heard.put)
        process.send(LayoutRequest.from_columns(1, widths, heights, edges))
        said = heard.get()
    finally:
        process.close()
    if isinstance(said, LayoutAnswer):
        return said.columns()
    raise RuntimeError(said if isinstance(said, str) else said.message)
