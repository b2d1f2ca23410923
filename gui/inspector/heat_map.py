"""A heat map of a value, with a legend of its colours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.record.values import Value
from gui.heat import heat, heat_image, largest_magnitude, sampled_places
from gui.theme import LIGHT, SMALL_PX, SPACE_4, SPACE_8, SPACE_12, Theme, mix, ui_font
from gui.words.number_texts import number_text

CELL_PX = 12
"""The height of the cells of a vector, and the minimum size of a map."""
MAX_CELL_PX = 18
MAX_CELLS = 64
"""The maximum number of cells in each direction; larger values are sampled."""
MAX_HEIGHT_PX = 192
LEGEND_PX = 48
"""The length of the colour bar."""
LEGEND_HEIGHT_PX = SMALL_PX + SPACE_4
_MIN_LINED_PX = 8
"""The minimum size of cells with lines between them."""


class _Cells(NamedTuple):
    """The size of cells."""

    width: float
    height: float


class HeatMap(QWidget):
    """Cells coloured from negative over zero to positive, and a legend.

    The tool tip of a cell is its number.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._picture = np.zeros((0, 0))
        self._value: Value | None = None
        self._largest = 0.0
        self._odd = ""
        """What is not finite, as the legend calls it; empty for nothing."""
        self._theme = LIGHT
        self.setFont(ui_font(SMALL_PX))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_value(self, value: Value | None) -> None:
        """Draw a value; hide unless it has several numbers."""
        has_cells = value is not None and value.size > 1
        self.setVisible(has_cells)
        if value is not None and has_cells:
            self._value = value
            self._picture = heat(value.array, MAX_CELLS, MAX_CELLS)
            is_bool = value.array.dtype == np.bool_  # False and True need no scale
            self._largest = 0.0 if is_bool else largest_magnitude(value.array)
            kinds = zip(value.not_finite, ("nan", "inf"))
            self._odd = ", ".join(kind for count, kind in kinds if count)
            self._describe()
            self.updateGeometry()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def cell_rect(self, row: int, column: int) -> QRectF:
        """The rectangle of a cell."""
        cells = self._cells(self.width())
        return QRectF(
            0.5 + column * cells.width, 0.5 + row * cells.height, cells.width, cells.height
        )

    def _describe(self) -> None:
        text = self.tr("Heat map: blue is negative, ochre positive; full colour is {number}")
        text = text.format(number=number_text(self._largest))
        if self._odd:
            odd = self.tr("{text}; red is {kinds}")
            text = odd.format(text=text, kinds=self._odd)
        self.setAccessibleName(text)

    @property
    def _has_legend(self) -> bool:
        return bool(self._largest or self._odd)

    def _cells(self, width: int) -> _Cells:
        """The size of the cells: low for a vector, square for a matrix, within the room."""
        rows, columns = self._picture.shape
        room = (width - 1) / max(columns, 1)
        if self._value is not None and len(self._value.shape) == 1:
            return _Cells(min(room, 2 * CELL_PX), CELL_PX)
        side = min(MAX_CELL_PX, room, MAX_HEIGHT_PX / max(rows, 1))
        least_width, least_height = CELL_PX / max(columns, 1), CELL_PX / max(rows, 1)
        return _Cells(max(side, min(least_width, room)), max(side, least_height))

    # -- painting ------------------------------------------------------------------------------

    def _paint_cells(self, painter: QPainter) -> None:
        rows, columns = self._picture.shape
        cells = self._cells(self.width())
        frame = QRectF(0.5, 0.5, columns * cells.width, rows * cells.height)
        painter.drawImage(frame, heat_image(self._theme, self._picture))
        if min(cells) >= _MIN_LINED_PX:
            painter.setPen(QPen(mix(self._theme.line, self._theme.surface, 0.7), 1))
            for row in range(1, rows):
                y = frame.top() + row * cells.height
                painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            for column in range(1, columns):
                x = frame.left() + column * cells.width
                painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        painter.setPen(QPen(mix(self._theme.line, self._theme.surface, 0.4), 1))
        painter.drawRect(frame)

    def _paint_legend(self, painter: QPainter) -> None:
        rows = self._picture.shape[0]
        top = round(rows * self._cells(self.width()).height + SPACE_8)
        painter.setPen(self._theme.muted)
        left = self._paint_scale(painter, top) if self._largest else 0
        if self._odd:
            swatch = QRectF(left, top + SPACE_4, SPACE_4, SPACE_4)
            painter.fillRect(swatch, self._theme.cut)
            painter.drawText(left + 2 * SPACE_4, _baseline(top), self._odd)

    def _paint_scale(self, painter: QPainter, top: int) -> int:
        """Paint the bar of colours between its numbers; returns where the next mark begins."""
        lowest, highest = number_text(-self._largest), number_text(self._largest)
        width = QFontMetrics(self.font()).horizontalAdvance
        painter.drawText(0, _baseline(top), lowest)
        bar = QRectF(width(lowest) + SPACE_4, top + SPACE_4, LEGEND_PX, SPACE_4)
        painter.drawImage(bar, heat_image(self._theme, np.linspace(-1, 1, LEGEND_PX)[None]))
        right = round(bar.right()) + SPACE_4
        painter.drawText(right, _baseline(top), highest)
        return right + width(highest) + SPACE_12

    def _tip_at(self, place: QPointF) -> str:
        """The index and number of the cell at a place; empty beside the cells."""
        cells, (rows, columns) = self._cells(self.width()), self._picture.shape
        row, column = int(place.y() // cells.height), int(place.x() // cells.width)
        if self._value is None or not (0 <= row < rows and 0 <= column < columns):
            return ""
        array = self._value.array
        flat = np.atleast_2d(array).reshape(-1, array.shape[-1])
        in_rows, in_columns = sampled_places(flat.shape, (MAX_CELLS, MAX_CELLS))
        number = number_text(flat[in_rows[row], in_columns[column]].item())
        if not self._value.is_whole:  # the indices of a sample are unknown
            return number
        outer = np.unravel_index(in_rows[row], array.shape[:-1]) if array.ndim > 1 else ()
        index = ", ".join(str(int(each)) for each in (*outer, in_columns[column]))
        return f"[{index}]: {number}"

    # -- Qt ------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        legend = LEGEND_HEIGHT_PX + SPACE_8 if self._has_legend else SPACE_4
        return round(self._picture.shape[0] * self._cells(width).height) + legend

    def sizeHint(self) -> QSize:
        width = self._picture.shape[1] * MAX_CELL_PX + 1
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self._tip_at(QPointF(event.pos())) or self.accessibleName()
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_cells(painter)
        if self._has_legend:
            self._paint_legend(painter)


def _baseline(top: int) -> int:
    """The baseline of the legend's text, by its upper border."""
    return top + LEGEND_HEIGHT_PX - SPACE_4
