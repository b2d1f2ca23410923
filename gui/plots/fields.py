"""Fields and labels around the plots."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from gui.theme import SPACE_4, SPACE_8, code_font

LARGEST = 1e9
"""The limit of ranges, beyond which single precision is too coarse."""
TWO_IN_A_ROW_PX = 230
_MIN_CHARS = 4


class FieldGrid(QWidget):
    """Labelled fields, two in a row if there is room."""

    def __init__(self, pairs: list[tuple[QLabel, QWidget]]) -> None:
        super().__init__()
        self._pairs = pairs
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_8)
        self._grid.setVerticalSpacing(SPACE_4)
        self._in_a_row = 0
        self._arrange(1)

    def _arrange(self, in_a_row: int) -> None:
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for place, (label, field) in enumerate(self._pairs):
            row, column = divmod(place, in_a_row)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(field, row, 2 * column + 1)
        for column in range(2):
            self._grid.setColumnStretch(2 * column + 1, int(column < in_a_row))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # it is rearranged when narrow

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() >= TWO_IN_A_ROW_PX else 1)


class SteadyLabel(QLabel):
    """A label that does not shrink again while its width stays the same."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_text(self, text: str) -> None:
        """Change the text."""
        self.setText(text)
        self.setMinimumHeight(max(self.minimumHeight(), self._needed_height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(self._needed_height())

    def _needed_height(self) -> int:
        return max(self.heightForWidth(self.width()), 0)


def choice_field(name: str) -> QComboBox:
    """A combo box for names of the script."""
    box = QComboBox()
    box.setObjectName(name)
    box.setFont(code_font())
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_MIN_CHARS)
    return box


def number_field(name: str) -> QLineEdit:
    """A field for a number in Python's notation."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setFont(code_font())
    field.setMinimumWidth(field.fontMetrics().horizontalAdvance("0" * _MIN_CHARS))
    return field


def scrolling(content: QWidget) -> QScrollArea:
    """A scroll area around a page, which does not enlarge the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to the focused child instead
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
