"""The panel of the gallery, which is filled when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from gui.gallery.browser import Browser


class Gallery(QWidget):
    """Shows all bundled scripts.

    Attributes:
        browser: its content; None until it is first shown.

    Signals:
        open_requested(Example): an example is to be opened as it is.
        copy_requested(Example): a script of the user's own is to be started from one.
        left: Escape was pressed with nothing to search.
    """

    open_requested = Signal(object)
    copy_requested = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.browser: Browser | None = None
        self._theme = LIGHT
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        if self.browser is not None:
            self.browser.set_theme(theme)

    def _fill(self) -> Browser:
        # Imported late, for a faster start of the window.
        from gui.gallery.browser import Browser

        browser = Browser(self._theme)
        browser.open_requested.connect(self.open_requested)
        browser.copy_requested.connect(self.copy_requested)
        browser.left.connect(self.left)
        self._layout.addWidget(browser)
        browser.show()
        self.setFocusProxy(browser)
        return browser

    # -- Qt ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.browser is None:
            self.browser = self._fill()
