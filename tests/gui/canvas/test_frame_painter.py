"""Frames leave the canvas's painter as they found it."""

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.canvas.frame_painter import FramePainter
from gui.canvas.scene import SceneFrames
from gui.canvas.view import View
from gui.theme import LIGHT


def test_nothing_that_is_painted_later_is_filled(qapp: object) -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    brush = QPainter(image)
    frames = SceneFrames(np.array([[10.0, 10.0, 60.0, 60.0]]), ["f()"])
    FramePainter(frames, LIGHT).paint_grounds(brush, View(), QRectF(QRect(0, 0, 100, 100)))
    assert brush.brush().style() == Qt.BrushStyle.NoBrush
    brush.end()
