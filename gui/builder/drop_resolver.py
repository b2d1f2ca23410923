"""What dropping something on the graph means: previewed during the drag, then done."""

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
        target: the card or edge that it would be let go on.
        title: what is dragged, or what would be made where its edit gives no name.
        edits: what would be written; the first that can be. Empty where nothing would be.
        do: does it, or asks first for what is still open.
        hint: what would be asked, or where it could be let go.
    """

    target: Target
    title: str
    edits: Sequence[Callable[[str], Edit]]
    do: Callable[[], object]
    hint: str = ""


class DropResolver(QObject):
    """Decides what each draggable thing means on each drop target."""

    def __init__(
        self, builder: Builder, operating: OperationGestures, palette: PaletteView
    ) -> None:
        super().__init__(builder)
        self._palette = palette
        self._builder, self._desk, self._operating = builder, builder.desk, operating

    def card(self, dragged: int, position: QPointF) -> PlannedDrop:
        """A card: on another it is combined with it, on an edge it takes its sender's place.

        On an item of the palette, that is applied to it.
        """
        name = self._builder.code_of(dragged)
        card, row = self._under(position)
        if card != NONE:
            title = f"{name} ∘ {self._builder.code_of(card)}"
            edits = [
                self._applied(each.operation, (dragged, card))
                for each in ITEMS
                if each.operation is not None and each.arity == 2
            ]
            target, at = self._target(position), position.toPoint()
            hint = self.tr("Let go to choose the operation.")
            return PlannedDrop(
                target, title, edits, lambda: self._ask_combination(dragged, card, at), hint
            )
        if row != NONE:
            return self._rewiring(row, dragged, position)
        item = self._palette.point_at(self._desk.graph.canvas.mapToGlobal(position.toPoint()))
        if item is not None and item.tensor is None:
            return self._applying(item, dragged, NO_TARGET)
        hint = self.tr("Let go on a card, an edge, or an operation of the palette.")
        return PlannedDrop(NO_TARGET, name, (), _do_nothing, hint)

    def edge_end(self, row: int, position: QPointF) -> PlannedDrop:
        """The end of an edge: on a card, the edge comes from there."""
        card, _ = self._under(position)
        if card != NONE:
            return self._rewiring(row, card, position)
        operand = int(self._desk.recording["operands"]["operand"][row])
        name = self._builder.code_of(operand)
        hint = self.tr("Let go on the card that is to be taken instead.")
        return PlannedDrop(NO_TARGET, name, (), _do_nothing, hint)

    def item(self, item: PaletteItem, position: QPointF) -> PlannedDrop:
        """An item of the palette: on a card it is applied to it, on an edge it is put there."""
        operating, (card, row) = self._operating, self._under(position)
        if item.tensor is not None or (card, row) == (NONE, NONE):
            return self._on_ground(item)
        if card != NONE:
            return self._applying(item, card, self._target(position))
        edits = [lambda source: operating.edge_edit(source, item, row)]
        hint = self.tr("Let go to choose the number.") if item.arity > 1 else ""
        target = self._target(position)
        return PlannedDrop(
            target, item.caption, edits, lambda: operating.put_on_edge(item, row), hint
        )

    def _applying(self, item: PaletteItem, card: int, target: Target) -> PlannedDrop:
        """An item is applied to a card."""
        operating = self._operating
        edits = [lambda source: operating.item_edit(source, item, [card] * item.arity)]
        hint = self.tr("Let go to choose the other operand.") if item.arity > 1 else ""
        return PlannedDrop(target, item.caption, edits, lambda: operating.use(item, [card]), hint)

    def _on_ground(self, item: PaletteItem) -> PlannedDrop:
        """A tensor is made; anything else is applied to what is picked."""
        title, operating, picked = item.caption, self._operating, list(self._builder.picked)
        if item.tensor is None and not picked:
            hint = self.tr("Let go on a card or an edge.")
            return PlannedDrop(NO_TARGET, title, (), lambda: operating.use(item, picked), hint)
        cards = picked[-item.arity :] if len(picked) >= item.arity else picked[-1:] * item.arity
        edits = [lambda source: operating.item_edit(source, item, cards or picked)]
        return PlannedDrop(NO_TARGET, title, edits, lambda: operating.use(item, picked))

    def _under(self, position: QPointF) -> tuple[int, int]:
        """The card, else the edge, at a point of the canvas; NONE for each that is not there."""
        return self._desk.card_under(position), self._desk.operand_under(position)

    def _target(self, position: QPointF) -> Target:
        """The card, else the edge, at a point of the canvas, as it is to be marked."""
        canvas = self._desk.graph.canvas
        card, edge = canvas.card_under(position), canvas.edge_under(position)
        if card is not None:
            return Target(card=canvas.rect_of(card))
        if edge is None or canvas.scene is None:
            return NO_TARGET
        curve = curve_path(canvas.scene.route(edge))
        return Target(edge=canvas.view.path_to_widget(curve))

    def _applied(self, operation: Operation, cards: Sequence[int]) -> Callable[[str], Edit]:
        return lambda source: self._operating.applied(source, operation, cards)

    def _ask_combination(self, first: int, second: int, at: QPoint) -> None:
        if self._builder.may_act(second):
            self._operating.ask_combination(first, second, at)

    def _rewiring(self, row: int, card: int, position: QPointF) -> PlannedDrop:
        """An edge comes from a card."""
        user = int(self._desk.recording["operands"]["card"][row])

        def edit(source: str) -> Edit:
            return rewire(source, edge_of(self._desk, row), self._desk.picked(card))

        title = self._builder.code_of(card)
        target = self._target(position)
        return PlannedDrop(target, title, [edit], lambda: self._builder.perform(edit, user))


def first_edit(meant: PlannedDrop, attempt: Callable[[Callable[[str], Edit]], Edit]) -> Edit | None:
    """The first edit that can be made; None where nothing would be written.

    Raises: Refusal, that of the first, where none can be.
    """
    refusal: Refusal | None = None
    for edit in meant.edits:
        try:
            return attempt(edit)
        except Refusal as refused:
            refusal = refusal or refused
    if refusal is not None:
        raise refusal
    return None


def _do_nothing() -> None:
    """A drop that means nothing."""
