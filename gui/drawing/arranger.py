"""Arranging a part of a recording: measuring its cards, then having it laid out."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.layout.messages import AnswerColumns
from gui.drawing.layout_client import LayoutClient
from gui.drawing.parts import Part

MEASURED_AT_ONCE = 100
"""Of a part with more cards, the sizes are found out bit by bit."""
REST_MS, MEASURING_MS = 30, 3.0
"""A bit takes so long; the first one waits, as a cursor that runs on needs other cards."""
OUTGROWN_MS = 40.0
"""While a run goes on, each bit begins by reading what came since, which takes longer than that."""


class Arranger(QObject):
    """Arranges one part at a time: the last one asked for.

    Signals:
        arranged: the part, and its positions (AnswerColumns).
        failed(str): it could not be laid out, because of this.
    """

    arranged = Signal(object, object)
    failed = Signal(str)

    def __init__(self, layouter: LayoutClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layouter = layouter
        self._part: Part | None = None
        self._request: int | None = None
        self._measuring = QTimer(self, singleShot=True)
        self._measuring.timeout.connect(self._on_measuring)
        layouter.laid_out.connect(self._on_laid_out)
        layouter.failed.connect(self._on_failed)

    @property
    def is_idle(self) -> bool:
        """Whether no part is being arranged."""
        return self._part is None

    def begin(self, part: Part) -> None:
        """Arrange a part; not anew where it is under way, be it as it was before it grew.

        While a run goes on, another excerpt of it is wanted all the time: none would ever be there.
        """
        if self._part is not None and part.continues(self._part):
            return
        self.forget()
        self._part = part
        if len(part.cards.rows) <= MEASURED_AT_ONCE:
            self._request = self._layouter.request(part.request())
        else:
            self._measuring.start(REST_MS)

    def forget(self) -> None:
        """Stop arranging."""
        self._measuring.stop()
        self._part = self._request = None

    # -- slots ---------------------------------------------------------------------------------

    def _on_measuring(self) -> None:
        if self._part is None:
            return
        for_ms = OUTGROWN_MS if self._part.is_outgrown else MEASURING_MS
        if self._part.measure(for_ms):
            self._request = self._layouter.request(self._part.request())
        else:
            self._measuring.start(0)

    def _on_laid_out(self, number: int, columns: AnswerColumns) -> None:
        if number == self._request:
            part = self._part
            self.forget()
            self.arranged.emit(part, columns)

    def _on_failed(self, number: int, reason: str) -> None:
        if number == self._request:
            self.forget()
            self.failed.emit(reason)
