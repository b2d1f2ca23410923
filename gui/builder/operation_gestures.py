"""Gestures with palette items: makes tensors, applies operations to cards and edges."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint

from engine.edit.applying import apply
from engine.edit.blocks import add_layers
from engine.edit.edges import insert
from engine.edit.edits import Edit, Picked, Reason, Refusal
from engine.edit.literals import Numbers
from engine.edit.operations import Form, Operation
from engine.edit.operators import change_operation
from engine.edit.tensors import add_tensor
from gui.builder.builder import Builder
from gui.builder.choice_menu import Choice, ask, refusal_of
from gui.builder.graph_lookups import edge_of, named_cards
from gui.builder.number_parsing import number_of
from gui.builder.palette_items import ITEMS, PaletteItem

MAX_NAMES = 24
"""The maximum number of tensors in the menu of other operands."""

_MAX_CODE_CHARS = 24

PROPOSED = 2
"""The default of an operation's number."""


class Number(NamedTuple):
    """A number as an operand, unlike a plain integer, which is a card."""

    value: Numbers


class OperationGestures(QObject):
    """Asks for missing operands of an item, and makes the edit."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self._builder = builder
        self._context = builder.context

    # -- edits ---------------------------------------------------------------------------------

    def operation_edit(
        self, source: str, operation: Operation, operands: Sequence[int | Number]
    ) -> Edit:
        """Apply an operation to cards and numbers.

        Raises:
            Refusal
        """
        taken = [
            each.value if isinstance(each, Number) else self._context.picked(each)
            for each in operands
        ]
        return apply(source, operation, taken)

    def item_edit(self, source: str, item: PaletteItem, cards: Sequence[int]) -> Edit:
        """Make the tensor of an item, or apply it to as many cards as it takes.

        Raises:
            Refusal
        """
        if item.tensor is not None:
            return add_tensor(source, item.tensor)
        if item.layers:
            picked = self._context.picked(cards[-1])
            return add_layers(source, picked, item.layers, subject=item.key)
        assert item.operation is not None
        return self.operation_edit(source, item.operation, cards)

    def edge_edit(
        self, source: str, item: PaletteItem, row: int, number: Numbers = PROPOSED
    ) -> Edit:
        """Insert an item into an edge; its second operand is a number.

        Raises:
            Refusal
        """
        if item.operation is None or item.arity > 2:
            raise Refusal(Reason.NOT_ON_EDGE)
        others = [number] * (item.arity - 1)
        return insert(source, edge_of(self._context, row), item.operation, others)

    # -- gestures ------------------------------------------------------------------------------

    def use(self, item: PaletteItem, cards: Sequence[int]) -> None:
        """Make a tensor, or apply an operation to the last of the picked cards."""
        if item.tensor is not None:
            self._builder.perform(lambda source: self.item_edit(source, item, ()))
        elif not cards:
            text = self.tr("Select a card first: {name} is applied to it.")
            self._builder.notify(text.format(name=item.key), is_refusal=True)
        elif item.operation is None:
            self._builder.perform(lambda source: self.item_edit(source, item, cards), cards[-1])
        elif len(cards) < item.arity:
            self._ask_operand(item, item.operation, cards[-1])
        else:
            self.combine(item.operation, cards[-item.arity :])

    def combine(self, operation: Operation, operands: Sequence[int | Number]) -> bool:
        """Apply an operation."""
        cards = [each for each in operands if not isinstance(each, Number)]
        return self._builder.perform(
            lambda source: self.operation_edit(source, operation, operands), cards[-1]
        )

    def put_on_edge(self, item: PaletteItem, row: int) -> None:
        """Insert an operation into an edge, asking for its second operand, a number."""
        user = int(self._context.recording["operands"]["card"][row])

        def put(number: Numbers = PROPOSED) -> bool:
            return self._builder.perform(
                lambda source: self.edge_edit(source, item, row, number), user
            )

        if item.arity == 2 and self._builder.may_act(user):
            self._ask_number(item, user, put)
        elif item.arity != 2:
            put()

    def ask_change(self, card: int, at: QPoint) -> None:
        """Show the operations that could replace that of a card."""

        def choice(item: PaletteItem, operation: Operation) -> Choice:
            def edit(source: str) -> Edit:
                picked = self._context.picked(card)
                return change_operation(source, picked, operation, item.arity)

            return Choice(
                _label(item),
                lambda: self._builder.perform(edit, card),
                lambda: self._builder.attempt(edit),
            )

        arity = self._arity(card)
        items = [each for each in ITEMS if each.operation is not None and each.arity == arity]
        choices = [choice(item, item.operation) for item in items if item.operation is not None]
        self.show_choices("change_menu", card, choices, at)

    def trial_change(self, source: str, picked: Picked) -> Edit:
        """Replace the operation of a card by any other, to find out whether that is possible.

        Raises:
            Refusal
        """
        arity = self._arity(self._context.graph.selected)
        first = [Operation(Form.PREFIX, "-"), Operation(Form.OPERATOR, "+")]
        return change_operation(source, picked, first[arity - 1], arity)

    def ask_combination(self, first: int, second: int, at: QPoint) -> None:
        """Show the operations that could combine two cards."""
        names = [_operand(self._builder.code_of(each)) for each in (first, second)]

        def choice(item: PaletteItem, operation: Operation) -> Choice:
            return Choice(
                f"{item.mark}  {_applied(operation, *names)}".strip(),
                lambda: self.combine(operation, (first, second)),
                lambda: self._builder.attempt(
                    lambda source: self.operation_edit(source, operation, (first, second))
                ),
            )

        items = [(each, each.operation) for each in ITEMS if each.arity == 2]
        choices = [choice(item, operation) for item, operation in items if operation is not None]
        self.show_choices("combination_menu", second, choices, at)

    def _arity(self, card: int) -> int:
        """The number of a card's operands without settings: one or two."""
        recording = self._context.recording
        literals = [recording.text(int(each["literal"])) for each in recording.operands_of(card)]
        operands = [text for text in literals if "=" not in text]
        return min(max(len(operands), 1), 2)

    # -- questions -----------------------------------------------------------------------------

    def show_choices(
        self, name: str, card: int, choices: Sequence[Choice | None], at: QPoint
    ) -> None:
        """Show choices or, if none is possible, the reason of the first."""
        reasons = (refusal_of(choice) for choice in choices if choice is not None)
        first = next(reasons)
        if first and all(reasons):
            self._builder.notify(first, card, is_refusal=True)
            return
        ask(self._context.graph.canvas, name, list(choices), at)

    def _ask_operand(self, item: PaletteItem, operation: Operation, card: int) -> None:
        """Show the possible second operands of a binary operation."""
        own = _operand(self._builder.code_of(card))
        own = _grouped(own) if item.symbol else own

        def choice(name: str, other: int) -> Choice:
            return Choice(
                _with_symbol(item, own, name),
                lambda: self.combine(operation, (card, other)),
                lambda: self._builder.attempt(
                    lambda source: self.operation_edit(source, operation, (card, other))
                ),
            )

        others = [each for each in named_cards(self._context) if each[1] != card][:MAX_NAMES]
        # x · x is common; a loss of x with itself is not.
        itself = [(own, card)]
        named = [*itself, *others] if item.symbol else [*others, *itself]
        number = self.tr("a number…")
        choices = [
            *(choice(name, other) for name, other in named),
            None,
            Choice(
                _with_symbol(item, own, number),
                lambda: self._ask_number(
                    item, card, lambda value: self.combine(operation, (card, Number(value)))
                ),
                lambda: self._builder.attempt(
                    lambda source: self.operation_edit(source, operation, (card, Number(2.0)))
                ),
            ),
            Choice(
                _with_symbol(item, number, own),
                lambda: self._ask_number(
                    item, card, lambda value: self.combine(operation, (Number(value), card))
                ),
                lambda: self._builder.attempt(
                    lambda source: self.operation_edit(source, operation, (Number(2.0), card))
                ),
            ),
        ]
        self.show_choices("operand_menu", card, choices, self._builder.point_of(card))

    def _ask_number(self, item: PaletteItem, card: int, take: Callable[[Numbers], bool]) -> None:
        """Ask for a number on a card."""

        def taken(text: str) -> bool:
            number = number_of(text)
            if number is None:
                self._builder.notify(
                    self.tr("“{text}” is not a number.").format(text=text), card, is_refusal=True
                )
                return False
            return take(number)

        title = self.tr("A number for {name}").format(name=item.key)
        self._builder.ask(title, str(PROPOSED), card, taken)


def _operand(code: str) -> str:
    """The code of an operand, abbreviated if it is long."""
    return code if len(code) <= _MAX_CODE_CHARS else f"{code[: _MAX_CODE_CHARS - 1]}…"


def _grouped(code: str) -> str:
    """An operand beside an operator, in parentheses if it contains one."""
    return f"({code})" if " " in re.sub(r"\(.*\)", "", code) else code


def _applied(operation: Operation, first: str, second: str) -> str:
    """An operation on two operands in Python's notation."""
    if operation.form is Form.OPERATOR:
        return f"{_grouped(first)} {operation.name} {_grouped(second)}"
    return f"{operation.short_name}({first}, {second})"


def _with_symbol(item: PaletteItem, first: str, second: str) -> str:
    """An item on two operands in mathematical notation, or else as a function."""
    if item.symbol:
        return f"{first} {item.symbol} {second}"
    return f"{item.key}({first}, {second})"


def _label(item: PaletteItem) -> str:
    return f"{item.mark}  {item.signature}".strip()
