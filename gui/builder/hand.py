"""The mouse on the graph: cards dragged onto others, the palette's items dropped, menus, picks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication

from engine.edit.edges import insert, rewire
from engine.edit.edits import Edit, Refusal
from engine.edit.operations import Form, Operation
from engine.record.schema import NONE
from gui.builder.builder import Builder
from gui.builder.commands import Commands
from gui.builder.gesture_words import refusal_text
from gui.builder.overlay import Overlay
from gui.builder.palette_items import BY_KEY, PaletteItem
from gui.builder.palette_view import MIME
from gui.builder.recorded import edge_of

_EDGE_PX = 12
_FIRST_SHOWN = Operation(Form.OPERATOR, "*")
"""What the preview of two cards together shows; the menu has the others."""

Previewed = Callable[[str], Edit]


class Hand(QObject):
    """Takes part in the events of the canvas; what is none of its own, it leaves.

    A press on a card that moves drags the card; on empty ground it pans as ever.
    """

    def __init__(self, builder: Builder, commands: Commands) -> None:
        super().__init__(builder)
        self._builder, self._commands, self._desk = builder, commands, builder.desk
        self._canvas = builder.desk.graph.canvas
        self._overlay = Overlay(self._canvas)
        self._pressed_at: QPointF | None = None
        self._dragged = NONE
        self._dragged_in = builder.desk.recording
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
            self._overlay.end_drag()
            return True
        return False

    def _on_escape(self, event: QKeyEvent) -> bool:
        """End a drag; where there is none, let go what is picked and put the notice away."""
        is_dragging, is_press = self._dragged != NONE, event.type() == QEvent.Type.KeyPress
        if is_dragging:
            event.accept()
        if is_press and is_dragging:
            self._end_drag()
        elif is_press:
            self._builder.notice.hide()
            self._builder.picks = []
            self._show_picks()
        return is_dragging

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
        card = self._desk.card_under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or card == NONE:
            return False
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self._pick_too(card)
            return True
        self._pressed_at = event.position()
        return True

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
        if self._dragged == NONE and moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragged = self._desk.card_under(self._pressed_at)
            self._dragged_in = self._desk.recording
            self._canvas.setFocus()
        if self._dragged != NONE and not self._is_graph_gone():
            self._canvas.setCursor(Qt.CursorShape.DragCopyCursor)
            self._overlay.origin = self._builder.rect_of(self._dragged)
            self._preview(event.position(), *self._meant_by_card(event.position()))
        return True

    def _on_release(self, event: QMouseEvent) -> bool:
        if self._pressed_at is None:
            return False
        if self._is_graph_gone():
            return True
        dragged, position = self._dragged, event.position()
        was_on = self._desk.card_under(self._pressed_at)
        self._end_drag()
        if dragged == NONE:
            self._builder.picks = []
            self._desk.graph.select(was_on)
            self._builder.picks_changed.emit()
        else:
            self._drop_card(dragged, position)
        return True

    def _is_graph_gone(self) -> bool:
        """Whether a card was dragged in a graph that another one has replaced; that ends it."""
        is_gone = self._dragged != NONE and self._dragged_in is not self._desk.recording
        if is_gone:
            self._end_drag()
            text = self.tr("The graph has changed meanwhile. Nothing was done; drag once more.")
            self._builder.tell(text, refuses=True)
        return is_gone

    def _end_drag(self) -> None:
        self._pressed_at, self._dragged = None, NONE
        self._canvas.unsetCursor()
        self._overlay.end_drag()

    def _drop_card(self, card: int, position: QPointF) -> None:
        """A card was put on another, or on an edge: combine the two, or rewire the edge."""
        other, row = self._desk.card_under(position), self._desk.operand_under(position)
        if other != NONE:
            if self._builder.may_act(other):
                self._commands.operating.ask_combination(card, other, position.toPoint())
        elif row != NONE:
            user = int(self._desk.recording["operands"]["card"][row])
            self._builder.perform(self._rewired(row, card), user)

    def _meant_by_card(self, position: QPointF) -> tuple[QRect | None, Previewed | None, str]:
        """What a dragged card would do there: where that is, the edit, and its title."""
        card, dragged = self._desk.card_under(position), self._dragged
        if card != NONE:
            operating = self._commands.operating
            title = f"{self._builder.code_of(dragged)} ∘ {self._builder.code_of(card)}"
            return (
                self._builder.rect_of(card),
                lambda source: operating.applied(source, _FIRST_SHOWN, (dragged, card)),
                title,
            )
        row = self._desk.operand_under(position)
        if row == NONE:
            return None, None, self._builder.code_of(dragged)
        return _around(position), self._rewired(row, dragged), self._builder.code_of(dragged)

    def _rewired(self, row: int, card: int) -> Previewed:
        return lambda source: rewire(source, edge_of(self._desk, row), self._desk.picked(card))

    # -- what comes from the palette -----------------------------------------------------------

    def _on_drop_event(self, event: QDropEvent) -> bool:
        item = _item_of(event)
        if item is None:
            return False
        event.acceptProposedAction()
        position = event.position()
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            self._preview(position, *self._meant_by_item(item, position))
            return True
        self._overlay.end_drag()
        card, row = self._desk.card_under(position), self._desk.operand_under(position)
        operating = self._commands.operating
        if item.operation is not None and card == NONE and row != NONE:
            operating.put_on_edge(item, row)
        else:
            operating.use(item, [card] if card != NONE else self._builder.picked)
        self._canvas.setFocus()
        return True

    def _meant_by_item(
        self, item: PaletteItem, position: QPointF
    ) -> tuple[QRect | None, Previewed | None, str]:
        """What an item would do where it is: where that is, the edit, and its title."""
        operating, operation = self._commands.operating, item.operation
        title = f"{item.symbol} {item.key}".strip()
        if item.tensor is not None:
            return None, lambda source: operating.item_edit(source, item, ()), title
        card, row = self._desk.card_under(position), self._desk.operand_under(position)
        if card != NONE:
            cards = [card] * item.arity
            rect = self._builder.rect_of(card)
            return rect, lambda source: operating.item_edit(source, item, cards), title
        if row != NONE and operation is not None and item.arity == 1:
            return (
                _around(position),
                lambda source: insert(source, edge_of(self._desk, row), operation),
                title,
            )
        return (None if row == NONE else _around(position)), None, title

    # -- the overlay ---------------------------------------------------------------------------

    def _preview(
        self, pointer: QPointF, target: QRect | None, edit: Previewed | None, title: str
    ) -> None:
        """Show what would be written if it were let go here, or why nothing would."""
        overlay = self._overlay
        overlay.pointer, overlay.target, overlay.is_refused = pointer, target, False
        line = ""
        if edit is not None:
            try:
                made = self._builder.attempt(edit)
                line = _changed_line(made)
                title = made.made or title
            except Refusal as refusal:
                overlay.is_refused, title, line = True, "", refusal_text(refusal)
        overlay.ghost = (title, line)
        overlay.show_now()
        overlay.raise_()

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
            card = self._desk.card_under(QPointF(at))
            row = self._desk.operand_under(QPointF(at))
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


def _around(position: QPointF) -> QRect:
    point = position.toPoint()
    return QRect(point.x() - _EDGE_PX, point.y() - _EDGE_PX, 2 * _EDGE_PX, 2 * _EDGE_PX)


def _item_of(event: QDropEvent) -> PaletteItem | None:
    data = event.mimeData()
    if not data.hasFormat(MIME):
        return None
    return BY_KEY.get(bytes(data.data(MIME).data()).decode())


def _changed_line(edit: Edit) -> str:
    """The last line that an edit writes."""
    lines = edit.source.splitlines()
    changed = [lines[line - 1].strip() for line in edit.lines if line <= len(lines)]
    return next((text for text in reversed(changed) if text), "")
