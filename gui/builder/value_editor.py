"""A popup for changing a card's numbers: a slider for one, a grid for several."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.edit.literals import Numbers
from gui.builder.number_grid import NumberGrid
from gui.builder.number_parsing import number_of, texts_of
from gui.theme import BASE_PX, SPACE_8, SPACE_12, Theme, code_font
from gui.widgets.popup import Popup

_STEPS = 200


class ValueEditor(Popup):
    """Edits the numbers of a tensor.

    A single number is passed on while it is dragged. A grid is passed on as a whole, by Enter while
    no cell is being edited, or by a press elsewhere if any cell was changed. Escape reverts all
    changes since the popup opened.

    Signals:
        closed: the popup was closed.
    """

    closed = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas, "value_editor")
        self._take: Callable[[Numbers, bool], bool] = lambda _numbers, _is_dragged: True
        self._cancel: Callable[[], None] = lambda: None
        self._shape: tuple[int, ...] = ()
        self._handed: list[list[str]] = []
        self._is_whole = False
        self._centre, self._reach = 0.0, 1.0
        self._title, self._problem = QLabel(), QLabel()
        self._number, self._slider = QLineEdit(), QSlider(Qt.Orientation.Horizontal)
        self._grid, self._sizing = NumberGrid(), QWidget()
        self._longer, self._shorter = QToolButton(), QToolButton()
        self._higher, self._lower = QToolButton(), QToolButton()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self._lay_out()
        self._number.returnPressed.connect(self._accept)
        self._slider.valueChanged.connect(self._on_slider_moved)
        self._slider.sliderReleased.connect(self._on_slider_released)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self._reject)
        self._grid.installEventFilter(self)
        self._grid.size_changed.connect(self.adjustSize)

    def _lay_out(self) -> None:
        for widget, name in (
            (self._number, "value_number"),
            (self._slider, "value_slider"),
            (self._problem, "value_problem"),
        ):
            widget.setObjectName(name)
        self._slider.setRange(-_STEPS, _STEPS)
        self._problem.setWordWrap(True)
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_8)
        parts: tuple[QWidget, ...] = (
            self._title,
            self._number,
            self._slider,
            self._grid,
            self._sizing,
            self._problem,
            self._buttons,
        )
        for part in parts:
            layout.addWidget(part)
        sizing = QHBoxLayout(self._sizing)
        sizing.setContentsMargins(0, 0, 0, 0)
        for button, change in (
            (self._longer, self._grid.add_column),
            (self._shorter, self._grid.remove_column),
            (self._higher, self._grid.add_row),
            (self._lower, self._grid.remove_row),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, change=change: change())
            sizing.addWidget(button)
        sizing.addStretch(1)
        self._number.setFont(code_font(BASE_PX))

    def edit(
        self,
        title: str,
        value: np.ndarray,
        at: QPoint,
        theme: Theme,
        take: Callable[[Numbers, bool], bool],
        cancel: Callable[[], None] = lambda: None,
        *,
        may_resize: bool = False,
    ) -> None:
        """Open the popup at a point of the screen.

        ``take(numbers, is_dragged)`` receives new numbers, and returns whether they are possible;
        ``cancel`` reverts all of them. ``may_resize``: whether the number of cells may change.

        Shapes: value (), (n,) or (m, n).
        """
        self._take, self._cancel, self._shape = take, cancel, value.shape
        self._is_whole = bool(np.issubdtype(value.dtype, np.integer))
        self._title.setText(title)
        self._problem.hide()
        self.colour(theme)
        self._problem.setStyleSheet(f"color: {theme.cut.name()};")
        is_one = not value.shape
        for widget in (self._number, self._slider):
            widget.setVisible(is_one)
        self._grid.setVisible(not is_one)
        self._sizing.setVisible(may_resize and not is_one)
        if is_one:
            self._show_number(value)
        else:
            self._show_grid(value, may_resize)
        self._handed = self._texts()
        self.adjustSize()
        self.open_at(at)
        (self._number if is_one else self._grid).setFocus()

    def _show_grid(self, value: np.ndarray, may_resize: bool) -> None:
        has_rows = value.ndim == 2
        texts, new = texts_of(np.atleast_2d(value)), "0" if self._is_whole else "0.0"
        self._grid.fill(texts, new, has_rows=has_rows, may_change=may_resize)
        column, row = self.tr("column"), self.tr("row")
        for button, sign, what, tip in (
            (self._longer, "+", column, self.tr("Add a column (Alt+Right)")),
            (self._shorter, "−", column, self.tr("Remove the column (Alt+Left)")),
            (self._higher, "+", row, self.tr("Add a row (Alt+Down)")),
            (self._lower, "−", row, self.tr("Remove the row (Alt+Up)")),
        ):
            button.setText(f"{sign} {what}")
            button.setToolTip(tip)
        for button in (self._higher, self._lower):
            button.setVisible(has_rows)

    def _show_number(self, value: np.ndarray) -> None:
        self._centre = float(value) if np.isfinite(value) else 0.0
        self._reach = max(2.0 * abs(self._centre), 2.0)
        self._number.setText(texts_of(value.reshape(1, 1))[0][0])
        self._number.selectAll()
        self._slider.blockSignals(True)
        self._slider.setValue(0)
        self._slider.blockSignals(False)

    # -- results -------------------------------------------------------------------------------

    def _texts(self) -> list[list[str]]:
        """The present texts. Shapes: (m, n)."""
        return self._grid.texts() if self._shape else [[self._number.text()]]

    def _numbers(self) -> Numbers:
        """The present numbers.

        Raises:
            ValueError: with the text that is no number.
        """
        rows = [[self._read(text) for text in line] for line in self._texts()]
        if not self._shape:
            return rows[0][0]
        return rows[0] if len(self._shape) == 1 else rows

    def _read(self, text: str) -> int | float:
        number = number_of(text)
        if number is None:
            raise ValueError(text)
        if self._is_whole and isinstance(number, int):
            return number
        return float(number)

    def _accept(self) -> None:
        try:
            numbers = self._numbers()
        except ValueError as error:
            self._problem.setText(self.tr("“{text}” is not a number.").format(text=error))
            self._problem.show()
            self.adjustSize()
            return
        self.hide()
        self._take(numbers, False)

    def _reject(self) -> None:
        self._cancel()
        self.hide()

    def _on_slider_moved(self, position: int) -> None:
        number = round(self._centre + self._reach * position / _STEPS, 4)
        shown = round(number) if self._is_whole else number
        self._number.setText(str(shown))
        self._take(shown, True)

    def _on_slider_released(self) -> None:
        self._handed = self._texts()
        self._take(self._numbers(), False)

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        # The first Enter ends the edit of a cell, whose text counts only then.
        if self._grid.state() != QAbstractItemView.State.EditingState:
            self._accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._reject()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Accept the changes when the popup is closed by a press elsewhere, if they are valid."""
        if self._shape:
            self._grid.setFocus()  # ends the edit of a cell, whose text counts only then
        if self._texts() != self._handed:
            self._accept()
            event.setAccepted(not self.isVisible())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
