"""Arranges a part of a recording: measures its cards, then requests its layout."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.layout.messages import AnswerColumns
from gui.drawing.layout_client import LayoutClient
from gui.drawing.parts import Part

MAX_MEASURED_AT_ONCE = 100
"""Parts with more cards are measured in slices, between events."""
DELAY_MS, SLICE_MS = 30, 3.0
"""The delay before the first slice, as a moving cursor soon needs another part; its duration."""
GROWING_SLICE_MS = 40.0
"""The duration of a slice while the recording grows: each begins by reading the new rows."""


class Arranger(QObject):
    """Arranges one part at a time: the last one requested.

    Signals:
        arranged: the part, and its positions (AnswerColumns).
        failed(str): the part could not be laid out; the reason.
    """

    arranged = Signal(object, object)
    failed = Signal(str)

    def __init__(self, layouter: LayoutClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layouter = layouter
        self._part: Part | None = None
        self._request: int | None = None
        self._measure_timer = QTimer(self, singleShot=True)
        self._measure_timer.timeout.connect(self._on_measuring_timeout)
        layouter.laid_out.connect(self._on_laid_out)
        layouter.failed.connect(self._on_failed)

    @property
    def is_idle(self) -> bool:
        """Whether no part is being arranged."""
        return self._part is None

    def begin(self, part: Part) -> None:
        """Arrange a part, unless it, or what it was before it grew, is being arranged already.

        While a run goes on, each growth requests a larger part: restarting would never end.
        """
        if self._part is not None and part.continues(self._part):
            return
        self.forget()
        self._part = part
        if len(part.cards.rows) <= MAX_MEASURED_AT_ONCE:
            self._request = self._layouter.request(part.request())
        else:
            self._measure_timer.start(DELAY_MS)

    def forget(self) -> None:
        """Stop arranging."""
        self._measure_timer.stop()
        self._part = self._request = None

    # -- slots ---------------------------------------------------------------------------------

    def _on_measuring_timeout(self) -> None:
        if self._part is None:
            return
        for_ms = GROWING_SLICE_MS if self._part.is_outgrown else SLICE_MS
        if self._part.measure(for_ms):
            self._request = self._layouter.request(self._part.request())
        else:
            self._measure_timer.start(0)

    def _on_laid_out(self, number: int, columns: AnswerColumns) -> None:
        if number == self._request:
            part = self._part
            self.forget()
            self.arranged.emit(part, columns)

    def _on_failed(self, number: int, reason: str) -> None:
        if number == self._request:
            self.forget()
            self.failed.emit(reason)
