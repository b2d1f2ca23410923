"""List models of the additions to a gradient; texts are made only for visible items."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont

from engine.explain.contributions import contributions_since_reset, running_sum
from engine.explain.life import gradient_events
from engine.record.schema import NONE, Reset
from engine.record.state import State
from gui.canvas.scene import MORE
from gui.inspector.sums_delegate import LINE_COUNT_ROLE
from gui.theme import LIGHT, Theme, code_font
from gui.words.card_names import node_phrase
from gui.words.number_texts import label_text, term_text, value_text

Index = QModelIndex | QPersistentModelIndex

MAX_ITEMS = 20
"""Measuring the heights of thousands of items would be too slow for a step."""

_NO_PARENT = QModelIndex()
_MARKS = {False: "  ", True: "▸ "}
"""The mark of an item, by whether it belongs to the current step."""


class AdditionsModel(QAbstractListModel):
    """The additions to a gradient up to a state, each written as a column of a sum.

    The items of the current step bear a mark, in bold. Their values all have the shape of the card,
    which is not repeated. Of very many, only the newest are items, and the first item says how many
    came before.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._rows = np.empty(0, np.void)
        self._left_out = 0
        self._theme = LIGHT

    def show_card(self, state: State, card: int) -> None:
        """Show the additions to a card's gradient."""
        self.beginResetModel()
        rows = self._find(state, card)
        self._state, self._rows = state, rows[-MAX_ITEMS:]
        self._left_out = len(rows) - len(self._rows)
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Take the colour of the current step's items from a theme."""
        self.beginResetModel()
        self._theme = theme
        self.endResetModel()

    def cursor(self, item: int) -> int:
        """The cursor after an item's step."""
        assert self._state is not None
        return self._state.recording.cursor_of_event(int(self._rows["event"][item]))

    def is_current(self, item: int) -> bool:
        """Whether an item belongs to the current step."""
        assert self._state is not None
        return self.cursor(item) == self._state.cursor

    def _find(self, state: State, card: int) -> np.ndarray:
        raise NotImplementedError

    def _lines(self, state: State, item: int) -> list[str]:
        raise NotImplementedError

    def _line_count(self, item: int) -> int:
        """The number of ``_lines``."""
        raise NotImplementedError

    def _text(self, item: int) -> str:
        assert self._state is not None
        first, *rest = self._lines(self._state, item)
        lines = [_MARKS[self.is_current(item)] + first, *rest]
        if self._left_out and not item:
            before = self.tr("{count} before these").format(count=self._left_out)
            lines.insert(0, f"… {before}")
        return "\n".join(lines)

    # -- Qt ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: Index, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | QFont | QColor | None:
        if role == LINE_COUNT_ROLE:
            return self._line_count(index.row()) + (self._left_out > 0 and not index.row())
        is_current = self.is_current(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(index.row())
        if role == Qt.ItemDataRole.FontRole:
            return code_font(bold=is_current)
        if role == Qt.ItemDataRole.ForegroundRole and is_current:
            return self._theme.current
        return None


class ContributionsModel(AdditionsModel):
    """The contributions to a card's gradient: pass, sender, value, and the sum so far.

    For a leaf, these are of all passes since its gradient was last reset.

    Attributes:
        names_passes: whether the items name their passes, as there are several.
    """

    names_passes = False

    def _find(self, state: State, card: int) -> np.ndarray:
        numbers = contributions_since_reset(state, card)
        rows: np.ndarray = state.recording["contributions"][numbers]
        self._numbers = numbers[-MAX_ITEMS:]
        self.names_passes = bool(len(rows)) and rows["pass_"][0] != rows["pass_"][-1]
        return rows

    def _line_count(self, item: int) -> int:
        return 2 if self._is_alone(item) else 3

    def _is_alone(self, item: int) -> bool:
        """Whether an item is the first contribution to a gradient."""
        return not item and not self._left_out and bool(self._rows["before"][item] == NONE)

    def _lines(self, state: State, item: int) -> list[str]:
        row = self._rows[item]
        sender, number = int(row["sender"]), int(row["value"])
        name = self.tr("start of the pass") if sender == NONE else node_phrase(state, sender)
        if self.names_passes:
            name = self.tr("pass {number}: {sender}").format(
                number=int(row["pass_"]) + 1, sender=name
            )
        if self._is_alone(item):
            return [name, f"    {value_text(state.recording, number, label_text)}"]
        is_last = item + 1 == len(self._rows) or self._rows["pass_"][item + 1] != row["pass_"]
        total = running_sum(state, int(self._numbers[item]), is_last=is_last)
        sum_text = MORE if total is None else label_text(total)
        return [name, f"  {term_text(state.recording, number, label_text)}", f"  = {sum_text}"]


class GradientLifeModel(AdditionsModel):
    """All changes of a leaf's ``.grad``: additions of passes, and resets by the script."""

    def _find(self, state: State, card: int) -> np.ndarray:
        return gradient_events(state, card)

    def _line_count(self, item: int) -> int:
        return 2 if self._rows["is_reset"][item] else 4

    def _lines(self, state: State, item: int) -> list[str]:
        row = self._rows[item]
        if row["is_reset"]:
            return self._reset_lines(state, state.recording["resets"][row["row"]])
        return self._pass_lines(state, state.recording["accumulations"][row["row"]])

    def _pass_lines(self, state: State, row: np.void) -> list[str]:
        before, after = (
            value_text(state.recording, int(row[column]), label_text)
            for column in ("before", "after")
        )
        term = term_text(state.recording, int(row["added"]), label_text)
        memory = self.tr("same memory") if row["same_memory"] else self.tr("new memory")
        pass_ = self.tr("pass {number}, {memory}").format(
            number=int(row["pass_"]) + 1, memory=memory
        )
        return [pass_, f"    {before}", f"  {term}", f"  = {after}"]

    def _reset_lines(self, state: State, row: np.void) -> list[str]:
        what = {
            Reset.ZEROED: self.tr("zero_(), same memory"),
            Reset.SET_TO_NONE: self.tr("set to None"),
            Reset.REPLACED: self.tr("replaced by another tensor"),
            Reset.CHANGED: self.tr("changed in place, same memory"),
        }[Reset(int(row["how"]))]
        return [what, f"  = {value_text(state.recording, int(row['after']), label_text)}"]
