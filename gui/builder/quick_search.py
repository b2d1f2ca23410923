"""The palette at the pointer: a key opens it, a choice or Escape closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.builder.palette_items import PaletteItem
from gui.builder.palette_view import PaletteView
from gui.builder.popup import Popup
from gui.theme import Theme

WIDTH_PX, HEIGHT_PX = 340, 360


class QuickSearch(Popup):
    """The palette in a popup.

    Signals:
        chosen(PaletteItem): one was, and the popup is closed.
    """

    chosen = Signal(object)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas, "quick_search")
        self._view = PaletteView(stays=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._view)
        self._view.chosen.connect(self._on_chosen)
        self._view.left.connect(self.hide)

    def search_at(self, point: QPoint, theme: Theme) -> None:
        """Show it, with nothing searched for yet, at a point of the screen."""
        self.colour(theme)
        self._view.set_theme(theme)
        self._view.field.clear()
        self._view.search("")
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.open_at(point)
        self._view.field.setFocus()

    def _on_chosen(self, item: PaletteItem) -> None:
        self.hide()
        self.chosen.emit(item)
