"""Gives the window the whole screen, as for a lecture."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Follows an action, which in turn follows the window: a desktop may change it too."""

    def __init__(self, action: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._action, self._window = action, window
        action.toggled.connect(self._on_toggled)
        window.installEventFilter(self)

    def _on_toggled(self, is_full: bool) -> None:
        state = self._window.windowState()
        if is_full != bool(state & Qt.WindowState.WindowFullScreen):
            self._window.setWindowState(state ^ Qt.WindowState.WindowFullScreen)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange:
            self._action.setChecked(self._window.isFullScreen())
        return False
