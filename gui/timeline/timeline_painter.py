"""Paints the timeline: the labels of the tracks, the tracks with their marks, and the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF

from engine.record.schema import NONE
from engine.record.state import State
from gui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from gui.timeline.close_up import CloseUp, CloseUpPainter, OverviewPainter
from gui.timeline.track_painter import MARKS_PX, TRACK_PX, TrackPainter, track_top
from gui.timeline.tracks import PASS_TRACKS, Scale, Tracks

if TYPE_CHECKING:
    from engine.walk.cells import Cell

translate = QCoreApplication.translate

_HANDLE_PX = 5.0


@dataclass(frozen=True)
class TimelinePainter:
    """Paints the timeline at a state; the first track begins at y = 0.

    Attributes:
        tracks: those of the script and of passes.
        joined: the same steps with all passes on one track.
        scale: where the steps are.
        state: the current state.
        cells: the cells of the script.
        stops: the cursors at which breakpoints stop.
    """

    tracks: Tracks
    joined: Tracks
    scale: Scale
    state: State
    cells: list[Cell]
    stops: np.ndarray
    theme: Theme

    def paint(self, painter: QPainter) -> None:
        """Paint the passes on their tracks."""
        self._paint_labels(painter)
        tracks = TrackPainter(self.tracks, self.scale, self.state.cursor, self.theme)
        if self.tracks.are_shared:  # labels cannot name the passes, so numbers do
            tracks.paint_pass_numbers(painter, self._current_pass)
        self._paint_tracks(painter, tracks)

    def paint_close_up(self, painter: QPainter, close: CloseUp, *, has_axis: bool) -> None:
        """Paint the overview of all steps, and below it the close-up around the cursor."""
        state, scale = self.state, self.scale
        self._paint_label(painter, _count_of_passes(self.tracks), 0, is_current=False)
        whole = OverviewPainter(self.joined, scale, state.cursor, self.theme)
        self._paint_tracks(painter, whole)
        if has_axis:
            whole.paint_axis(painter)
        painter.translate(0, close.top_px)
        self._paint_label(painter, _script(), 0, is_current=not state.in_pass)
        if state.in_pass:
            self._paint_label(painter, _name_of_pass(state.pass_ + 1), 1, is_current=True)
        room = painter.device()
        painter.setClipRect(QRectF(scale.left_px - 1, -SPACE_8, room.width(), room.height()))
        cells = CloseUpPainter(self.joined, close.scale, state.cursor, self.theme, close.steps)
        self._paint_tracks(painter, cells)
        cells.paint_pass_numbers(painter, self._current_pass)

    @property
    def _current_pass(self) -> int:
        return self.state.pass_ if self.state.in_pass else NONE

    def _paint_label(self, painter: QPainter, text: str, track: int, *, is_current: bool) -> None:
        is_highlighted = is_current and self.state.step is not None
        painter.setPen(self.theme.text if is_highlighted else self.theme.muted)
        place = QRectF(
            SPACE_12, track_top(track), label_width(self.tracks, painter.font()), TRACK_PX
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_labels(self, painter: QPainter) -> None:
        in_pass = self.state.in_pass
        current = self.tracks.track_of_pass(self.state.pass_) if in_pass else 0
        if self.tracks.are_shared:
            current = int(in_pass)
        for track, label in _labels(self.tracks).items():
            self._paint_label(painter, label, track, is_current=track == current)

    def _paint_tracks(self, painter: QPainter, tracks: TrackPainter) -> None:
        """Paint tracks with all their marks."""
        tracks.paint_cell_marks(painter, [cell.step for cell in self.cells])
        tracks.paint_stops(painter, self.stops - 1)
        tracks.paint(painter)
        self._paint_cursor(painter, tracks.scale, tracks.row_count)

    def _paint_cursor(self, painter: QPainter, scale: Scale, rows: int) -> None:
        x = scale.x(self.state.cursor) - 0.5
        painter.setPen(QPen(self.theme.accent, 2))
        painter.drawLine(QPointF(x, -SPACE_4), QPointF(x, track_top(rows) + MARKS_PX))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.accent)
        top, tip = -SPACE_4 - _HANDLE_PX, QPointF(x, -SPACE_4 + _HANDLE_PX)
        corners = [QPointF(x - _HANDLE_PX, top), QPointF(x + _HANDLE_PX, top), tip]
        painter.drawPolygon(QPolygonF(corners))


def label_width(tracks: Tracks, font: QFont) -> int:
    """The width of the labels, including that of any current pass."""
    metrics = QFontMetrics(font)
    widest = _name_of_pass(max(PASS_TRACKS, tracks.pass_count))
    return max(map(metrics.horizontalAdvance, (*_labels(tracks).values(), widest)))


def _labels(tracks: Tracks) -> dict[int, str]:
    """By track, its label; tracks that passes share have one label with their number."""
    if tracks.are_shared:
        return {0: _script(), 1: _count_of_passes(tracks)}
    passes = range(tracks.pass_count)
    named = {tracks.track_of_pass(pass_): _name_of_pass(pass_ + 1) for pass_ in passes}
    return {0: _script(), **named}


def _script() -> str:
    return translate("Timeline", "Script")


def _count_of_passes(tracks: Tracks) -> str:
    if tracks.pass_count == 1:
        return translate("Timeline", "1 pass")
    return translate("Timeline", "{count} passes").format(count=f"{tracks.pass_count:,}")


def _name_of_pass(number: int) -> str:
    return translate("Timeline", "Pass {number}").format(number=f"{number:,}")
