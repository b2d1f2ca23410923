"""The palette in a popup at the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.builder.palette_items import PaletteItem
from gui.builder.palette_view import PaletteView
from gui.theme import Theme
from gui.widgets.popup import Popup

WIDTH_PX, HEIGHT_PX = 340, 360


class QuickSearch(Popup):
    """The palette in a popup.

    A query that was interrupted is there again the next time, selected, so that typing replaces it.
    After Escape, and after an item was chosen, the query is empty.

    Signals:
        chosen(PaletteItem): an item was chosen, and the popup has closed.
    """

    chosen = Signal(object)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas, "quick_search")
        self._view = PaletteView(is_permanent=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._view)
        self._view.chosen.connect(self._on_chosen)
        self._view.left.connect(self._on_left)

    def search_at(self, point: QPoint, theme: Theme) -> None:
        """Show the popup at a point of the screen."""
        self.colour(theme)
        self._view.set_theme(theme)
        self._view.search(self._view.field.text())
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.open_at(point)
        self._view.field.setFocus()
        self._view.field.selectAll()

    def _on_left(self) -> None:
        self._view.field.clear()
        self.hide()

    def _on_chosen(self, item: PaletteItem) -> None:
        self._on_left()
        self.chosen.emit(item)
