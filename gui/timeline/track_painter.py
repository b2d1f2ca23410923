"""Paints the tracks: a cell for each step or, where cells would merge, their density."""

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
_PRINT_PX, _CROSS_PX = 2.0, 3.0
"""The radii of the marks of printed text and of an error."""
DENSE_PX = 3.0
"""Cells narrower than this are merged."""
FUTURE_STRENGTH = 0.5
"""The strength of the colour of steps that have not happened yet."""
_MIN_SHARE = 0.35
"""The strength of the colour of the sparsest column that has a step."""


def track_top(track: int) -> int:
    """The top of a track, in px below that of the first."""
    return track * (TRACK_PX + TRACK_GAP_PX)


@dataclass(frozen=True)
class TrackPainter:
    """Paints tracks at a cursor; the first track begins at y = 0.

    Attributes:
        tracks, scale: what to paint, and where.
        cursor: how many steps have happened; the last of them is the current one.
    """

    tracks: Tracks
    scale: Scale
    cursor: int
    theme: Theme

    @property
    def row_count(self) -> int:
        """The number of rows above the marks."""
        return self.tracks.track_count

    @property
    def steps(self) -> range:
        """The steps that are painted as cells, where these are wide enough."""
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
        """Paint a line before the first step of each cell of the script."""
        painter.setPen(QPen(self.theme.line, 1, Qt.PenStyle.DotLine))
        bottom = track_top(self.row_count) + MARKS_PX
        for step in steps:
            x = np.floor(self.scale.x(step)) - 0.5
            painter.drawLine(QPointF(x, -SPACE_4), QPointF(x, bottom))

    def paint_stops(self, painter: QPainter, steps: np.ndarray) -> None:
        """Paint a disc below each step at which a breakpoint stops."""
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
            self._set_cell_colours(painter, step, track)
            _draw_shape(painter, EventKind(int(self.tracks.kinds[step])), cell)

    def _set_cell_colours(self, painter: QPainter, step: int, track: int) -> None:
        """Fill past steps, and the current one in its own colour; outline future steps."""
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
        """The number of columns with steps that have happened."""
        return int(np.ceil(columns * self.cursor / self.scale.step_count))

    def _density_image(self, track: int, shares: np.ndarray, happened: int) -> QImage:
        """One row of pixels; future steps are paler."""
        strength = np.where(shares > 0, _MIN_SHARE + (1 - _MIN_SHARE) * shares, 0.0)
        strength[happened:] *= FUTURE_STRENGTH
        return row_image(strength[:, None] * channels(self._colour(track)))

    # -- marks ---------------------------------------------------------------------------------

    def _paint_marks(self, painter: QPainter) -> None:
        """Paint a dot where something was printed, a cross where an error was raised.

        The cross of the script's error is after its last step, which succeeded.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = track_top(self.row_count) + MARKS_PX / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.muted)
        for x in self._mark_places(self.tracks.prints):
            painter.drawEllipse(QPointF(x, middle), _PRINT_PX, _PRINT_PX)
        painter.setPen(QPen(self.theme.cut, 2))
        for x in self._mark_places(self.tracks.raising):
            _draw_cross(painter, QPointF(x, middle))
        if self.tracks.has_failed:
            _draw_cross(painter, QPointF(self.scale.failure_x, TRACK_PX / 2))

    def _mark_places(self, steps: np.ndarray) -> list[float]:
        """The middles of those of some ascending steps that are painted, each pixel once."""
        first, end = np.searchsorted(steps, (self.steps.start, self.steps.stop))
        steps = steps[first:end]
        middles = np.floor(self.scale.left_px + (steps + 0.5) * self.scale.step_px)
        places: list[float] = middles[np.diff(middles, prepend=-1.0) != 0].tolist()
        return places


def channels(colour: QColor) -> np.ndarray:
    """A colour in the channel order of ``row_image``. Shapes: -> (4,)."""
    return np.array((colour.blue(), colour.green(), colour.red(), 255))


def row_image(pixels: np.ndarray) -> QImage:
    """An image of one row of premultiplied pixels. Shapes: pixels (columns, 4), in [0, 255]."""
    row = np.ascontiguousarray(np.rint(pixels).astype(np.uint8))
    return QImage(row.data, len(row), 1, QImage.Format.Format_ARGB32_Premultiplied).copy()


@lru_cache(maxsize=2)  # each step paints the same ones
def column_shares(tracks: Tracks, columns: int) -> np.ndarray:
    """The share of each track in the steps of each pixel column; there is at least one step.

    Shapes: -> (tracks, columns), in [0, 1]; each column adds up to 1 over the tracks.
    """
    count = len(tracks.tracks)
    # As many samples as steps or columns, whichever are more, so that none is missed.
    samples = np.arange(max(count, columns))
    step, column = samples * count // len(samples), samples * columns // len(samples)
    cells = np.bincount(
        tracks.tracks[step] * columns + column, minlength=tracks.track_count * columns
    ).reshape(tracks.track_count, columns)
    shares: np.ndarray = cells / cells.sum(axis=0)
    return shares


@lru_cache(maxsize=2)  # each step paints the same ones
def number_places(tracks: Tracks, scale: Scale, font: str) -> list[tuple[int, QRectF]]:
    """The passes whose numbers have room, and the places of these.

    A number is before its pass and covers no cell. Where only the first pass of each track has
    room for its number, there are none: they would seem to number the tracks. Nor are there where
    the numbers end long before the passes do, since only short ones have room.

    Args:
        font: of the numbers, as ``QFont.toString`` gives it, since fonts cannot be cached by value.
    """
    described = QFont()
    described.fromString(font)
    metrics = QFontMetrics(described)
    narrowest = min(map(metrics.horizontalAdvance, "0123456789"))
    found, turn = [], tracks.pass_tracks
    for first in range(min(tracks.pass_count, turn)):
        passes = range(first, tracks.pass_count, turn)
        rights = scale.x(tracks.first_steps[first::turn]) - 2
        # The pass before on the track is over when the one that follows it, on the next, begins.
        free = scale.x(tracks.first_steps[first + 1 :: turn])[: len(rights) - 1]
        lefts, reached = np.append(-np.inf, free), scale.left_px - SPACE_8
        for at in np.flatnonzero(rights - lefts >= narrowest).tolist():  # few, if there are many
            width, right = metrics.horizontalAdvance(str(passes[at] + 1)), float(rights[at])
            if right - width >= max(reached, lefts[at]):
                place = QRectF(right - width, track_top(first + 1), width, TRACK_PX)
                found.append((passes[at], place))
                reached = right + SPACE_8
    late = max(turn, tracks.pass_count * 3 // 4)
    return found if any(pass_ >= late for pass_, _ in found) else []


def _draw_cross(painter: QPainter, middle: QPointF) -> None:
    across, down = QPointF(_CROSS_PX, _CROSS_PX), QPointF(_CROSS_PX, -_CROSS_PX)
    painter.drawLine(middle - across, middle + across)
    painter.drawLine(middle - down, middle + down)


def _draw_shape(painter: QPainter, kind: EventKind, cell: QRectF) -> None:
    """Draw an op as a box, a node as a disc, a pass as an arrow, a reset as a diamond."""
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
