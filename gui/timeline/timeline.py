"""The bar of all steps of a run; a click or a drag on it goes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from gui.theme import LIGHT, SMALL_PX, SPACE_4, SPACE_8, SPACE_12, Theme, ui_font
from gui.timeline.painting import MARKS_PX, TRACK_PX, TrackPainter, track_top
from gui.timeline.tips import cell_line, tip_at
from gui.timeline.tracks import FEW_PASS_TRACKS, PASS_TRACKS, Scale, tracks_of

if TYPE_CHECKING:
    from engine.walk.cells import Cell

MAX_STEP_PX = 20.0
"""Cells of a short run are no wider than this."""
_HANDLE_PX = 5.0
_LEAST_TRACKS = 3
"""Room for so many, so that most runs leave the window as it is."""


class Timeline(QSlider):
    """A slider over the cursors of a recording, drawn as one cell for each step.

    Being a slider, it has the keys of one and is read as one.

    Signals:
        cursor_requested: the cursor that the person wants to see.
    """

    cursor_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("timeline")
        self.setFont(ui_font(SMALL_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._theme = LIGHT
        self._state: State = Recording("").at(0)
        self._pass_tracks = PASS_TRACKS
        self._tracks = tracks_of(self._state.recording)
        self._read_index = self._state.recording.index
        self._cells: list[Cell] = []
        self._stops = np.empty(0, np.int64)
        self._hides_what_comes = False
        self._take_height()
        self._describe()
        self.valueChanged.connect(self.cursor_requested)

    def show_state(self, state: State) -> None:
        """Mark a state's step, among the steps of its recording."""
        self._state = state
        if state.recording.index is not self._read_index:
            self._read_index = state.recording.index
            self._tracks = tracks_of(state.recording, self._pass_tracks)
            self._cells = _cells_of(state.recording)
            self._take_height()
        self._describe()
        with QSignalBlocker(self):  # what is shown was not asked for here
            self.setRange(0, state.recording.step_count)
            self.setValue(state.cursor)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Take less room, the passes on fewer tracks, or as much as they need."""
        pass_tracks = FEW_PASS_TRACKS if is_compact else PASS_TRACKS
        if pass_tracks != self._pass_tracks:
            self._pass_tracks = pass_tracks
            self._tracks = tracks_of(self._state.recording, pass_tracks)
            self._take_height()
            self.update()

    def mark_stops(self, cursors: np.ndarray) -> None:
        """Mark the steps at which breakpoints stop a walk. Shapes: cursors (k,), ascending."""
        self._stops = cursors
        self.update()

    def hide_what_comes(self, is_hidden: bool) -> None:
        """Hide later steps while the user is to predict them."""
        self._hides_what_comes = is_hidden

    def _take_height(self) -> None:
        """No higher than the tracks, of which there is room for a few from the beginning."""
        rows = max(self._tracks.track_count, _LEAST_TRACKS)
        height = SPACE_12 + track_top(rows) + MARKS_PX + SPACE_8
        self.setMinimumHeight(height)
        # With no play at all the panel would not be separated from the others by a line.
        self.setMaximumHeight(height + SPACE_8)

    def scale(self) -> Scale:
        """Where the cells are now."""
        count = self.maximum()
        left = SPACE_12 + self._label_width() + SPACE_8
        room = max(self.width() - left - SPACE_12, 1)
        return Scale(left, min(room / max(count, 1), MAX_STEP_PX), count)

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Timeline"))
        if self._state.in_pass:
            text = self.tr("step {step} of {count}, pass {pass_}")
        else:
            text = self.tr("step {step} of {count}")
        count = self._state.recording.step_count
        self.setAccessibleDescription(
            text.format(step=self._state.cursor, count=count, pass_=self._state.pass_ + 1)
        )

    # -- painting ------------------------------------------------------------------------------

    def _labels(self) -> dict[int, str]:
        """What stands before tracks: what is on each, or how many passes are on all of them."""
        labels, count = {0: self.tr("Script")}, self._tracks.pass_count
        if self._tracks.are_shared:
            return {**labels, 1: self.tr("{count} passes").format(count=f"{count:,}")}
        for pass_ in range(count):
            label = self.tr("Pass {number}").format(number=pass_ + 1)
            labels[self._tracks.track_of_pass(pass_)] = label
        return labels

    def _label_width(self) -> int:
        metrics = QFontMetrics(self.font())
        widest = self.tr("Pass {number}").format(number=PASS_TRACKS)
        return max(map(metrics.horizontalAdvance, (*self._labels().values(), widest)))

    def _paint_labels(self, painter: QPainter) -> None:
        in_pass = self._state.in_pass
        current = self._tracks.track_of_pass(self._state.pass_) if in_pass else 0
        if self._tracks.are_shared:
            current = int(in_pass)
        for track, label in self._labels().items():
            is_current = track == current and self._state.step is not None
            painter.setPen(self._theme.text if is_current else self._theme.muted)
            place = QRectF(SPACE_12, track_top(track), self._label_width(), TRACK_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_cursor(self, painter: QPainter, scale: Scale) -> None:
        x = scale.x(self._state.cursor) - 0.5
        bottom = track_top(self._tracks.track_count) + MARKS_PX
        painter.setPen(QPen(self._theme.accent, 2))
        painter.drawLine(QPointF(x, -SPACE_4), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent)
        top, tip = -SPACE_4 - _HANDLE_PX, QPointF(x, -SPACE_4 + _HANDLE_PX)
        corners = [QPointF(x - _HANDLE_PX, top), QPointF(x + _HANDLE_PX, top), tip]
        painter.drawPolygon(QPolygonF(corners))

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        if not self._state.recording.step_count:
            painter.setPen(self._theme.muted)
            words = self.tr("The steps of a run appear here.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            return
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.translate(0, SPACE_12)
        scale = self.scale()
        self._paint_labels(painter)
        tracks = TrackPainter(self._tracks, scale, self._state.cursor, self._theme)
        tracks.paint_cell_marks(painter, [cell.step for cell in self._cells])
        tracks.paint_stops(painter, self._stops - 1)
        tracks.paint(painter)
        if self._tracks.are_shared:  # each is numbered where it begins
            tracks.paint_pass_numbers(painter, self._state.pass_ if self._state.in_pass else NONE)
        self._paint_cursor(painter, scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._scrub(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _scrub(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self.scale().cursor_at(event.position().x()))
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x = event.pos().x()
            tip = tip_at(self._state.recording, self._tracks, self.scale(), x)
            if self._hides_what_comes and self.scale().cursor_at(x) > self._state.cursor:
                tip = self.tr("Hidden until you have answered")
            cell = cell_line(self._cells, self.scale(), x)
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (cell, tip))), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
            self.update()


def _cells_of(recording: Recording) -> list[Cell]:
    """The cells of a script; most have none."""
    if "%%" not in recording.source:
        return []
    from engine.walk.cells import cells

    return cells(recording)
