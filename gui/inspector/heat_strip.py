"""A value as a strip of heat with the scale of its colours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.record.values import Value
from gui.number_texts import heat, largest_magnitude, number_text
from gui.theme import LIGHT, SMALL_PX, SPACE_4, SPACE_8, Theme, heat_colors, mix, ui_font

CELL_PX = 12
LEGEND_PX = 48
"""The length of the scale's bar."""
LEGEND_HEIGHT_PX = SMALL_PX + SPACE_4


class HeatStrip(QWidget):
    """Draws cells from negative over zero to positive, and a legend of what full colour means."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._picture = np.zeros((0, 0))
        self._largest = 0.0
        self._theme = LIGHT
        self.setFont(ui_font(SMALL_PX))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, value: Value | None) -> None:
        """Draw a value; hidden for none, for zero-dim and for empty ones."""
        has_cells = value is not None and bool(value.shape) and value.size > 0
        self.setVisible(has_cells)
        if value is not None and has_cells:
            self._picture = heat(value.array)
            is_bool = value.array.dtype == np.bool_  # False and True need no scale
            self._largest = 0.0 if is_bool else largest_magnitude(value.array)
            self.updateGeometry()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def _paint_cells(self, painter: QPainter) -> None:
        rows, columns = self._picture.shape
        width = min(self.width() - 1, columns * 2 * CELL_PX)
        frame = QRectF(0.5, 0.5, width, rows * CELL_PX)
        painter.drawImage(frame, _image(self._theme, self._picture))
        painter.setPen(QPen(mix(self._theme.line, self._theme.surface, 0.4), 1))
        painter.drawRect(frame)

    def _paint_legend(self, painter: QPainter) -> None:
        top = self._picture.shape[0] * CELL_PX + SPACE_8
        lowest, highest = number_text(-self._largest), number_text(self._largest)
        painter.setPen(self._theme.muted)
        baseline = top + LEGEND_HEIGHT_PX - SPACE_4
        painter.drawText(0, baseline, lowest)
        left = QFontMetrics(self.font()).horizontalAdvance(lowest) + SPACE_4
        bar = QRectF(left, top + SPACE_4, LEGEND_PX, SPACE_4)
        painter.drawImage(bar, _image(self._theme, np.linspace(-1, 1, LEGEND_PX)[None]))
        painter.drawText(left + LEGEND_PX + SPACE_4, baseline, highest)

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        rows, columns = self._picture.shape
        legend = LEGEND_HEIGHT_PX + SPACE_8 if self._largest else SPACE_4
        return QSize(columns * CELL_PX, rows * CELL_PX + legend)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_cells(painter)
        if self._largest:
            self._paint_legend(painter)


def _image(theme: Theme, picture: np.ndarray) -> QImage:
    """Cells as pixels; the copy outlives the array that numpy drew into."""
    colors = np.ascontiguousarray(heat_colors(theme, picture))
    rows, columns = picture.shape
    return QImage(colors.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
