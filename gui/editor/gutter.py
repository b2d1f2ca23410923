"""The strip of line numbers beside an editor."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.editor.geometry import visible_lines
from gui.editor.notes import Notes
from gui.editor.sizes import note_font
from gui.theme import LIGHT, SPACE_8, SPACE_16, Theme, mix

MIN_DIGITS = 2
MARK_PX = 4.0
STOP_PX = 5.0


class Gutter(QWidget):
    """Line numbers, a triangle at the line of the current step, a cross at that of the error.

    A breakpoint is a disc behind these, or a ring if it has a condition; a pale disc under the
    pointer shows where a click would set one.

    Signals:
        line_clicked: the number of a line that was clicked, from 1.
    """

    line_clicked = Signal(int)

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._theme = LIGHT
        self._notes = Notes()
        self._stops: Mapping[int, bool] = {}
        self._hovered_line: int | None = None
        self.setMouseTracking(True)
        editor.blockCountChanged.connect(self.fit)
        editor.cursorPositionChanged.connect(self.update)
        editor.updateRequest.connect(self._on_update_requested)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.fit()
        self.update()

    def mark(self, notes: Notes) -> None:
        """Mark the lines of the step and of the error."""
        self._notes = notes
        self.update()

    def mark_stops(self, stops: Mapping[int, bool]) -> None:
        """Mark the lines that have breakpoints; for each, whether it has a condition."""
        self._stops = stops
        self.update()

    def fit(self) -> None:
        """Take as much of the left side of the editor as the numbers and marks need."""
        digits = max(len(str(self._editor.blockCount())), MIN_DIGITS)
        metrics = QFontMetrics(note_font(self._editor))
        width = SPACE_16 + metrics.horizontalAdvance("0" * digits) + SPACE_8
        self._editor.setViewportMargins(width, 0, 0, 0)
        inside = self._editor.contentsRect()
        self.setGeometry(inside.left(), inside.top(), width, inside.height())

    def _on_update_requested(self, rect: QRect, scrolled_px: int) -> None:
        if scrolled_px:
            self.scroll(0, scrolled_px)
        else:
            self.update(0, rect.y(), self.width(), rect.height())

    def _draw_line(self, painter: QPainter, number: int, line: QRectF) -> None:
        here = self._editor.textCursor().blockNumber() + 1
        is_here = number == here and not self._editor.isReadOnly()
        painter.setPen(self._theme.text if is_here else self._theme.muted)
        place = QRectF(0, line.top(), self.width() - SPACE_8, line.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, str(number))
        middle = QPointF(SPACE_8, line.center().y())
        if number in self._stops:
            _draw_stop(painter, middle, self._theme.accent, self._stops[number])
        elif number == self._hovered_line:
            pale = mix(self._theme.surface, self._theme.accent, 0.35)
            _draw_stop(painter, middle, pale, has_condition=False)
        error, step = self._notes.error, self._notes.call_site or self._notes.site
        if error and number == error.site.line:
            _draw_cross(painter, middle, self._theme.cut)
        elif step and number == step.line:
            _draw_triangle(painter, middle, self._theme.current)

    def _set_hovered_line(self, line: int | None) -> None:
        if line != self._hovered_line:
            self._hovered_line = line
            self.update()

    def _line_at(self, point: QPoint) -> int | None:
        for number, line in visible_lines(self._editor):
            if line.top() <= point.y() < line.bottom():
                return number
        return None

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._theme.surface)
        painter.setFont(note_font(self._editor))
        for number, line in visible_lines(self._editor):
            self._draw_line(painter, number, line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hovered_line(self._line_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered_line(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            line = self._line_at(event.position().toPoint())
            if line is not None:
                self.line_clicked.emit(line)


def _draw_stop(painter: QPainter, middle: QPointF, colour: QColor, has_condition: bool) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush if has_condition else colour)
    painter.drawEllipse(middle, STOP_PX, STOP_PX)


def _draw_triangle(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = [QPointF(-MARK_PX, -MARK_PX), QPointF(MARK_PX, 0), QPointF(-MARK_PX, MARK_PX)]
    painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))


def _draw_cross(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    arm, other_arm = QPointF(MARK_PX, MARK_PX), QPointF(MARK_PX, -MARK_PX)
    painter.drawLine(middle - arm, middle + arm)
    painter.drawLine(middle - other_arm, middle + other_arm)
