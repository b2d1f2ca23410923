"""Buttons to choose one of several answers, in one column or two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from gui.theme import SPACE_4

COLUMNS = 2
MOST_ROWS = 3
"""So many answers have a row each where two do not fit into one; of more, each has half a row."""


class ChoiceButton(QPushButton):
    """A button with the number of an answer; the middle of the answer is left out if need be."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"predict_choice_{number}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def shown_text(self) -> str:
        """The text as far as there is room for it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        contents = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(contents, option, self).width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class ChoiceGrid(QWidget):
    """The buttons of a question.

    Signals:
        activated: the index of the chosen answer.
    """

    activated = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[ChoiceButton] = []
        self._count, self._columns = 0, COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_4)

    def show_choices(self, choices: Sequence[str]) -> None:
        """Show answers."""
        self._count = len(choices)
        while len(self._buttons) < self._count:
            self._add_button()
        for number, button in enumerate(self._buttons):
            button.setVisible(number < self._count)
            if number < self._count:
                button.setText(f"{number + 1}  {choices[number]}")
                button.setToolTip(choices[number])
        self._arrange()

    def take_focus(self) -> None:
        """Focus the first answer."""
        self._buttons[0].setFocus()

    def has(self, number: int) -> bool:
        """Whether an answer with that index is shown."""
        return self.isVisible() and 0 <= number < self._count

    def _add_button(self) -> None:
        number = len(self._buttons)
        button = ChoiceButton(number)
        button.clicked.connect(lambda: self.activated.emit(number))
        self._buttons.append(button)
        self._grid.addWidget(button, *divmod(number, self._columns))

    def _arrange(self) -> None:
        """Put the buttons into as many columns as there is room for."""
        room = (self.width() - (COLUMNS - 1) * self._grid.spacing()) // COLUMNS
        fit = all(each.sizeHint().width() <= room for each in self._buttons[: self._count])
        columns = COLUMNS if fit or self._count > MOST_ROWS else 1
        if columns != self._columns:
            self._columns = columns
            for number, button in enumerate(self._buttons):
                self._grid.addWidget(button, *divmod(number, columns))
            self.updateGeometry()  # now: who reserves height asks before the next events

    # -- Qt ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
