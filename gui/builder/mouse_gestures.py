"""The mouse on the graph: dragging cards, dropping palette items, menus, picking."""

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

_MOST_LINES = 3
"""So many of the lines that would be written are shown during a drag."""


class MouseGestures(QObject):
    """Takes part in the events of the canvas; what is none of its own, it leaves.

    A press on a card that moves drags the card, one on an edge the end of it that can come from
    elsewhere; on empty ground it pans as ever.
    """

    def __init__(self, builder: Builder, commands: CommandGestures, palette: PaletteView) -> None:
        super().__init__(builder)
        self._builder, self._commands, self._desk = builder, commands, builder.desk
        self._canvas = builder.desk.graph.canvas
        self._overlay = Overlay(self._canvas)
        self._dropping = DropResolver(builder, commands.operating, palette)
        self._pressed_at: QPointF | None = None
        self._held = (NONE, NONE)  # a card, or the row of an edge
        self._held_in = builder.desk.recording
        self._is_dragging = False
        self._previewed: tuple[object, ...] | None = None
        builder.picks_changed.connect(self._show_picks)
        builder.desk.graph.scene_shown.connect(self._show_picks)

    def answer(self, event: QEvent) -> bool:
        """Answer an event of the canvas; False where the canvas is to do so itself."""
        match event:
            case QDropEvent():  # entering and moving are drops, too
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
        """End a drag; where there is none, let go what is picked and put the notice away."""
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

    def lose(self) -> None:
        """Drop what is held without doing anything."""
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
        return False

    def _on_press(self, event: QMouseEvent) -> bool:
        self._builder.notice.hide()
        hold_reason = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or hold_reason == (NONE, NONE):
            return False
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            if hold_reason[0] != NONE:
                self._pick_too(hold_reason[0])
            return hold_reason[0] != NONE
        self._pressed_at, self._held, self._held_in = (
            event.position(),
            hold_reason,
            self._desk.recording,
        )
        return True

    def _under(self, position: QPointF) -> tuple[int, int]:
        """The card, else the edge, at a point of the canvas; NONE for each that is not there."""
        return self._desk.card_under(position), self._desk.operand_under(position)

    def _pick_too(self, card: int) -> None:
        """Keep what is selected picked, and pick a card besides."""
        selected = self._desk.graph.selected
        if card in self._builder.picks:
            self._builder.pick(card, False)
            return
        if selected not in (NONE, card):
            self._builder.pick(selected, True)
        self._desk.graph.select(card)
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
            self._preview(self._held, event.position(), self._meant_by_held(event.position()))
        return True

    def _on_release(self, event: QMouseEvent) -> bool:
        if self._pressed_at is None:
            return False
        if self._is_graph_gone():
            return True
        position, was_dragging = event.position(), self._is_dragging
        meant = self._meant_by_held(position) if was_dragging else None
        self._end_drag()
        if meant is not None:
            meant.do()
        else:
            self._builder.picks = []
            self._canvas.click(position)
            self._builder.picks_changed.emit()
        return True

    def _is_graph_gone(self) -> bool:
        """Whether a card was dragged in a graph that another one has replaced; that ends it."""
        is_gone = self._is_dragging and self._held_in is not self._desk.recording
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
        """The card that what is dragged hangs on: the card itself, or the user of the edge."""
        card, row = self._held
        return card if row == NONE else int(self._held_in["operands"]["card"][row])

    def _meant_by_held(self, position: QPointF) -> PlannedDrop:
        card, row = self._held
        if card != NONE:
            return self._dropping.card(card, position)
        return self._dropping.edge_end(row, position)

    # -- what comes from the palette -----------------------------------------------------------

    def _on_drop_event(self, event: QDropEvent) -> bool:
        item = _item_of(event)
        if item is None:
            return False
        event.acceptProposedAction()
        meant = self._dropping.item(item, event.position())
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            self._builder.notice.hide()
            self._preview(item.key, event.position(), meant)
            return True
        self._end_drag()
        self._canvas.setFocus()  # before what is to be done takes it
        meant.do()
        return True

    # -- the overlay ---------------------------------------------------------------------------

    def _preview(self, dragged: object, pointer: QPointF, meant: PlannedDrop) -> None:
        """Preview what a drop here would write, or why it would write nothing."""
        overlay = self._overlay
        overlay.pointer, overlay.target = pointer, meant.target
        place = (dragged, meant.title, *self._under(pointer))
        if place != self._previewed:
            self._previewed = place
            overlay.ghost = self._ghost(meant)
        overlay.show_now()
        overlay.raise_()

    def _ghost(self, meant: PlannedDrop) -> Ghost:
        try:
            edit = first_edit(meant, self._builder.attempt)
        except Refusal as refusal:
            return Ghost("", refusal=refusal_text(refusal))
        if edit is None:
            return Ghost(meant.title, hint=meant.hint)
        return Ghost(edit.made or meant.title, _changed_lines(edit), meant.hint)

    def _show_picks(self) -> None:
        rects = [self._builder.rect_of(card) for card in self._builder.picks]
        self._overlay.picked = [rect for rect in rects if rect is not None]
        self._overlay.show_now()

    # -- the menu ------------------------------------------------------------------------------

    def _on_context_menu(self, event: QContextMenuEvent) -> bool:
        at = event.pos()
        card, row = NONE, NONE
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            card = self._desk.graph.selected
            at = self._builder.point_of(card)
        else:
            card, row = self._under(QPointF(at))
        if (card, row) != (NONE, NONE) and not self._builder.may_act(card):
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
    """The last lines that an edit writes; some that were there before may be around them."""
    lines, before = edit.source.splitlines(), set(edit.before.splitlines())
    changed = [lines[line - 1] for line in edit.lines if line <= len(lines)]
    new = [line for line in changed if line not in before] or changed[-1:]
    return "\n".join([line.strip() for line in new if line.strip()][-_MOST_LINES:])
