"""The full-screen state of the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Synchronises an action with the window state, which the desktop may change, too.

    Escape leaves full screen where nothing else takes the key.

    Args:
        content: the window, or the widget that will be put into it.
    """

    def __init__(self, action: QAction, content: QWidget) -> None:
        super().__init__(content)
        self._action, self._content = action, content
        action.toggled.connect(self._on_toggled)
        content.installEventFilter(self)

    def _on_toggled(self, is_full: bool) -> None:
        window = self._content.window()
        if is_full != window.isFullScreen():
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._content.window().installEventFilter(self)
        elif event.type() == QEvent.Type.WindowStateChange:
            self._action.setChecked(self._content.window().isFullScreen())
        elif event.type() == QEvent.Type.KeyPress and watched is self._content:
            return isinstance(event, QKeyEvent) and self._leaves(event)
        return False

    def _leaves(self, event: QKeyEvent) -> bool:
        """Leave full screen if it is Escape; return whether."""
        if event.key() != Qt.Key.Key_Escape or not self._action.isChecked():
            return False
        self._action.setChecked(False)
        return True
