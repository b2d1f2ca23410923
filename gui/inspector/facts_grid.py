"""The attributes of a tensor, as a table of names and values."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from gui.inspector.facts import CardFacts
from gui.theme import SPACE_4, SPACE_12
from gui.widgets.labels import muted_code_label, shortened_code_label

_NAMES = ("dtype", "shape", "requires_grad", "is_leaf", "grad_fn", "version")
"""The names in PyTorch, which are not translated."""


class FactsGrid(QWidget):
    """dtype, shape, flags, grad_fn and version of a card's tensor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE_12)
        layout.setVerticalSpacing(SPACE_4)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._words: dict[str, QLabel] = {}
        for name in _NAMES:
            label = muted_code_label(f"{name}_name")
            label.setText(name)
            word = self._words[name] = shortened_code_label(name)
            word.setAccessibleName(name)
            layout.addRow(label, word)

    def show_facts(self, facts: CardFacts) -> None:
        """Show the attributes of a card's tensor."""
        words = {
            "dtype": f"torch.{facts.value.dtype}",
            "shape": str(facts.value.shape),
            "requires_grad": str(facts.requires_grad),
            "is_leaf": str(facts.is_leaf),
            "grad_fn": facts.grad_fn or "None",
            "version": str(facts.version),
        }
        for name, word in words.items():
            self._words[name].setText(word)
            self._words[name].setToolTip(word)
