"""The builder put together: gestures by commands, by the mouse, by the palette."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from engine.record.schema import NONE
from gui.builder.build_menu import BuildMenu
from gui.builder.builder import Builder
from gui.builder.builder_context import BuilderContext
from gui.builder.command_gestures import CommandGestures
from gui.builder.command_queue import CommandQueue
from gui.builder.mouse_gestures import MouseGestures
from gui.builder.number_scrubber import NumberScrubber
from gui.builder.palette_view import PaletteView
from gui.commands.command import Menu
from gui.runs.session import RunState
from gui.theme import Theme

_AT_ONCE = ("search_ops", "write_formula")
"""Commands that ask for text: what is typed next is meant for them."""


class Gestures(QObject):
    """All of the builder.

    Attributes:
        builder: makes edits.
        hand: answers the mouse on the canvas, but where a number is dragged.
        palette: what is in the panel of that name.
        menu: the menu Build.
    """

    def __init__(self, desk: BuilderContext, parent: QObject) -> None:
        super().__init__(parent)
        self.builder = Builder(desk, self)
        self._commands = CommandGestures(self.builder)
        self._turns = CommandQueue(self.builder)
        self.palette = PaletteView()
        self.hand = MouseGestures(self.builder, self._commands, self.palette)
        self._scrubbing = NumberScrubber(self.builder, self._commands.valuing, self.hand)
        self.menu = BuildMenu(desk.actions.menu(Menu.BUILD), self._commands)
        self.palette.chosen.connect(self._commands.use)
        self._session = desk.session
        self._session.changed.connect(self._on_session_changed)

    def answer(self, event: QEvent) -> bool:
        """Answer an event of the canvas; False where the canvas is to do so itself."""
        return self._scrubbing.answer(event)

    def do(self, name: str) -> None:
        """Do what a command of the table says, when the graph of the one before is there."""
        self.builder.field.settle()  # what is being written there is the one before
        if name in _AT_ONCE:
            self._commands.do(name)
        else:
            self._turns.take(lambda: self._do_on_graph(name))

    def _do_on_graph(self, name: str) -> None:
        selected = self.builder.desk.graph.selected
        if name == "pick_card" or selected == NONE or self.builder.may_act(selected):
            self._commands.do(name)

    def _on_session_changed(self) -> None:
        """What was begun, written or said about one script is nothing to another one."""
        if self._session.state is RunState.NONE:
            self._turns.drop()
            self.builder.field.drop()
            self.builder.notice.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.palette.set_theme(theme)
        self._commands.formula_bar.set_theme(theme)
