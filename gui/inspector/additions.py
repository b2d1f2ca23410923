"""What came to a gradient, as list models: an item for each time, its text made when seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
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
from gui.card_names import node_phrase
from gui.inspector.facts import cursor_of_event
from gui.number_texts import MORE, short_text, value_text
from gui.theme import LIGHT, Theme, code_font

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()
_MARKS = {False: "  ", True: "▸ "}
"""Stands before an item: whether the step that is shown has added it."""


MAX_ITEMS = 100
"""So many are listed, the newest: each has a height of its own, which takes its time."""


class AdditionsModel(QAbstractListModel):
    """What has come to a gradient as of a state, each item written as a column of sums.

    The items of the step that is shown bear a mark, in bold.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._rows = np.empty(0, np.void)
        self._count = 0
        self._theme = LIGHT

    def show_card(self, state: State, card: int) -> None:
        """Show what came to a card's gradient."""
        self.beginResetModel()
        found = self._find(state, card)
        self._state, self._rows, self._count = state, found[-MAX_ITEMS:], len(found)
        self.endResetModel()

    def titled(self, title: str) -> str:
        """A title for the items, which says so where there are too many to be listed."""
        if self._count == len(self._rows):
            return title
        text = QCoreApplication.translate("AdditionsModel", "{title} (the last {shown} of {count})")
        return text.format(title=title, shown=len(self._rows), count=self._count)

    def set_theme(self, theme: Theme) -> None:
        """Take the colour of the shown step's items from a theme."""
        self.beginResetModel()
        self._theme = theme
        self.endResetModel()

    def cursor(self, item: int) -> int:
        """The cursor at which an item's step has happened."""
        assert self._state is not None
        return cursor_of_event(self._state, int(self._rows["event"][item]))

    def is_current(self, item: int) -> bool:
        """Whether an item belongs to the step that is shown."""
        assert self._state is not None
        return self.cursor(item) == self._state.cursor

    def _find(self, state: State, card: int) -> np.ndarray:
        raise NotImplementedError

    def _lines(self, state: State, item: int) -> list[str]:
        raise NotImplementedError

    def _text(self, item: int) -> str:
        assert self._state is not None
        first, *others = self._lines(self._state, item)
        return "\n".join([_MARKS[self.is_current(item)] + first, *others])

    # -- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: Index, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | QFont | QColor | None:
        is_current = self.is_current(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(index.row())
        if role == Qt.ItemDataRole.FontRole:
            return code_font(bold=is_current)
        if role == Qt.ItemDataRole.ForegroundRole and is_current:
            return self._theme.current
        return None


class ContributionsModel(AdditionsModel):
    """What has arrived for a card's gradient: pass, sender, value, and the sum so far.

    For a leaf that is over all passes since its gradient was last reset.

    Attributes:
        names_passes: whether they are of several passes, and say of which.
    """

    names_passes = False

    def _find(self, state: State, card: int) -> np.ndarray:
        numbers = contributions_since_reset(state, card)
        rows: np.ndarray = state.recording["contributions"][numbers]
        self._numbers = numbers[-MAX_ITEMS:]
        self.names_passes = bool(len(rows)) and rows["pass_"][0] != rows["pass_"][-1]
        return rows

    def _lines(self, state: State, item: int) -> list[str]:
        row = self._rows[item]
        sender, value = int(row["sender"]), value_text(state.recording, int(row["value"]))
        name = self.tr("start of the pass") if sender == NONE else node_phrase(state, sender)
        if self.names_passes:
            name = self.tr("pass {number}: {sender}").format(
                number=int(row["pass_"]) + 1, sender=name
            )
        is_first = not item and self._count == len(self._rows)
        if is_first and row["before"] == NONE:
            return [name, f"    {value}"]
        is_last = item + 1 == len(self._rows) or self._rows["pass_"][item + 1] != row["pass_"]
        total = running_sum(state, int(self._numbers[item]), is_last=is_last)
        return [name, f"  + {value}", f"  = {MORE if total is None else short_text(total)}"]


class GradientLifeModel(AdditionsModel):
    """All that became of a leaf's ``.grad``: what passes added, and what the script did to it."""

    def _find(self, state: State, card: int) -> np.ndarray:
        return gradient_events(state, card)

    def _lines(self, state: State, item: int) -> list[str]:
        row = self._rows[item]
        if row["is_reset"]:
            return self._reset_lines(state, state.recording["resets"][row["row"]])
        return self._pass_lines(state, state.recording["accumulations"][row["row"]])

    def _pass_lines(self, state: State, row: np.void) -> list[str]:
        before, added, after = (
            value_text(state.recording, int(row[column])) for column in ("before", "added", "after")
        )
        memory = self.tr("same memory") if row["same_memory"] else self.tr("new memory")
        pass_ = self.tr("pass {number}, {memory}").format(
            number=int(row["pass_"]) + 1, memory=memory
        )
        return [pass_, f"    {before}", f"  + {added}", f"  = {after}"]

    def _reset_lines(self, state: State, row: np.void) -> list[str]:
        what = {
            Reset.ZEROED: self.tr("zero_(), same memory"),
            Reset.SET_TO_NONE: self.tr("set to None"),
            Reset.REPLACED: self.tr("replaced by another tensor"),
            Reset.CHANGED: self.tr("changed in place, same memory"),
        }[Reset(int(row["how"]))]
        return [what, f"  = {value_text(state.recording, int(row['after']))}"]
