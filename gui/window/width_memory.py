"""Keeps the widths of panels while the window is resized."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gui.window.dock import is_in_sight


class WidthMemory(QObject):
    """Remembers the widths of the panels beside the canvas.

    Widths set by the user are restored where a small window had made panels narrow. Until there
    are any, and no panel is moved, they have their initial shares of the window's width.

    Args:
        share: gives the panels their initial widths.
    """

    def __init__(
        self, window: QMainWindow, docks: Sequence[QDockWidget], share: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._share = window, docks, share
        self._widths: dict[QDockWidget, int] = {}
        self._are_initial = False
        # Both fire once the window has laid itself out.
        self._store_timer = QTimer(self, singleShot=True, interval=0)
        self._store_timer.timeout.connect(self._store)
        self._restore_timer = QTimer(self, singleShot=True, interval=0)
        self._restore_timer.timeout.connect(self._restore)
        window.installEventFilter(self)
        for dock in docks:
            dock.topLevelChanged.connect(self._on_arranged)
            dock.dockLocationChanged.connect(self._on_arranged)

    def keep(self, *, are_initial: bool) -> None:
        """Remember the present widths, to be restored when there is room."""
        self._are_initial = are_initial
        self._store_timer.start()

    def _store(self) -> None:
        self._widths.update(self._present())

    def _present(self) -> dict[QDockWidget, int]:
        return {dock: dock.width() for dock in self._docks if is_in_sight(dock)}

    def _restore(self) -> None:
        if self._are_initial:
            self._share()
            self._store_timer.start()
            return
        narrow = [
            dock
            for dock in self._docks
            if is_in_sight(dock) and dock.width() < self._widths.get(dock, 0)
        ]
        widths = [self._widths[dock] for dock in narrow]
        self._window.resizeDocks(narrow, widths, Qt.Orientation.Horizontal)

    def _on_arranged(self) -> None:
        self._are_initial = False

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and self._must_restore(event):
            self._restore_timer.start()
        # While a separator between docks is dragged, the window itself has the mouse.
        is_mouse = isinstance(event, QMouseEvent)
        if is_mouse and event.type() == QEvent.Type.MouseButtonRelease:
            self._on_mouse_released()
        return False

    def _must_restore(self, event: QResizeEvent) -> bool:
        more_px = event.size().width() - event.oldSize().width()
        return more_px != 0 if self._are_initial else more_px > 0

    def _on_mouse_released(self) -> None:
        present = self._present()
        if any(self._widths.get(dock, width) != width for dock, width in present.items()):
            self._are_initial = False
        self._store()
