"""The header of the inspector: the name of a card, and what made it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.record.recording import Site
from gui.inspector.facts import CardFacts
from gui.languages import finish_sentence
from gui.theme import Theme
from gui.widgets.labels import LinkButton, muted_label, title_label


class CardHeader(QWidget):
    """A card's name, the operation that made it, and its line in the script.

    Signals:
        site_requested: the Site of the card in the script.
        unselect_requested: the user wants to see the card of each step again.
    """

    site_requested = Signal(object)
    unselect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown_site: Site | None = None
        self._title, self._unselect = title_label("title"), LinkButton("unselect")
        self._op, self._site = muted_label("op"), LinkButton("site")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for label, button in ((self._title, self._unselect), (self._op, self._site)):
            row = QHBoxLayout()
            row.addWidget(label, 1)
            row.addWidget(button)
            layout.addLayout(row)
        self._unselect.clicked.connect(self.unselect_requested)
        self._site.clicked.connect(lambda: self.site_requested.emit(self._shown_site))

    def show_card(self, facts: CardFacts, *, is_selected: bool) -> None:
        """Show a card: one that was selected, or that of the current step."""
        self._title.setText(finish_sentence(facts.title))
        self._title.setToolTip(facts.title)
        self._op.setText(self._made_by(facts).format(op=facts.op))
        self._shown_site = facts.site
        self._site.setVisible(facts.site is not None)
        if facts.site is not None:
            self._site.setText(self.tr("Line {line}").format(line=facts.site.line))
        self._unselect.setVisible(is_selected)
        self._unselect.setText(self.tr("Selected ✕"))
        tip = self.tr("This is the selected card. Press to see that of each step again (Esc)")
        self._unselect.setToolTip(tip)
        self._unselect.setAccessibleName(tip)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._site.set_theme(theme)
        self._unselect.set_theme(theme)

    def _made_by(self, facts: CardFacts) -> str:
        if facts.title == facts.op:
            return self.tr("has no name in the script")
        if facts.is_changed:
            return "{op}"
        if facts.operands and not facts.op[:1].isupper():
            return self.tr("the result of {op}")
        return self.tr("made by {op}")
