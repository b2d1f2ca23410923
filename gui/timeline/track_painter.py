"""Paints the tracks: a cell for each step or, where there are too many, how dense they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPolygonF

from engine.record.schema import EventKind
from gui.theme import SPACE_4, SPACE_8, Theme, mix
from gui.timeline.tracks import Scale, Tracks

TRACK_PX = 16
TRACK_GAP_PX = SPACE_4
MARKS_PX = SPACE_8
"""The height of the row of marks below the tracks."""
STOP_PX = 3.5
"""The radius of the mark of a breakpoint."""
DENSE_PX = 3.0
"""Cells narrower than this merge."""
PALE = 0.5
"""How strong the colour of what is still to come is."""
_MIN_SHARE = 0.35
"""How much of a track's colour its emptiest drawn column has."""


def track_top(track: int) -> int:
    """Where a track begins, in px below the first."""
    return track * (TRACK_PX + TRACK_GAP_PX)


@dataclass(frozen=True)
class TrackPainter:
    """Paints tracks as of a cursor; the first track begins at y = 0.

    Attributes:
        tracks, scale: what to paint, and where.
        cursor: how many steps have happened; the last of them is the shown one.
        theme: in which colours.
    """

    tracks: Tracks
    scale: Scale
    cursor: int
    theme: Theme

    @property
    def row_count(self) -> int:
        """How many rows are above the marks."""
        return self.tracks.track_count

    @property
    def steps(self) -> range:
        """Those that have cells, where there is room for any."""
        return range(len(self.tracks.tracks))

    def paint(self, painter: QPainter) -> None:
        """Paint cells and marks."""
        if self.scale.step_px >= DENSE_PX:
            self._paint_cells(painter)
        else:
            self._paint_density(painter)
        self._paint_marks(painter)

    def paint_pass_numbers(self, painter: QPainter, current_pass: int) -> None:
        """Number each pass before its first cell, where there is room after the number before."""
        painter.setPen(self.theme.muted)
        for pass_, place in number_places(self.tracks, self.scale, painter.font().toString()):
            if pass_ == current_pass:
                painter.setPen(self.theme.text)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(pass_ + 1))
            if pass_ == current_pass:
                painter.setPen(self.theme.muted)

    def paint_cell_marks(self, painter: QPainter, steps: list[int]) -> None:
        """A line before the first step of each cell of the script."""
        painter.setPen(QPen(self.theme.line, 1, Qt.PenStyle.DotLine))
        bottom = track_top(self.row_count) + MARKS_PX
        for step in steps:
            x = np.floor(self.scale.x(step)) - 0.5
            painter.drawLine(QPointF(x, -SPACE_4), QPointF(x, bottom))

    def paint_stops(self, painter: QPainter, steps: np.ndarray) -> None:
        """A disc below the steps at which breakpoints stop."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.accent)
        middle = track_top(self.row_count) + MARKS_PX / 2
        for x in self._mark_places(steps):
            painter.drawEllipse(QPointF(x, middle), STOP_PX, STOP_PX)

    def _colour(self, track: int) -> QColor:
        return self.theme.done if track else self.theme.muted

    # -- cells ---------------------------------------------------------------------------------

    def _paint_cells(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 2.0 if self.scale.step_px >= SPACE_8 else 1.0
        for step in self.steps:
            track = int(self.tracks.tracks[step])
            top = track_top(track)
            cell = QRectF(self.scale.x(step), top, self.scale.step_px - gap, TRACK_PX)
            self._ink_cell(painter, step, track)
            _draw_shape(painter, EventKind(int(self.tracks.kinds[step])), cell)

    def _ink_cell(self, painter: QPainter, step: int, track: int) -> None:
        """Happened: filled; shown: filled in the current colour; to come: outlined."""
        colour = self._colour(track)
        if step == self.cursor - 1:
            colour = self.theme.current
        is_to_come = step >= self.cursor
        painter.setPen(QPen(mix(colour, self.theme.ground, 0.4 if is_to_come else 0.0), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if is_to_come else colour)

    # -- density -------------------------------------------------------------------------------

    def _paint_density(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatioF()
        columns = max(1, int(self.scale.step_count * self.scale.step_px * ratio))
        shares = column_shares(self.tracks, columns)
        happened = self.happened_of(columns)
        left, width = self.scale.left_px, columns / ratio
        for track in range(self.tracks.track_count):
            place = QRectF(left, track_top(track), width, TRACK_PX)
            painter.drawImage(place, self._density_image(track, shares[track], happened))

    def happened_of(self, columns: int) -> int:
        """In how many of the columns something has happened."""
        return int(np.ceil(columns * self.cursor / self.scale.step_count))

    def _density_image(self, track: int, shares: np.ndarray, happened: int) -> QImage:
        """One row of pixels; what is still to come is paler."""
        strength = np.where(shares > 0, _MIN_SHARE + (1 - _MIN_SHARE) * shares, 0.0)
        strength[happened:] *= PALE
        return row_image(strength[:, None] * channels(self._colour(track)))

    # -- marks ---------------------------------------------------------------------------------

    def _paint_marks(self, painter: QPainter) -> None:
        """A dot where something was printed, a cross where something was raised.

        An error of the script stands after its last step, which succeeded.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = track_top(self.row_count) + MARKS_PX / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.muted)
        for x in self._mark_places(self.tracks.prints):
            painter.drawEllipse(QPointF(x, middle), 2, 2)
        painter.setPen(QPen(self.theme.cut, 2))
        for x in self._mark_places(self.tracks.raising):
            _draw_cross(painter, QPointF(x, middle))
        if self.tracks.has_failed:
            _draw_cross(painter, QPointF(self.scale.failure_x, TRACK_PX / 2))

    def _mark_places(self, steps: np.ndarray) -> list[float]:
        """The middles of ascending steps, of those in the same pixel only one."""
        middles = np.floor(self.scale.left_px + (steps + 0.5) * self.scale.step_px)
        places: list[float] = middles[np.diff(middles, prepend=-1.0) != 0].tolist()
        return places


def channels(colour: QColor) -> np.ndarray:
    """A colour as `row_image` takes it. Shapes: -> (4,)."""
    return np.array((colour.blue(), colour.green(), colour.red(), 255))


def row_image(pixels: np.ndarray) -> QImage:
    """An image of one row of premultiplied pixels. Shapes: pixels (columns, 4), in [0, 255]."""
    row = np.ascontiguousarray(np.rint(pixels).astype(np.uint8))
    return QImage(row.data, len(row), 1, QImage.Format.Format_ARGB32_Premultiplied).copy()


@lru_cache(maxsize=2)  # each step paints the same ones
def column_shares(tracks: Tracks, columns: int) -> np.ndarray:
    """How much of each pixel column the steps of each track take; there is at least one step.

    Shapes: -> (tracks, columns), in [0, 1]; each column adds up to 1 over the tracks.
    """
    count = len(tracks.tracks)
    # As many samples as there are of the finer of both, so that no step and no column is missed.
    samples = np.arange(max(count, columns))
    step, column = samples * count // len(samples), samples * columns // len(samples)
    cells = np.bincount(
        tracks.tracks[step] * columns + column, minlength=tracks.track_count * columns
    ).reshape(tracks.track_count, columns)
    shares: np.ndarray = cells / cells.sum(axis=0)
    return shares


@lru_cache(maxsize=2)  # each step paints the same ones
def number_places(tracks: Tracks, scale: Scale, font: str) -> list[tuple[int, QRectF]]:
    """Where the numbers of passes stand, of those that have room; a font as its string.

    A number stands before its pass, on none of the cells that are before it on the track. Where
    there is room for the first of each track alone, they would seem to number the tracks.
    """
    described = QFont()
    described.fromString(font)
    metrics = QFontMetrics(described)
    found, turn = [], tracks.pass_tracks
    for first in range(min(tracks.pass_count, turn)):
        passes = range(first, tracks.pass_count, turn)
        rights = scale.x(tracks.first_steps[first::turn]) - 2
        # The pass before on the track is over when the one that follows it, on the next, begins.
        free = scale.x(tracks.first_steps[first + 1 :: turn])
        reached, at = scale.left_px - SPACE_8, 0
        while at < len(rights):
            pass_, right = passes[at], float(rights[at])
            width = metrics.horizontalAdvance(str(pass_ + 1))
            if right - width >= max(reached, free[at - 1] if at else reached):
                place = QRectF(right - width, track_top(first + 1), width, TRACK_PX)
                found.append((pass_, place))
                reached = right + SPACE_8
            at = max(at + 1, int(np.searchsorted(rights, reached + width)))
    return found if any(pass_ >= turn for pass_, _ in found) else []


def _draw_cross(painter: QPainter, middle: QPointF) -> None:
    across, down = QPointF(3, 3), QPointF(3, -3)
    painter.drawLine(middle - across, middle + across)
    painter.drawLine(middle - down, middle + down)


def _draw_shape(painter: QPainter, kind: EventKind, cell: QRectF) -> None:
    """An op is a box, a node is round, a pass begins with an arrow, a reset is a diamond."""
    if kind == EventKind.PASS_BEGAN:
        right = QPointF(cell.right(), cell.center().y())
        painter.drawPolygon(QPolygonF([cell.topLeft(), right, cell.bottomLeft()]))
    elif kind == EventKind.GRAD_RESET:
        middle = cell.center()
        sides = [
            QPointF(middle.x(), cell.top()),
            QPointF(cell.right(), middle.y()),
            QPointF(middle.x(), cell.bottom()),
            QPointF(cell.left(), middle.y()),
        ]
        painter.drawPolygon(QPolygonF(sides))
    elif kind == EventKind.NODE_EVALUATED:
        radius = min(cell.width(), cell.height()) / 2
        painter.drawRoundedRect(cell, radius, radius)
    else:
        painter.drawRect(cell)
