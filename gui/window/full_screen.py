"""Full screen, as for a lecture."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Follows an action, which in turn follows the window: a desktop may change it too.

    Args:
        content: the window, or what will be in it.
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
        return False
