"""Gestures by mouse on the graph: drags of cards and edges, drops, context menus, picking."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication

from engine.edit.edits import Edit, Refusal
from engine.record.schema import NONE
from gui.builder.builder import Builder
from gui.builder.command_gestures import CommandGestures
from gui.builder.drop_resolver import DropResolver, PlannedDrop, first_edit
from gui.builder.gesture_texts import refusal_text
from gui.builder.overlay import Ghost, Overlay
from gui.builder.palette_items import BY_KEY, PaletteItem
from gui.builder.palette_view import MIME, PaletteView
from gui.canvas.number_hit import is_on_value

_MAX_LINES = 3
"""The maximum number of new lines in the preview of a drag."""


class MouseGestures(QObject):
    """Handles events of the canvas, and leaves all others to it.

    Cards can be dragged, and edges, whose drag moves their start; a drag elsewhere pans.
    """

    def __init__(self, builder: Builder, commands: CommandGestures, palette: PaletteView) -> None:
        super().__init__(builder)
        self._builder, self._commands, self._context = builder, commands, builder.context
        self._canvas = builder.context.graph.canvas
        self._overlay = Overlay(self._canvas)
        self._drop_resolver = DropResolver(builder, commands.operations, palette)
        self._pressed_at: QPointF | None = None
        self._dragged = (NONE, NONE)  # a card, or the row of an edge
        self._dragged_in = builder.context.recording
        self._is_dragging = False
        self._previewed: tuple[object, ...] | None = None
        builder.picks_changed.connect(self._show_picks)
        builder.context.graph.scene_shown.connect(self._show_picks)

    def handle_event(self, event: QEvent) -> bool:
        """Handle an event of the canvas; return False to leave it to the canvas."""
        match event:
            case QDropEvent():  # also the base of drag events
                return self._on_drop_event(event)
            case QContextMenuEvent():
                return self._on_context_menu(event)
            case QMouseEvent():
                return self._on_mouse(event)
            case QKeyEvent() if event.key() == Qt.Key.Key_Escape:
                return self._on_escape(event)
        if event.type() == QEvent.Type.DragLeave:
            self._end_drag()
            return True
        return False

    def _on_escape(self, event: QKeyEvent) -> bool:
        """Cancel the drag or, if there is none, clear the picked cards and the notice."""
        is_dragging, is_press = self._is_dragging, event.type() == QEvent.Type.KeyPress
        if is_dragging:
            event.accept()
        if is_press and is_dragging:
            self._end_drag()
        elif is_press:
            self._builder.notice.hide()
            self._builder.picks = []
            self._show_picks()
        return is_dragging

    def cancel_drag(self) -> None:
        """Cancel the drag, if any."""
        if self._pressed_at is not None:
            self._end_drag()

    # -- the mouse -----------------------------------------------------------------------------

    def _on_mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                return self._on_press(event)
            case QEvent.Type.MouseMove:
                return self._on_move(event)
            case QEvent.Type.MouseButtonRelease:
                return self._on_release(event)
            case QEvent.Type.MouseButtonDblClick:
                return self._on_double_click(event)
        return False

    def _on_press(self, event: QMouseEvent) -> bool:
        self._builder.notice.hide()
        under = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or under == (NONE, NONE):
            return False
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            if under[0] != NONE:
                self._add_pick(under[0])
            return under[0] != NONE
        self._pressed_at, self._dragged, self._dragged_in = (
            event.position(),
            under,
            self._context.recording,
        )
        return True

    def _under(self, position: QPointF) -> tuple[int, int]:
        """The card and the edge at a position of the canvas, or NONE for each."""
        return self._context.card_under(position), self._context.operand_under(position)

    def _add_pick(self, card: int) -> None:
        """Pick a card in addition to the selected one."""
        selected = self._context.graph.selected
        if card in self._builder.picks:
            self._builder.pick(card, False)
            return
        if selected not in (NONE, card):
            self._builder.pick(selected, True)
        self._context.graph.select(card)
        self._show_picks()

    def _on_move(self, event: QMouseEvent) -> bool:
        if self._pressed_at is None:
            return False
        moved = event.position() - self._pressed_at
        if not self._is_dragging and moved.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragging = True
            self._canvas.setFocus()
        if self._is_dragging and not self._is_graph_gone():
            self._canvas.setCursor(Qt.CursorShape.DragCopyCursor)
            self._overlay.origin = self._builder.rect_of(self._fixed_card())
            self._preview(self._dragged, event.position(), self._plan_drop(event.position()))
        return True

    def _on_release(self, event: QMouseEvent) -> bool:
        if self._pressed_at is None:
            return False
        if self._is_graph_gone():
            return True
        position, was_dragging = event.position(), self._is_dragging
        plan = self._plan_drop(position) if was_dragging else None
        self._end_drag()
        if plan is not None:
            plan.do()
        else:
            self._builder.picks = []
            self._canvas.click(position)
            self._builder.picks_changed.emit()
        return True

    def _on_double_click(self, event: QMouseEvent) -> bool:
        """Search the palette on the ground; edit a value, if it can be edited."""
        position, is_left = event.position(), event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_on_ground(position):
            self._commands.search()
            return True
        if not is_left or not is_on_value(self._canvas, position):
            return False
        self._context.graph.select(self._context.card_under(position))
        if self._commands.reason_against("edit_value"):
            return False
        self._commands.do("edit_value")
        return True

    def _is_on_ground(self, position: QPointF) -> bool:
        """Whether there is neither a card, an edge, nor the title of a frame."""
        canvas = self._canvas
        kinds = canvas.card_under, canvas.edge_under, canvas.frame_title_at
        return all(under(position) is None for under in kinds)

    def _is_graph_gone(self) -> bool:
        """Whether the graph was replaced during the drag, which then ends with a message."""
        is_gone = self._is_dragging and self._dragged_in is not self._context.recording
        if is_gone:
            self._end_drag()
            text = self.tr("The graph has changed meanwhile. Nothing was done; drag once more.")
            self._builder.notify(text, is_refusal=True)
        return is_gone

    def _end_drag(self) -> None:
        self._pressed_at, self._is_dragging, self._previewed = None, False, None
        self._canvas.unsetCursor()
        self._overlay.end_drag()

    def _fixed_card(self) -> int:
        """The card at the fixed end of the drag: the dragged card, or the user of the edge."""
        card, row = self._dragged
        return card if row == NONE else int(self._dragged_in["operands"]["card"][row])

    def _plan_drop(self, position: QPointF) -> PlannedDrop:
        card, row = self._dragged
        if card != NONE:
            return self._drop_resolver.plan_card(card, position)
        return self._drop_resolver.plan_edge_end(row, position)

    # -- drops from the palette ----------------------------------------------------------------

    def _on_drop_event(self, event: QDropEvent) -> bool:
        item = _item_of(event)
        if item is None:
            return False
        event.acceptProposedAction()
        plan = self._drop_resolver.plan_item(item, event.position())
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            self._builder.notice.hide()
            self._preview(item.key, event.position(), plan)
            return True
        self._end_drag()
        self._canvas.setFocus()  # before the action, which may take it
        plan.do()
        return True

    # -- the overlay ---------------------------------------------------------------------------

    def _preview(self, dragged: object, pointer: QPointF, plan: PlannedDrop) -> None:
        """Show what a drop would write, or why it is impossible."""
        overlay = self._overlay
        overlay.pointer, overlay.target = pointer, plan.target
        place = (dragged, plan.title, *self._under(pointer))
        if place != self._previewed:
            self._previewed = place
            overlay.ghost = self._ghost(plan)
        overlay.refresh()
        overlay.raise_()

    def _ghost(self, plan: PlannedDrop) -> Ghost:
        try:
            edit = first_edit(plan, self._builder.attempt)
        except Refusal as refusal:
            return Ghost("", refusal=refusal_text(refusal))
        if edit is None:
            return Ghost(plan.title, hint=plan.hint)
        return Ghost(edit.made or plan.title, _changed_lines(edit), plan.hint)

    def _show_picks(self) -> None:
        rects = [self._builder.rect_of(card) for card in self._builder.picks]
        self._overlay.picked = [rect for rect in rects if rect is not None]
        self._overlay.refresh()

    # -- the menu ------------------------------------------------------------------------------

    def _on_context_menu(self, event: QContextMenuEvent) -> bool:
        at = event.pos()
        card, row = NONE, NONE
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            card = self._context.graph.selected
            at = self._builder.point_of(card)
        else:
            card, row = self._under(QPointF(at))
        if card != NONE and not self._builder.context.is_current:
            return False  # the canvas has a menu for cards that cannot be changed
        if row != NONE and not self._builder.may_act(card):
            return True
        if card != NONE:
            is_pressed = event.reason() == QContextMenuEvent.Reason.Mouse
            self._commands.ask_about_card(card, at, is_pressed=is_pressed)
        elif row != NONE:
            self._commands.ask_about_edge(row, at)
        else:
            self._commands.search()
        return True


def _item_of(event: QDropEvent) -> PaletteItem | None:
    data = event.mimeData()
    if not data.hasFormat(MIME):
        return None
    return BY_KEY.get(bytes(data.data(MIME).data()).decode())


def _changed_lines(edit: Edit) -> str:
    """The last new lines of an edit, without unchanged ones between them."""
    lines, before = edit.source.splitlines(), set(edit.before.splitlines())
    changed = [lines[line - 1] for line in edit.lines if line <= len(lines)]
    new = [line for line in changed if line not in before] or changed[-1:]
    return "\n".join([line.strip() for line in new if line.strip()][-_MAX_LINES:])
