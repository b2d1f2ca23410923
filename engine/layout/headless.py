"""Lays out one graph in a process of its own and waits for it, for what has no event loop."""

from queue import SimpleQueue

from engine.layout.messages import (
    AnswerColumns,
    FromServer,
    LayoutAnswer,
    LayoutRequest,
    RequestColumns,
)
from engine.layout.process import LayoutProcess


def laid_out(columns: RequestColumns) -> AnswerColumns:
    """Where cards, edges and frames go.

    Raises:
        RuntimeError: the process has no answer, because of this.
    """
    heard: SimpleQueue[FromServer | str] = SimpleQueue()
    process = LayoutProcess()
    try:
        process.listen(heard.put, heard.put)
        process.send(LayoutRequest.from_columns(1, *columns))
        said = heard.get()
    finally:
        process.close()
    if isinstance(said, LayoutAnswer):
        return said.columns()
    raise RuntimeError(said if isinstance(said, str) else said.message)
