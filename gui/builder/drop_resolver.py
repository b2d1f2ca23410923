"""Plans what a drop on the graph does, for the preview and for the drop itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF

from engine.edit.edges import rewire
from engine.edit.edits import Edit, Refusal
from engine.edit.operations import Operation
from engine.record.schema import NONE
from gui.builder.builder import Builder
from gui.builder.graph_lookups import edge_of
from gui.builder.operation_gestures import OperationGestures
from gui.builder.overlay import NO_TARGET, Target
from gui.builder.palette_items import ITEMS, PaletteItem
from gui.builder.palette_view import PaletteView
from gui.canvas.curves import curve_path


@dataclass(frozen=True)
class PlannedDrop:
    """What a drop would do.

    Attributes:
        target: the card or edge that it would be dropped on.
        title: what is dragged, or what would be made if its edit gives no name.
        edits: the possible edits, of which the first that succeeds is made; may be empty.
        do: carries it out, or asks a question first.
        hint: the question, or where it could be dropped.
    """

    target: Target
    title: str
    edits: Sequence[Callable[[str], Edit]]
    do: Callable[[], object]
    hint: str = ""


class DropResolver(QObject):
    """Plans the drop of a card, an edge or an item of the palette at a position."""

    def __init__(
        self, builder: Builder, operations: OperationGestures, palette: PaletteView
    ) -> None:
        super().__init__(builder)
        self._palette = palette
        self._builder, self._context, self._operations = builder, builder.context, operations

    def plan_card(self, dragged: int, position: QPointF) -> PlannedDrop:
        """Plan the drop of a card: on another card, combine them; on an edge, replace its operand.

        On an item of the palette, apply that to the card.
        """
        name = self._builder.code_of(dragged)
        card, row = self._under(position)
        if card != NONE:
            title = f"{name} ∘ {self._builder.code_of(card)}"
            edits = [
                self._operation_edit(each.operation, (dragged, card))
                for each in ITEMS
                if each.operation is not None and each.arity == 2
            ]
            target, at = self._target(position), position.toPoint()
            hint = self.tr("Let go to choose the operation.")
            return PlannedDrop(
                target, title, edits, lambda: self._ask_combination(dragged, card, at), hint
            )
        if row != NONE:
            return self._plan_rewiring(row, dragged, position)
        item = self._palette.point_at(self._context.graph.canvas.mapToGlobal(position.toPoint()))
        if item is not None and item.tensor is None:
            return self._plan_application(item, dragged, NO_TARGET)
        hint = self.tr("Let go on a card, an edge, or an operation of the palette.")
        return PlannedDrop(NO_TARGET, name, (), _do_nothing, hint)

    def plan_edge_end(self, row: int, position: QPointF) -> PlannedDrop:
        """Plan the drop of the start of an edge: on a card, this becomes the operand."""
        card, _ = self._under(position)
        if card != NONE:
            return self._plan_rewiring(row, card, position)
        operand = int(self._context.recording["operands"]["operand"][row])
        name = self._builder.code_of(operand)
        hint = self.tr("Let go on the card that is to be taken instead.")
        return PlannedDrop(NO_TARGET, name, (), _do_nothing, hint)

    def plan_item(self, item: PaletteItem, position: QPointF) -> PlannedDrop:
        """Plan the drop of an item: on a card, apply it; on an edge, insert it."""
        operations, (card, row) = self._operations, self._under(position)
        if item.tensor is not None or (card, row) == (NONE, NONE):
            return self._plan_on_background(item)
        if card != NONE:
            return self._plan_application(item, card, self._target(position))
        edits = [lambda source: operations.edge_edit(source, item, row)]
        hint = self.tr("Let go to choose the number.") if item.arity > 1 else ""
        target = self._target(position)
        return PlannedDrop(
            target, item.caption, edits, lambda: operations.put_on_edge(item, row), hint
        )

    def _plan_application(self, item: PaletteItem, card: int, target: Target) -> PlannedDrop:
        """Plan to apply an item to a card."""
        operations = self._operations
        edits = [lambda source: operations.item_edit(source, item, [card] * item.arity)]
        hint = self.tr("Let go to choose the other operand.") if item.arity > 1 else ""
        return PlannedDrop(target, item.caption, edits, lambda: operations.use(item, [card]), hint)

    def _plan_on_background(self, item: PaletteItem) -> PlannedDrop:
        """Plan to make a tensor, or to apply an operation to the picked cards."""
        title, operations, picked = item.caption, self._operations, list(self._builder.picked)
        if item.tensor is None and not picked:
            hint = self.tr("Let go on a card or an edge.")
            return PlannedDrop(NO_TARGET, title, (), lambda: operations.use(item, picked), hint)
        cards = picked[-item.arity :] if len(picked) >= item.arity else picked[-1:] * item.arity
        edits = [lambda source: operations.item_edit(source, item, cards or picked)]
        return PlannedDrop(NO_TARGET, title, edits, lambda: operations.use(item, picked))

    def _under(self, position: QPointF) -> tuple[int, int]:
        """The card and the edge at a position of the canvas, or NONE for each."""
        return self._context.card_under(position), self._context.operand_under(position)

    def _target(self, position: QPointF) -> Target:
        """The drop target at a position of the canvas."""
        canvas = self._context.graph.canvas
        card, edge = canvas.card_under(position), canvas.edge_under(position)
        if card is not None:
            return Target(card=canvas.rect_of(card))
        if edge is None or canvas.scene is None:
            return NO_TARGET
        curve = curve_path(canvas.scene.route(edge))
        return Target(edge=canvas.view.path_to_widget(curve))

    def _operation_edit(self, operation: Operation, cards: Sequence[int]) -> Callable[[str], Edit]:
        return lambda source: self._operations.operation_edit(source, operation, cards)

    def _ask_combination(self, first: int, second: int, at: QPoint) -> None:
        if self._builder.may_act(second):
            self._operations.ask_combination(first, second, at)

    def _plan_rewiring(self, row: int, card: int, position: QPointF) -> PlannedDrop:
        """Plan to replace the operand of an edge by a card."""
        user = int(self._context.recording["operands"]["card"][row])

        def edit(source: str) -> Edit:
            return rewire(source, edge_of(self._context, row), self._context.picked(card))

        title = self._builder.code_of(card)
        target = self._target(position)
        return PlannedDrop(target, title, [edit], lambda: self._builder.perform(edit, user))


def first_edit(plan: PlannedDrop, attempt: Callable[[Callable[[str], Edit]], Edit]) -> Edit | None:
    """The first possible edit of a plan; None if it has no edits.

    Raises:
        Refusal: that of the first edit, if none is possible.
    """
    refusal: Refusal | None = None
    for edit in plan.edits:
        try:
            return attempt(edit)
        except Refusal as refused:
            refusal = refusal or refused
    if refusal is not None:
        raise refusal
    return None


def _do_nothing() -> None:
    """The action of a drop without an effect."""
