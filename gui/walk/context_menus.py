"""The context menus of cards, of the script, of the gutter and of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from gui.commands.action_set import ActionSet
from gui.commands.command_menu import CommandMenu
from gui.drawing.graph_view import GraphView
from gui.editor.code_editor import CodeEditor
from gui.timeline.timeline import Timeline

_CARD_MENU = (
    ("run_to_node", "run_to_change", "run_to_non_zero", "run_to_nan"),
    ("ask_writer", "ask_origin", "ask_use"),
    ("toggle_breakpoint", "edit_condition"),
)
_TEXT_MENU = (("undo", "redo"), ("cut", "copy", "paste", "select_all"), ("inspect_code",))
_LINE_MENU = (("run_to_line",), ("toggle_breakpoint", "edit_condition"))
_STEP_MENU = (
    ("step_back", "play", "step"),
    ("step_back_over", "step_over", "step_out"),
    ("previous_pass", "next_pass"),
    ("loop", "predict"),
)


class ContextMenus(QObject):
    """Opens the menus on a right click and on the menu key."""

    def __init__(
        self, editor: CodeEditor, graph: GraphView, timeline: Timeline, actions: ActionSet
    ) -> None:
        super().__init__(graph)
        self._editor, self._graph, self._timeline = editor, graph, timeline
        self._actions = actions
        for part in (graph.canvas, editor, editor.gutter):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        graph.canvas.customContextMenuRequested.connect(self._on_card_menu_requested)
        editor.customContextMenuRequested.connect(self._on_text_menu_requested)
        editor.gutter.customContextMenuRequested.connect(self._on_line_menu_requested)
        timeline.menu_requested.connect(self._on_step_menu_requested)

    def _on_card_menu_requested(self, point: QPoint) -> None:
        """Select the card under the pointer; without one, the menu is about the selected card.

        The builder has a menu of its own for cards that can be changed.
        """
        canvas = self._graph.canvas
        card = canvas.card_under(QPointF(point))
        if card is None:
            if canvas.selected is None:
                return
            point = canvas.rect_of(canvas.selected).center()
        else:
            canvas.select(card)
        canvas.setFocus()
        self._open(CommandMenu(canvas), _CARD_MENU, canvas.mapToGlobal(point))

    def _on_text_menu_requested(self, point: QPoint) -> None:
        """Move the text cursor to the pointer, unless text is selected, and open the menu."""
        if not self._editor.textCursor().hasSelection():
            self._editor.setTextCursor(self._editor.cursorForPosition(point))
        self._open(
            CommandMenu(self._editor),
            _TEXT_MENU + _LINE_MENU,
            self._editor.viewport().mapToGlobal(point),
        )

    def _on_line_menu_requested(self, point: QPoint) -> None:
        gutter = self._editor.gutter
        self._editor.setTextCursor(self._editor.cursorForPosition(QPoint(0, point.y())))
        self._editor.setFocus()
        self._open(CommandMenu(gutter), _LINE_MENU, gutter.mapToGlobal(point))

    def _on_step_menu_requested(self, place: QPoint) -> None:
        self._open(CommandMenu(self._timeline), _STEP_MENU, place)

    def _open(self, menu: QMenu, groups: tuple[tuple[str, ...], ...], point: QPoint) -> None:
        for number, names in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions([self._actions[name] for name in names])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)
