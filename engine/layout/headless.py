"""Lays out graphs in another process and waits for it, for programs without an event loop."""

from queue import SimpleQueue
from typing import Self

from engine.layout.messages import (
    AnswerColumns,
    FromServer,
    LayoutAnswer,
    LayoutRequest,
    RequestColumns,
)
from engine.layout.process import LayoutProcess


class LayoutError(RuntimeError):
    """A graph could not be laid out; the message says why."""


class HeadlessLayout:
    """A layout process, as a context manager that is called with one graph after another."""

    def __enter__(self) -> Self:
        self._heard: SimpleQueue[FromServer | str] = SimpleQueue()
        self._process = LayoutProcess()
        self._process.listen(self._heard.put, self._heard.put)
        self._count = 0
        return self

    def __exit__(self, *error: object) -> None:
        self._process.close()

    def __call__(self, columns: RequestColumns) -> AnswerColumns:
        """Where cards, edges and frames go.

        Raises:
            LayoutError: the process has no answer, because of this.
        """
        self._count += 1
        self._process.send(LayoutRequest.from_columns(self._count, *columns))
        said = self._heard.get()
        if isinstance(said, LayoutAnswer):
            return said.columns()
        raise LayoutError(said if isinstance(said, str) else said.message)


def laid_out(columns: RequestColumns) -> AnswerColumns:
    """Where the cards, edges and frames of one graph go.

    Raises:
        LayoutError: there is no answer, because of this.
    """
    with HeadlessLayout() as lay_out:
        return lay_out(columns)
