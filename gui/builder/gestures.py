"""Composes the builder: gestures by commands, by mouse and from the palette."""

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

_IMMEDIATE = ("search_ops", "write_formula")
"""Commands that are not queued, as they open a text field that takes the next keys."""


class Gestures(QObject):
    """The builder with all its gestures.

    Attributes:
        builder: makes the edits.
        mouse_gestures: handles the mouse on the canvas, except drags of numbers.
        palette: the content of the palette's panel.
        menu: the menu Build.
    """

    def __init__(self, context: BuilderContext, parent: QObject) -> None:
        super().__init__(parent)
        self.builder = Builder(context, self)
        self._commands = CommandGestures(self.builder)
        self._command_queue = CommandQueue(self.builder)
        self.palette = PaletteView()
        self.mouse_gestures = MouseGestures(self.builder, self._commands, self.palette)
        self._number_scrubber = NumberScrubber(
            self.builder, self._commands.values, self.mouse_gestures
        )
        self.menu = BuildMenu(context.actions.menu(Menu.BUILD), self._commands)
        self.palette.chosen.connect(self._commands.use)
        self._session = context.session
        self._session.changed.connect(self._on_session_changed)

    def handle_event(self, event: QEvent) -> bool:
        """Handle an event of the canvas; return False to leave it to the canvas."""
        return self._number_scrubber.handle_event(event)

    def do(self, name: str) -> None:
        """Carry out a command of the table, once the graph of the one before has arrived."""
        self.builder.field.commit()  # the text that is being typed comes first
        if name in _IMMEDIATE:
            self._commands.do(name)
        else:
            self._command_queue.run(lambda: self._do_on_graph(name))

    def _do_on_graph(self, name: str) -> None:
        selected = self.builder.context.graph.selected
        if name == "pick_card" or selected == NONE or self.builder.may_act(selected):
            self._commands.do(name)

    def _on_session_changed(self) -> None:
        """Discard commands, texts and notices when another script is opened."""
        if self._session.state is RunState.NONE:
            self._command_queue.clear()
            self.builder.field.cancel()
            self.builder.notice.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.palette.set_theme(theme)
        self._commands.formula_bar.set_theme(theme)
