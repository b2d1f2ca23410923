"""Gestures on edges by keyboard, with menus of the edges of the selected card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.edit import edges
from engine.edit.edits import Edit, Picked, Reason, Refusal
from gui.builder.builder import Builder
from gui.builder.choice_menu import Choice
from gui.builder.graph_lookups import edge_of, edge_rows, named_cards
from gui.builder.operation_gestures import MAX_NAMES, OperationGestures


class EdgeGestures(QObject):
    """Replaces operands of the selected card, and inserts operations before it."""

    def __init__(
        self, builder: Builder, operations: OperationGestures, search: Callable[[int], None]
    ) -> None:
        super().__init__(builder)
        self._builder, self._context = builder, builder.context
        self._operations, self._search = operations, search

    def rewire(self, card: int) -> None:
        """Ask for another operand of an edge."""

        def choice(row: int, name: str, other: int) -> Choice:
            def edit(source: str) -> Edit:
                return edges.rewire(
                    source, edge_of(self._context, row), self._context.picked(other)
                )

            return Choice(
                f"{self.operand_text(row)} → {name}",
                lambda: self._builder.perform(edit, card),
                lambda: self._builder.attempt(edit),
            )

        rows, operands = (
            edge_rows(self._context, card),
            self._context.recording["operands"]["operand"],
        )
        self._show_choices(
            "rewire_menu",
            card,
            [
                choice(row, name, other)
                for row in rows
                for name, other in named_cards(self._context)[:MAX_NAMES]
                if other not in (card, int(operands[row]))
            ],
        )

    def insert(self, card: int) -> None:
        """Ask for an edge and for an operation to insert into it."""

        def choice(row: int) -> Choice:
            return Choice(
                self.tr("After {name}").format(name=self.operand_text(row)),
                lambda: self._search(row),
                lambda: self._builder.attempt(lambda source: self._changed(source, row)),
            )

        self._show_choices(
            "insert_menu", card, [choice(row) for row in edge_rows(self._context, card)]
        )

    def trial_change(self, source: str, picked: Picked) -> Edit:
        """Change the first edge of the selected card, to find out whether that is possible.

        Raises:
            Refusal: also if it has none.
        """
        rows = edge_rows(self._context, self._context.graph.selected)
        if not rows:
            raise Refusal(Reason.NOT_SUITABLE, picked.place)
        return self._changed(source, rows[0])

    def operand_text(self, row: int) -> str:
        """The name of an edge's operand, with a number if several edges have the same."""
        operands = self._context.recording["operands"]
        rows = edge_rows(self._context, int(operands["card"][row]))
        same = [each for each in rows if operands["operand"][each] == operands["operand"][row]]
        name = self._builder.code_of(int(operands["operand"][row]))
        return name if len(same) == 1 else f"{name} ({same.index(row) + 1})"

    def _changed(self, source: str, row: int) -> Edit:
        return edges.detach(source, edge_of(self._context, row))

    def _show_choices(self, name: str, card: int, choices: list[Choice]) -> None:
        """Show choices, or a message why there are none."""
        if choices:
            self._operations.show_choices(name, card, choices, self._builder.point_of(card))
        elif edge_rows(self._context, card):
            nothing = self.tr("There is no other card that this one could take.")
            self._builder.notify(nothing, card, is_refusal=True)
        else:
            is_made = self.tr("This card is not computed from another one.")
            self._builder.notify(is_made, card, is_refusal=True)
