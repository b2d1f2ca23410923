"""The formula of a card's operation and its derivatives, typeset, with numbers and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.record.state import State
from gui.inspector.explainer import Explainer
from gui.inspector.formula_label import FormulaLabel
from gui.inspector.typesetter import Typesetter
from gui.theme import LIGHT, SPACE_4, SPACE_8, Theme
from gui.widgets.labels import muted_label, wrapped_code_label

if TYPE_CHECKING:
    from engine.explain.derivatives import Derivative
    from gui.words.letters import Letters

MAX_PARTS, MAX_LINES = 4, 4


class FormulaView(QWidget):
    """The formula and the local derivatives, with the numbers of the current pass."""

    def __init__(self, explainer: Explainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explainer = explainer
        self._typesetter = Typesetter(self)
        self._typesetter.typeset.connect(self._draw)
        self._theme = LIGHT
        self._wanted: dict[FormulaLabel, str] = {}
        self._formula = FormulaLabel("formula")
        self._legend = muted_label("formula_legend")
        self._parts = [DerivativePart(number) for number in range(MAX_PARTS)]
        self._omitted = muted_label("formula_omitted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_8)
        for part in (self._formula, self._legend, *self._parts, self._omitted):
            layout.addWidget(part)

    def show_card(self, state: State, card: int) -> bool:
        """Show the formula of a card's operation; return whether it has one."""
        found = self._explainer.explanation(state, card)
        self._wanted = {}
        if found is None:
            return False
        from gui.words.letters import Letters

        letters = Letters(state, found.applied)
        self._wanted[self._formula] = letters.write(found.formula)
        self._legend.setText(letters.legend())
        self._legend.setVisible(bool(self._legend.text()))
        for part in self._parts[len(found.derivatives) :]:
            part.hide()
        for part, derivative in zip(self._parts, found.derivatives):
            self._wanted |= part.show_derivative(derivative, letters)
        self._omitted.setVisible(found.omitted > 0)
        more = self.tr("and {count} more in the same way")
        self._omitted.setText(more.format(count=found.omitted))
        self._typesetter.request(list(self._wanted.values()))
        self._draw()
        return True

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        for label in self.findChildren(FormulaLabel):
            label.set_theme(theme)

    def _draw(self) -> None:
        for label, latex in self._wanted.items():
            label.show_formula(latex, self._typesetter.picture(latex))


class DerivativePart(QWidget):
    """The derivative for one input."""

    def __init__(self, number: int) -> None:
        super().__init__()
        name = f"derivative_{number}"
        self.setObjectName(name)
        self._formula = FormulaLabel(f"{name}_formula")
        self._numbers = [FormulaLabel(f"{name}_numbers_{line}") for line in range(MAX_LINES)]
        self._product = wrapped_code_label(f"{name}_product")
        self._sum = muted_label(f"{name}_sum")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        for part in (self._formula, *self._numbers, self._product, self._sum):
            layout.addWidget(part)

    def show_derivative(self, derivative: Derivative, letters: Letters) -> dict[FormulaLabel, str]:
        """Show a derivative; return the LaTeX of each label to typeset."""
        from gui.words.explain_text import product_text, sum_text

        lines = dict(zip(self._numbers, map(letters.write, derivative.numbers)))
        for label in self._numbers:
            label.setVisible(label in lines)
        product = derivative.product
        self._product.setVisible(product is not None)
        self._sum.setVisible(product is not None and bool(product.summed))
        if product is not None:
            self._product.setText(product_text(derivative, product, letters))
            self._sum.setText(sum_text(product))
        self.show()
        return {self._formula: letters.write(derivative.formula), **lines}
