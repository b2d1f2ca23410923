"""The builder put together: gestures by commands, by the mouse, by the palette."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from gui.builder.builder import Builder
from gui.builder.commands import Commands
from gui.builder.desk import Desk
from gui.builder.hand import Hand
from gui.builder.palette_view import PaletteView
from gui.builder.scrubbing import Scrubbing
from gui.theme import Theme


class Workshop(QObject):
    """All of the builder.

    Attributes:
        builder: makes edits.
        hand: answers the mouse on the canvas, but where a number is dragged.
        palette: what is in the panel of that name.
    """

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.builder = Builder(desk, self)
        self._commands = Commands(self.builder)
        self.hand = Hand(self.builder, self._commands)
        self._scrubbing = Scrubbing(self.builder, self._commands.valuing, self.hand)
        self.palette = PaletteView()
        self.palette.chosen.connect(self._commands.use)

    def answer(self, event: QEvent) -> bool:
        """Answer an event of the canvas; False where the canvas is to do so itself."""
        return self._scrubbing.answer(event)

    def do(self, name: str) -> None:
        """Do what a command of the table says."""
        self._commands.do(name)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.palette.set_theme(theme)
        self._commands.formula_bar.set_theme(theme)
