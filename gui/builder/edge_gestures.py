"""Gestures on edges from the keyboard: menus offer the edges of the selected card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.edit import edges
from engine.edit.edits import Edit, Picked, Reason, Refusal
from gui.builder.builder import Builder
from gui.builder.choice_menu import Choice
from gui.builder.graph_lookups import edge_of, edge_rows, named_cards
from gui.builder.operation_gestures import MOST_NAMES, OperationGestures


class EdgeGestures(QObject):
    """Changes what the selected card takes, and puts operations before it."""

    def __init__(
        self, builder: Builder, operating: OperationGestures, search: Callable[[int], None]
    ) -> None:
        super().__init__(builder)
        self._builder, self._desk = builder, builder.desk
        self._operating, self._search = operating, search

    def rewire(self, card: int) -> None:
        """Ask from which other card an edge is to come."""

        def choice(row: int, name: str, other: int) -> Choice:
            def edit(source: str) -> Edit:
                return edges.rewire(source, edge_of(self._desk, row), self._desk.picked(other))

            return Choice(
                f"{self.operand_text(row)} → {name}",
                lambda: self._builder.perform(edit, card),
                lambda: self._builder.attempt(edit),
            )

        rows, operands = edge_rows(self._desk, card), self._desk.recording["operands"]["operand"]
        self._offer(
            "rewire_menu",
            card,
            [
                choice(row, name, other)
                for row in rows
                for name, other in named_cards(self._desk)[:MOST_NAMES]
                if other not in (card, int(operands[row]))
            ],
        )

    def insert(self, card: int) -> None:
        """Ask for an operation to be put on an edge, and on which where there are several."""

        def choice(row: int) -> Choice:
            return Choice(
                self.tr("After {name}").format(name=self.operand_text(row)),
                lambda: self._search(row),
                lambda: self._builder.attempt(lambda source: self._changed(source, row)),
            )

        self._offer("insert_menu", card, [choice(row) for row in edge_rows(self._desk, card)])

    def changed_somehow(self, source: str, picked: Picked) -> Edit:
        """The first edge of the selected card changed, to see whether that can be.

        Raises: Refusal, also where it has none.
        """
        rows = edge_rows(self._desk, self._desk.graph.selected)
        if not rows:
            raise Refusal(Reason.NOT_SUITABLE, picked.place)
        return self._changed(source, rows[0])

    def operand_text(self, row: int) -> str:
        """What an edge comes from, with its number where there are several such."""
        operands = self._desk.recording["operands"]
        rows = edge_rows(self._desk, int(operands["card"][row]))
        same = [each for each in rows if operands["operand"][each] == operands["operand"][row]]
        name = self._builder.code_of(int(operands["operand"][row]))
        return name if len(same) == 1 else f"{name} ({same.index(row) + 1})"

    def _changed(self, source: str, row: int) -> Edit:
        return edges.detach(source, edge_of(self._desk, row))

    def _offer(self, name: str, card: int, choices: list[Choice]) -> None:
        """Show choices, or say why there are none."""
        if choices:
            self._operating.offer(name, card, choices, self._builder.point_of(card))
        elif edge_rows(self._desk, card):
            nothing = self.tr("There is no other card that this one could take.")
            self._builder.notify(nothing, card, is_refusal=True)
        else:
            is_made = self.tr("This card is not computed from another one.")
            self._builder.notify(is_made, card, is_refusal=True)
