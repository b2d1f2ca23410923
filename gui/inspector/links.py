"""Lists of links to other cards, such as operands or the ends of gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.record.schema import NONE
from gui.theme import LIGHT, SPACE_4, SPACE_8, Theme
from gui.widgets.labels import LinkButton, muted_label

MAX_LINES = 12
FIRST_LINES = 5
"""Of more links, the first and the last are shown, as the end of a path matters most."""


_Item = TypeVar("_Item")


class CardLink(NamedTuple):
    """A link to a card between two texts; without a text of its own, only these are shown.

    Attributes:
        below: a sentence below, which gets the whole width.
    """

    card: int
    text: str
    before: str = ""
    after: str = ""
    below: str = ""


class CardLinks(QWidget):
    """At most ``MAX_LINES`` lines of text, each with a link to a card.

    Signals:
        card_requested: the card of a pressed link.
    """

    card_requested = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = LIGHT
        self._lines: list[_Line] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_4)
        self._add_line()  # fixes the position of all lines in the tab order
        self._lines[0].hide()

    def show_links(self, links: Sequence[CardLink]) -> None:
        """Show these links, a line each."""
        self.show_links_of(links, lambda link: link)

    def show_links_of(self, items: Sequence[_Item], link_of: Callable[[_Item], CardLink]) -> None:
        """Show the links of these, a line each; of many, only those that are shown are made."""
        shown = self._shortened(items, link_of)
        while len(self._lines) < len(shown):
            self._add_line()
        for line in self._lines[len(shown) :]:
            line.hide()
        for line, link in zip(self._lines, shown):
            line.show_link(link)
        self.setVisible(bool(shown))

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        for line in self._lines:
            line.button.set_theme(theme)

    def _shortened(
        self, items: Sequence[_Item], link_of: Callable[[_Item], CardLink]
    ) -> list[CardLink]:
        if len(items) <= MAX_LINES:
            return list(map(link_of, items))
        first, last = items[:FIRST_LINES], items[FIRST_LINES + 1 - MAX_LINES :]
        left_out = len(items) - len(first) - len(last)
        gap = CardLink(NONE, "", self.tr("… {count} more …").format(count=left_out))
        return [*map(link_of, first), gap, *map(link_of, last)]

    def _add_line(self) -> None:
        line = _Line(f"{self._name}_{len(self._lines)}")
        line.button.set_theme(self._theme)
        line.button.clicked.connect(lambda: self.card_requested.emit(line.card))
        self._layout.addWidget(line)
        if self._lines:
            QWidget.setTabOrder(self._lines[-1].button, line.button)
        self._lines.append(line)


class _Line(QWidget):
    """A link between two texts, and a sentence below them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.card = 0
        self.button = LinkButton(name)
        self._before = muted_label(f"{name}_before")
        self._before.setWordWrap(False)
        self._before.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._after, self._below = muted_label(f"{name}_after"), muted_label(f"{name}_below")
        row = QHBoxLayout()
        row.setSpacing(SPACE_8)
        row.addWidget(self._before)
        row.addWidget(self.button)
        row.addWidget(self._after, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._below)

    def show_link(self, link: CardLink) -> None:
        self.card = link.card
        self._before.setText(link.before)
        self._before.setVisible(bool(link.before))
        self._after.setText(link.after)
        self._below.setText(link.below)
        self._below.setVisible(bool(link.below))
        self.button.setVisible(bool(link.text))
        self.button.setText(link.text)
        self.button.setToolTip(link.text)
        words = (link.before, link.text, link.after, link.below)
        self.button.setAccessibleName(" ".join(filter(None, words)))
        self.show()
