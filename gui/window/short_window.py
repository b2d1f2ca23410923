"""Makes room for the graph when the window, or its screen, is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.timeline.timeline import Timeline
from gui.window.dock import Dock
from gui.window.sentence_bar import SentenceBar

SHORT_PX = 640
"""A window of less height counts as short, as on a small screen at a scale of 2."""

LOW_PX = 400
"""A window of less height counts as low, as on a projector of 720 lines at a scale of 2."""


class ShortWindow(QObject):
    """Makes timeline and sentence bar compact and hides title bars while the window is short.

    The timeline has no title bar in a short window, and no panel has one in a low window.

    On a short screen the window is short from the beginning: it could otherwise not become as low
    as the screen, at which alone it would be made compact.
    """

    def __init__(
        self,
        window: QWidget,
        timeline: Timeline,
        timeline_dock: Dock,
        docks: Sequence[Dock],
        sentence_bar: SentenceBar,
    ) -> None:
        super().__init__(window)
        self._window, self._timeline, self._sentence_bar = window, timeline, sentence_bar
        self._timeline_dock = timeline_dock
        self._other_docks = [dock for dock in docks if dock is not timeline_dock]
        self._is_short = False
        window.installEventFilter(self)
        self._on_height_changed(SHORT_PX)

    def _on_height_changed(self, height_px: int) -> None:
        height_px = min(height_px, self._window.screen().availableGeometry().height())
        for dock in self._other_docks:
            dock.set_title_bar_visible(height_px >= LOW_PX)
        is_short = height_px < SHORT_PX
        if is_short == self._is_short:
            return
        self._is_short = is_short
        self._timeline.set_compact(is_short)
        self._timeline_dock.set_title_bar_visible(not is_short)
        self._sentence_bar.set_compact(is_short)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self._on_height_changed(event.size().height())
        return False
