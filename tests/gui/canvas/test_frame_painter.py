"""Frames restore the painter's state, and are painted alike in parts or at once."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from gui.canvas.frame_painter import FramePainter
from gui.canvas.scene import SceneFrames
from gui.canvas.view import View
from gui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("qapp")


def test_painting_frames_leaves_no_brush_set() -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    brush = QPainter(image)
    frames = SceneFrames(np.array([[10.0, 10.0, 60.0, 60.0]]), ["f()"])
    FramePainter(frames, LIGHT).paint_grounds(brush, View(), QRectF(QRect(0, 0, 100, 100)))
    assert brush.brush().style() == Qt.BrushStyle.NoBrush
    brush.end()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [0.1, 0.5, 1.0])
def test_frames_painted_row_by_row_equal_those_painted_at_once(zoom: float, ratio: float) -> None:
    frames = SceneFrames(np.array([[10.3, 10.7, 90.2, 61.4], [20.6, 22.1, 60.9, 40.3]]), ["a", "b"])
    view = View(zoom, left=-7, top=-5, ratio=ratio)
    pictures = []
    for rows in (1, 160):
        image = QImage(240, 160, QImage.Format.Format_RGB32)
        image.fill(LIGHT.ground)
        painter, frame_painter = QPainter(image), FramePainter(frames, LIGHT)
        for top in range(0, image.height(), rows):
            area = QRect(0, top, image.width(), rows)
            painter.setClipRect(area)
            frame_painter.paint_grounds(painter, view, view.region(area))
        painter.end()
        pictures.append(image)
    assert pictures[0] == pictures[1]
