"""Makes room for the graph when the window is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.timeline.timeline import Timeline
from gui.window.dock import Dock
from gui.window.sentence_bar import SentenceBar

SHORT_PX = 640
"""A window of less height counts as short, as on a small screen at a scale of 2."""


class ShortWindow(QObject):
    """Makes timeline and sentence bar compact and hides a title bar while the window is short."""

    def __init__(
        self, window: QWidget, timeline: Timeline, timeline_dock: Dock, sentence_bar: SentenceBar
    ) -> None:
        super().__init__(window)
        self._timeline, self._dock, self._sentence_bar = timeline, timeline_dock, sentence_bar
        self._is_short = False
        window.installEventFilter(self)

    def _on_height_changed(self, height_px: int) -> None:
        is_short = height_px < SHORT_PX
        if is_short == self._is_short:
            return
        self._is_short = is_short
        self._timeline.set_compact(is_short)
        self._dock.set_title_bar_visible(not is_short)
        self._sentence_bar.set_compact(is_short)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self._on_height_changed(event.size().height())
        return False
