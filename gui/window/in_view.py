"""Brings the window back into view after its screen has shrunk or vanished."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QStyle, QWidget

SETTLE_MS = 300
"""Several screens may change at once, and the desktop may move the window itself."""

MIN_HOLD_PX = 64
"""The part of the title bar that must be visible, so that the window can be moved by it."""


class InView(QObject):
    """Moves a window, and shrinks it if necessary, when most of it is off the screens.

    It does so after the screens have changed: at once, or else as soon as the window is shown and
    neither full screen nor maximized. At the next start, Qt does it when it restores the geometry.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_due = False
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._bring_into_view)
        window.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._watch)
        application.screenRemoved.connect(self._on_screens_changed)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._on_screens_changed)

    def _on_screens_changed(self) -> None:
        self._is_due = True
        self._settling.start()

    def _bring_into_view(self) -> None:
        window = self._window
        has_own_place = not (window.isMaximized() or window.isFullScreen() or window.isMinimized())
        if not (window.isVisible() and has_own_place):
            return
        self._is_due = False
        if self._is_seen():
            return
        room = window.screen().availableGeometry()
        edges = window.frameSize() - window.size()
        window.resize(window.size().boundedTo(room.size() - edges))
        frame = QRect(window.pos(), window.size() + edges)
        frame.moveRight(min(frame.right(), room.right()))
        frame.moveBottom(min(frame.bottom(), room.bottom()))
        window.move(max(frame.left(), room.left()), max(frame.top(), room.top()))

    def _is_seen(self) -> bool:
        """Whether half of the window, and enough of its title bar, is on screens."""
        frame = self._window.frameGeometry()
        rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        bar_px = self._window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        bar = QRect(frame.topLeft(), QSize(frame.width(), bar_px))
        is_held = any(
            (room & bar).width() >= MIN_HOLD_PX and (room & bar).height() >= bar_px / 2
            for room in rooms
        )
        return is_held and sum(map(_area, (room & frame for room in rooms))) >= _area(frame) / 2

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_due and event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
            self._settling.start()
        return False


def _area(rectangle: QRect) -> int:
    return rectangle.width() * rectangle.height()
