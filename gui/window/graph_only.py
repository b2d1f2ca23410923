"""Only the graph and its sentence: all panels hidden for a while."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from gui.window.docks import Docks


class GraphOnly(QObject):
    """Hides the docked panels, and puts them back as they were.

    A panel that the user opens meanwhile is shown; floating ones stay.
    """

    def __init__(self, action: QAction, docks: Docks, window: QMainWindow) -> None:
        super().__init__(window)
        self._action, self._docks, self._window = action, docks, window
        self._arrangement = QByteArray()
        action.toggled.connect(self._on_toggled)

    def forget(self) -> None:
        """End it where the panels get another arrangement."""
        self._arrangement.clear()
        self._action.setChecked(False)

    def _on_toggled(self, is_on: bool) -> None:
        if is_on:
            self._arrangement = self._window.saveState()
            self._docks.hide_docked()
            self._window.setFocus()  # the canvas gets it
        elif not self._arrangement.isEmpty():
            self._window.restoreState(self._arrangement)
