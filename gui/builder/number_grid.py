"""An editable grid of numbers that can grow and shrink."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from gui.builder.number_parsing import rows_of
from gui.theme import BASE_PX, SPACE_8, SPACE_16, SPACE_24, code_font

MAX_CELLS = 400
_COLUMN_PX, _MOST_COLUMN_PX, _ROW_PX = 64, 128, SPACE_24 + SPACE_8
_MOST_WIDTH_PX, _MOST_HEIGHT_PX = 460, 320


class NumberGrid(QTableWidget):
    """A table of texts, with rows and columns numbered from 0.

    Alt+Right and Alt+Down add a column or a row after the current one; Alt+Left and Alt+Up remove
    the current one, unless it is the last. Pasted numbers are written into as many cells as needed.

    Signals:
        size_changed: the number of rows or columns has changed.
    """

    size_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("value_grid")
        self.setFont(code_font(BASE_PX))
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self._new = "0"
        self._has_rows = self._may_change = True

    def fill(
        self, texts: Sequence[Sequence[str]], new: str, *, has_rows: bool, may_change: bool
    ) -> None:
        """Show texts.

        Args:
            texts: the texts of the cells. Shapes: (m, n).
            new: the text of added cells.
            has_rows: whether rows can be added and removed, too.
            may_change: whether the size may change.
        """
        self._new, self._has_rows, self._may_change = new, has_rows, may_change
        self.setRowCount(len(texts))
        self.setColumnCount(len(texts[0]))
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                self._write(row, column, text)
        self._arrange()
        self.setCurrentCell(0, 0)

    def texts(self) -> list[list[str]]:
        """The present texts. Shapes: (m, n)."""
        rows, columns = range(self.rowCount()), range(self.columnCount())
        return [[self._text(row, column) for column in columns] for row in rows]

    def add_column(self) -> None:
        """Insert a column after the current one."""
        if self._may_change and (self.columnCount() + 1) * self.rowCount() <= MAX_CELLS:
            row, column = max(self.currentRow(), 0), self.currentColumn() + 1
            self.insertColumn(column)
            for each in range(self.rowCount()):
                self._write(each, column, self._new)
            self._arrange()
            self.setCurrentCell(row, column)

    def remove_column(self) -> None:
        """Remove the current column, unless it is the only one."""
        if self._may_change and self.columnCount() > 1:
            self.removeColumn(max(self.currentColumn(), 0))
            self._arrange()

    def add_row(self) -> None:
        """Insert a row after the current one."""
        is_free = (self.rowCount() + 1) * self.columnCount() <= MAX_CELLS
        if self._may_change and self._has_rows and is_free:
            row, column = self.currentRow() + 1, max(self.currentColumn(), 0)
            self.insertRow(row)
            for each in range(self.columnCount()):
                self._write(row, each, self._new)
            self._arrange()
            self.setCurrentCell(row, column)

    def remove_row(self) -> None:
        """Remove the current row, unless it is the only one."""
        if self._may_change and self.rowCount() > 1:
            self.removeRow(max(self.currentRow(), 0))
            self._arrange()

    def paste(self, text: str) -> None:
        """Write the numbers of a text into the cells from the current one on, growing as needed.

        Without rows, its lines are joined.
        """
        rows = rows_of(text)
        if not self._has_rows:
            rows = [[word for words in rows for word in words]]
        top, left = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        width, height = left + max(map(len, rows), default=0), top + len(rows)
        self._grow(height, width)
        for row, words in enumerate(rows, start=top):
            for column, word in enumerate(words, start=left):
                if row < self.rowCount() and column < self.columnCount():
                    self._write(row, column, word)

    def _grow(self, height: int, width: int) -> None:
        """Grow to at least so many rows and columns, if the size may change and within limits."""
        height, width = max(height, self.rowCount()), max(width, self.columnCount())
        if not self._may_change or height * width > MAX_CELLS:
            return
        old_height, old_width = self.rowCount(), self.columnCount()
        self.setRowCount(height)
        self.setColumnCount(width)
        for row in range(height):
            for column in range(0 if row >= old_height else old_width, width):
                self._write(row, column, self._new)
        self._arrange()

    def _write(self, row: int, column: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return "" if item is None else item.text()

    def _column_px(self) -> int:
        """The width of the longest number, within limits."""
        longest = max((text for line in self.texts() for text in line), key=len, default="")
        needed = self.fontMetrics().horizontalAdvance(longest) + SPACE_16
        return max(_COLUMN_PX, min(needed, _MOST_COLUMN_PX))

    def _arrange(self) -> None:
        """Number the rows and columns, and fit the size to them."""
        rows, columns = self.rowCount(), self.columnCount()
        self.setVerticalHeaderLabels([str(number) for number in range(rows)])
        self.setHorizontalHeaderLabels([str(number) for number in range(columns)])
        column_px = self._column_px()
        self.horizontalHeader().setDefaultSectionSize(column_px)
        width = self.verticalHeader().sizeHint().width() + columns * column_px + SPACE_8
        height = self.horizontalHeader().sizeHint().height() + rows * _ROW_PX + SPACE_8
        self.setFixedSize(min(width, _MOST_WIDTH_PX), min(height, _MOST_HEIGHT_PX))
        self.size_changed.emit()

    # -- Qt ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
            return
        changes = {
            Qt.Key.Key_Right: self.add_column,
            Qt.Key.Key_Left: self.remove_column,
            Qt.Key.Key_Down: self.add_row,
            Qt.Key.Key_Up: self.remove_row,
        }
        change = changes.get(Qt.Key(event.key()))
        if change is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        change()
