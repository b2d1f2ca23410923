"""The client of the layout process."""

import logging

from PySide6.QtCore import QObject, Signal

from engine.layout.messages import (
    FromServer,
    LayoutAnswer,
    LayoutRequest,
    MessageError,
    RequestColumns,
)
from engine.layout.process import LayoutProcess
from gui.mailbox import Mailbox

MAX_TRIES = 2
"""How often a request is sent: once more if the process ends before it answers."""

_log = logging.getLogger(__name__)


class LayoutClient(QObject):
    """Sends numbered requests; a new one makes those before it obsolete.

    If the process ends, another one is started for the unanswered request, or for the next one.

    Signals:
        laid_out(int, object): the request's number and its ``AnswerColumns``.
        failed(int, str): the number of a request without an answer, and the reason.
    """

    laid_out = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self, process: LayoutProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: LayoutProcess | None = process
        self._number = 0
        self._unanswered: RequestColumns | None = None
        self._tries = 0
        self._is_closed = False
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)
        self._listen(process)

    def request(self, columns: RequestColumns) -> int:
        """Ask for positions; returns the request's number. After closing, no answer comes."""
        self._number += 1
        if not self._is_closed:
            self._unanswered, self._tries = columns, 0
            self._send(columns)
        return self._number

    def close(self) -> None:
        """End the process for good."""
        self._is_closed = True
        self._close_process()
        self._mailbox.close()

    def _send(self, columns: RequestColumns) -> None:
        self._tries += 1
        if self._process is None:
            self._process = LayoutProcess()
            self._listen(self._process)
        self._process.send(LayoutRequest.from_columns(self._number, *columns))

    def _close_process(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _listen(self, process: LayoutProcess) -> None:
        process.listen(self._mailbox.post, self._mailbox.post)

    def _on_messages_received(self, messages: list[FromServer | str]) -> None:
        for message in messages:
            if isinstance(message, str):
                self._close_process()
                self._send_again_or_fail(message)
            elif isinstance(message, LayoutAnswer):
                self._take(message)
            else:
                self._fail(message.id, message.message)

    def _send_again_or_fail(self, reason: str) -> None:
        if self._unanswered is not None and self._tries < MAX_TRIES:
            _log.warning("layout: %s; it is asked again in another one", reason)
            self._send(self._unanswered)
        else:
            self._unanswered = None
            self.failed.emit(self._number, reason)

    def _take(self, answer: LayoutAnswer) -> None:
        try:
            columns = answer.columns()
        except MessageError as error:
            self._fail(answer.id, str(error))
        else:
            self._note_answer(answer.id)
            self.laid_out.emit(answer.id, columns)

    def _fail(self, number: int | None, reason: str) -> None:
        _log.error("layout: %s", reason)
        number = self._number if number is None else number
        self._note_answer(number)
        self.failed.emit(number, reason)

    def _note_answer(self, number: int) -> None:
        if number == self._number:
            self._unanswered = None
