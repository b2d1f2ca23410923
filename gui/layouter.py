"""Asks the layout process where the cards of a drawing go."""

import logging

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.layout.messages import (
    AnswerColumns,
    FromServer,
    LayoutAnswer,
    LayoutRequest,
    MessageError,
)
from engine.layout.process import LayoutProcess
from gui.mailbox import Mailbox

_log = logging.getLogger(__name__)


class Layouter(QObject):
    """Numbers its requests; the newest makes those before it obsolete.

    Where the process is gone, the next request starts another.

    Signals:
        laid_out(int, object): the request's number and its ``AnswerColumns``.
        failed(int, str): a request has no answer, because of this.
    """

    laid_out = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, process: LayoutProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: LayoutProcess | None = process
        self._number = 0
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)
        process.listen(self._mailbox.post)

    def request(self, widths: np.ndarray, heights: np.ndarray, edges: np.ndarray) -> int:
        """Ask for positions; returns the request's number.

        Shapes: widths (n,), heights (n,) in px, edges (m, 2) as source and user.
        """
        if self._process is None:
            self._process = LayoutProcess()
            self._process.listen(self._mailbox.post)
        self._number += 1
        self._process.send(LayoutRequest.from_columns(self._number, widths, heights, edges))
        return self._number

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
        self._mailbox.close()

    def _on_messages_received(self, messages: list[FromServer]) -> None:
        for message in messages:
            if not isinstance(message, LayoutAnswer):
                self._on_failed(message.id, message.message)
                continue
            try:
                columns: AnswerColumns = message.columns()
            except MessageError as error:
                self._on_failed(message.id, str(error))
            else:
                self.laid_out.emit(message.id, columns)

    def _on_failed(self, number: int | None, reason: str) -> None:
        if number is None:
            self._process = None
            _log.error("layout: %s", reason)
        self.failed.emit(self._number if number is None else number, reason)
