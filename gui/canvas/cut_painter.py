"""Places and paints cuts: the gap in an edge, the strokes at it, and the reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gui.canvas.curves import point_at
from gui.canvas.edge_labels import LABEL_HEIGHT_PX, LABEL_REACH_PX
from gui.canvas.metrics import MeasuredFont
from gui.canvas.scene import Scene
from gui.canvas.shapes import rounded, scissors, stroked, strokes_across
from gui.theme import ICON_STROKE_PX, SPACE_4, Theme

CUT_GAP_PX = 12.0

_RISE = 0.7
"""The distance of a plate above a horizontal line, in heights of a label."""
CUT_RISE_PX = (_RISE + 0.5) * LABEL_HEIGHT_PX
"""The vertical reach of a plate from its edge."""
_SCISSORS = stroked(scissors(), ICON_STROKE_PX)
_SCISSORS_PX = 16.0
_ASIDE_PX = 10.0
"""The distance of the plate with the reason from the cut."""
_ROOM_PX = LABEL_REACH_PX - _ASIDE_PX - _SCISSORS_PX - 3 * SPACE_4
"""The width that longer reasons are cut to."""
_MARGIN_PX = 2.0
"""The least distance of a plate from a card."""
_SHARES = sorted((n / 100 for n in range(6, 96, 4)), key=lambda share: abs(share - 0.5))
"""The places of a cut on its edge, as shares of its length, the best first."""


class CutPlace(NamedTuple):
    """The place of a cut.

    Attributes:
        share: the place on the edge (0 to 1).
        centre: the same as a point of the scene.
        direction: that of the edge there.
        plate: the rectangle of the reason.
        reason: what is shown of it.
    """

    share: float
    centre: QPointF
    direction: QPointF
    plate: QRectF
    reason: str


class CutPainter:
    """Places and paints the cuts of a scene's edges.

    Args:
        points_of: returns points of the whole line of an edge. Shapes: -> (k, 2).
    """

    def __init__(
        self,
        scene: Scene,
        theme: Theme,
        font: MeasuredFont,
        points_of: Callable[[int], np.ndarray],
    ) -> None:
        self._scene, self._theme, self._font, self._points_of = scene, theme, font, points_of
        self._places: dict[int, CutPlace] = {}

    def place(self, edge: int) -> CutPlace:
        """The place of the cut of an edge: near its middle, where the reason covers no card."""
        place = self._places.get(edge)
        if place is None:
            candidates = list(self._candidates(edge))
            free = (each for each in candidates if self._is_free(each.plate))
            place = self._places[edge] = next(free, candidates[0])
        return place

    def paint(self, painter: QPainter, edge: int) -> None:
        """Paint strokes across an edge, and the reason on a plate that hides the lines behind."""
        cut, colour = self.place(edge), self._theme.cut
        across = strokes_across(cut.centre, cut.direction, CUT_GAP_PX, 5.0)
        painter.fillPath(stroked(across, 2), colour)
        painter.fillPath(rounded(cut.plate, SPACE_4, SPACE_4), self._theme.ground)
        blades = QPointF(cut.plate.left() + SPACE_4 + _SCISSORS_PX / 2, cut.plate.center().y())
        painter.fillPath(_SCISSORS.translated(blades), colour)
        painter.setPen(colour)
        words = cut.plate.adjusted(2 * SPACE_4 + _SCISSORS_PX, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, cut.reason)

    def _candidates(self, edge: int) -> Iterator[CutPlace]:
        """The places of a cut, the best first: at each point the reason is right or left of it."""
        reason = self._scene.cut_reasons.get(edge, "")
        reason = self._font.elided(reason, Qt.TextElideMode.ElideRight, _ROOM_PX)
        width = 3 * SPACE_4 + _SCISSORS_PX + self._font.width(reason)
        points = self._points_of(edge)
        for share in _SHARES:
            near = (share - 0.02, share, share + 0.02)
            before, at, after = (point_at(points, each) for each in near)
            centre, direction = QPointF(*at.tolist()), QPointF(*(after - before).tolist())
            left = centre + _aside(direction)
            right_of_cut = QRectF(left.x(), left.y() - LABEL_HEIGHT_PX / 2, width, LABEL_HEIGHT_PX)
            left_of_cut = QRectF(centre * 2 - right_of_cut.bottomRight(), right_of_cut.size())
            for plate in (right_of_cut, left_of_cut):
                yield CutPlace(share, centre, direction, plate, reason)

    def _is_free(self, plate: QRectF) -> bool:
        around = plate.adjusted(-_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        return not len(self._scene.cards_in(around))


def _aside(direction: QPointF) -> QPointF:
    """The offset from a cut to the left end of its plate, away from a slanted line."""
    slant = direction.x() / max(abs(direction.y()), 1e-6)
    return QPointF(_ASIDE_PX, -max(-1.0, min(slant, 1.0)) * _RISE * LABEL_HEIGHT_PX)
