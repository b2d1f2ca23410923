"""The dialog for the condition of a breakpoint."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.walk.condition import FUNCTIONS, Condition, ConditionError
from gui.languages import finish_sentence
from gui.theme import SPACE_8, SPACE_16, code_font
from gui.walk.fault_text import fault_text

_WIDTH_PX = 440


class ConditionDialog(QDialog):
    """A line for the condition, checked as it is typed; an empty one stops always.

    Attributes:
        condition: the present text.
    """

    def __init__(self, where: str, condition: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Breakpoint with a condition"))
        self.setMinimumWidth(_WIDTH_PX)
        self._line = QLineEdit(condition)
        self._line.setObjectName("condition")
        self._line.setFont(code_font())
        self._line.setPlaceholderText("norm(grad) > 10")
        self._line.setAccessibleName(self.tr("Condition"))
        self._message = QLabel()
        self._message.setObjectName("condition_message")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        question = self.tr("Stop at {where} where this is so:").format(where=where)
        heading = QLabel(finish_sentence(question))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_16, SPACE_16, SPACE_16, SPACE_16)
        layout.setSpacing(SPACE_8)
        for part in (heading, self._line, self._message, self._buttons):
            layout.addWidget(part)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._line.textChanged.connect(self._check)
        self._line.selectAll()
        self._line.setFocus()  # the buttons were there before it
        self._check()

    @property
    def condition(self) -> str:
        return self._line.text().strip()

    def _check(self) -> None:
        """Show what is wrong, and accept only a correct condition."""
        text, error = self._help(), None
        if self.condition:
            try:
                Condition(self._line.text())
            except ConditionError as found:
                text, error = fault_text(found), found
        self._message.setText(text)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(error is None)

    def _help(self) -> str:
        functions = self.tr(", ").join(FUNCTIONS)
        text = self.tr(
            "There are grad and value, numbers, comparisons, and, or, not, and {functions}. "
            "Of many elements, one for which it is so is enough. "
            "With nothing written it stops always."
        )
        return text.format(functions=functions)
