"""For very many passes: an overview of all steps in one row, and a close-up at the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from gui.theme import SPACE_4, SPACE_8
from gui.timeline.track_painter import (
    FUTURE_STRENGTH,
    MARKS_PX,
    TRACK_PX,
    TrackPainter,
    channels,
    column_shares,
    row_image,
    track_top,
)
from gui.timeline.tracks import Scale

CLOSE_STEP_PX = 14.0
AXIS_PX = 16
_TICK_PX, _TICK_APART_PX = 3, 64


class CloseUp(NamedTuple):
    """A range of steps and where it is drawn.

    Attributes:
        scale: where the cells are.
        steps: the range.
        top_px: the offset of its rows from those of the overview; 0 for the overview itself.
    """

    scale: Scale
    steps: range
    top_px: int

    def cursor_at(self, x: float) -> int:
        """The cursor at which the step at x has just happened, within the range."""
        return max(self.steps.start, min(self.scale.cursor_at(x), self.steps.stop))


def close_up_around(whole: Scale, room_px: float, cursor: int, *, has_axis: bool) -> CloseUp:
    """The steps around the cursor; the range moves by half pages, not with each step.

    Args:
        whole: where all steps are in the overview.
        room_px: the width of the overview.
        has_axis: whether an axis of pass numbers is between the overview and the close-up.
    """
    fitting = max(int(room_px / CLOSE_STEP_PX), 2)
    page = fitting // 2
    first = cursor // page * page - page // 2
    first = max(min(first, whole.step_count - fitting), 0)
    scale = Scale(whole.left_px - first * CLOSE_STEP_PX, CLOSE_STEP_PX, whole.step_count)
    steps = range(first, min(first + fitting, whole.step_count))
    return CloseUp(scale, steps, track_top(1) + MARKS_PX + (AXIS_PX if has_axis else 0))


@dataclass(frozen=True)
class OverviewPainter(TrackPainter):
    """Paints all steps in one row; each column mixes the colours of the script and of passes."""

    @property
    def row_count(self) -> int:
        return 1

    def _paint_density(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatioF()
        columns = max(1, int(self.scale.step_count * self.scale.step_px * ratio))
        script = column_shares(self.tracks, columns)[0, :, None]
        pixels = script * channels(self._colour(0)) + (1 - script) * channels(self._colour(1))
        pixels[self.happened_of(columns) :] *= FUTURE_STRENGTH
        place = QRectF(self.scale.left_px, 0, columns / ratio, TRACK_PX)
        painter.drawImage(place, row_image(pixels))

    def paint_axis(self, painter: QPainter) -> None:
        """Paint the numbers of passes where they begin, as many as there is room for."""
        painter.setPen(self.theme.muted)
        top = track_top(1) + MARKS_PX - SPACE_4
        metrics = QFontMetrics(painter.font())
        every = tick_distance(self.tracks.pass_count, self.scale.step_count * self.scale.step_px)
        for number in range(every, self.tracks.pass_count + 1, every):
            x = float(self.scale.x(int(self.tracks.first_steps[number - 1])))
            painter.drawLine(QPointF(x, top), QPointF(x, top + _TICK_PX))
            text = f"{number:,}"
            width = metrics.horizontalAdvance(text)
            left = min(x - width / 2, painter.device().width() - SPACE_4 - width)
            place = QRectF(left, top + _TICK_PX, width, AXIS_PX - _TICK_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


@dataclass(frozen=True)
class CloseUpPainter(TrackPainter):
    """Paints a range of steps on two tracks, the script's and one for all passes.

    Attributes:
        shown: the range.
    """

    shown: range

    @property
    def steps(self) -> range:
        return self.shown

    def paint_pass_numbers(self, painter: QPainter, current_pass: int) -> None:
        """Number each pass before its first cell, where there is room after the one before."""
        metrics = QFontMetrics(painter.font())
        first, last = np.searchsorted(
            self.tracks.first_steps, (self.shown.start, self.shown.stop)
        ).tolist()
        for pass_ in range(first, last):
            begins = int(self.tracks.first_steps[pass_])
            before = np.flatnonzero(self.tracks.tracks[self.shown.start : begins])
            free = self.shown.start + (int(before[-1]) + 1 if len(before) else 0)
            text, right = f"{pass_ + 1:,}", self.scale.x(begins) - SPACE_4
            width = metrics.horizontalAdvance(text)
            if right - width < self.scale.x(free) + SPACE_4:
                continue
            painter.setPen(self.theme.text if pass_ == current_pass else self.theme.muted)
            place = QRectF(right - width, track_top(1), width, TRACK_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def tick_distance(count: int, room_px: float) -> int:
    """The smallest of 1, 2, 5, 10, 20… whose multiples have room for their numbers."""
    fitting = max(room_px / (_TICK_APART_PX + SPACE_8), 1)
    distance = 1
    while count / distance > fitting:
        # 1, 2, 5, 10, 20, 50, …
        distance = distance * 5 // 2 if str(distance).startswith("2") else distance * 2
    return distance
