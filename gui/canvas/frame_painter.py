"""Paints the frames around cards: under everything else their grounds, over edges their titles."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.canvas import metrics
from gui.canvas.culling import touches
from gui.canvas.scene import SceneFrames
from gui.canvas.view import View
from gui.theme import CARD_CORNER_PX, SPACE_4, SPACE_8, Theme, mix

_OPEN_MARK = "▾"
_TINT = 0.06
_BASELINE_PX = 15.0


class FramePainter:
    """Paints the frames of one scene, in the colours of one theme."""

    def __init__(self, frames: SceneFrames, theme: Theme) -> None:
        self._frames = frames
        self._theme = theme
        self._font = metrics.card_fonts().small
        self._fonts = QFontMetricsF(self._font)
        self._ground = mix(theme.ground, theme.line, _TINT)
        self._border = mix(theme.ground, theme.line, 0.6)

    def paint_grounds(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint what is under the cards and edges: inner frames over outer ones."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._border, max(1, round(view.ratio))))
        painter.setBrush(self._ground)
        corner = CARD_CORNER_PX * view.scale
        for rect in self._rects_in(view, region):
            painter.drawRoundedRect(rect, corner, corner)
        painter.restore()

    def paint_titles(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint the titles, over the edges that pass them."""
        painter.save()
        painter.setTransform(view.transform(), combine=True)
        painter.setFont(self._font)
        for frame in self._frames_in(region):
            self._paint_title(painter, frame)
        painter.restore()

    def _paint_title(self, painter: QPainter, frame: int) -> None:
        corner = self._frames.rect(frame).topLeft()
        room = self._frames.rect(frame).width() - 2 * SPACE_8
        text = f"{_OPEN_MARK} {self._frames.titles[frame]}"
        text = self._fonts.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = self._fonts.horizontalAdvance(text)
        plate = QRectF(
            corner.x() + SPACE_4, corner.y() + SPACE_4, width + SPACE_8, metrics.FRAME_PLATE_PX
        )
        painter.fillRect(plate, self._ground)
        painter.setPen(self._theme.muted)
        painter.drawText(QPointF(corner.x() + SPACE_8, corner.y() + SPACE_4 + _BASELINE_PX), text)

    def _rects_in(self, view: View, region: QRectF) -> list[QRectF]:
        """Frames in whole device pixels, so that their borders are crisp."""
        boxes = [self._frames.rect(frame) for frame in self._frames_in(region)]
        return [QRectF(view.to_device(box)).adjusted(0.5, 0.5, -0.5, -0.5) for box in boxes]

    def _frames_in(self, region: QRectF) -> list[int]:
        frames: list[int] = np.flatnonzero(touches(self._frames.boxes, region)).tolist()
        return frames
