"""Paints frames: their backgrounds below cards and edges, and their titles above the edges."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.canvas import metrics
from gui.canvas.box_index import touches
from gui.canvas.scene import SceneFrames
from gui.canvas.shapes import grown
from gui.canvas.view import View
from gui.theme import CARD_CORNER_PX, SPACE_4, SPACE_8, Theme, mix

_TINT = 0.06
_BASELINE_PX = 15.0
_BORDER_REACH_PX = 2.0
"""How far outside its frame a border may paint, in widget pixels."""


class _Title(NamedTuple):
    """The text of a frame's title, and the plate behind it, in scene pixels."""

    text: str
    plate: QRectF


class FramePainter:
    """Paints the frames of one scene, in the colours of one theme."""

    def __init__(self, frames: SceneFrames, theme: Theme) -> None:
        self._frames = frames
        self._theme = theme
        self._font = metrics.card_fonts().small
        self._ground = mix(theme.ground, theme.line, _TINT)
        self._border = mix(theme.ground, theme.line, 0.6)
        self._titles: dict[int, _Title] = {}

    def paint_grounds(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint the frames' backgrounds and borders, inner frames over outer ones."""
        frames = self._frames_in(grown(region, _BORDER_REACH_PX / view.zoom))
        if not frames:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._border, max(1, round(view.ratio))))
        painter.setBrush(self._ground)
        corner, area = CARD_CORNER_PX * view.scale, QRectF(view.to_device(region))
        for frame in frames:
            rect = QRectF(view.to_device(self._frames.rect(frame)))
            if grown(rect, -corner - view.ratio).contains(area):  # its border is out of sight
                painter.fillRect(area, self._ground)
            else:  # in whole device pixels, so that its border is crisp
                painter.drawRoundedRect(grown(rect, -0.5), corner, corner)
        painter.restore()

    def paint_titles(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint the titles, over the edges that pass them."""
        titles = [self._title(frame) for frame in self._frames_in(region)]
        seen = [title for title in titles if title.plate.intersects(region)]
        if not seen:
            return
        painter.save()
        painter.setTransform(view.transform(), combine=True)
        painter.setFont(self._font.font)
        painter.setPen(self._theme.muted)
        for title in seen:
            painter.fillRect(title.plate, self._ground)
            painter.drawText(title.plate.topLeft() + QPointF(SPACE_4, _BASELINE_PX), title.text)
        painter.restore()

    def _title(self, frame: int) -> _Title:
        """The title of a frame, measured once."""
        title = self._titles.get(frame)
        if title is None:
            rect = self._frames.rect(frame)
            text = metrics.frame_title_text(self._frames.titles[frame])
            room = rect.width() - 2 * SPACE_8
            text = self._font.elided(text, Qt.TextElideMode.ElideRight, room)
            size = QSizeF(self._font.width(text) + SPACE_8, metrics.FRAME_PLATE_PX)
            title = _Title(text, QRectF(rect.topLeft() + QPointF(SPACE_4, SPACE_4), size))
            self._titles[frame] = title
        return title

    def _frames_in(self, region: QRectF) -> list[int]:
        if not len(self._frames.titles):
            return []
        frames: list[int] = np.flatnonzero(touches(self._frames.boxes, region)).tolist()
        return frames
