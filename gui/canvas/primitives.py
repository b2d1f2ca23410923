"""Draws numpy arrays of shapes, without a Python object for each shape."""

from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter


def draw_lines(painter: QPainter, lines: np.ndarray) -> None:
    """Draw straight lines with the painter's pen.

    Shapes: lines (n, 4): x, y, x, y.
    """
    lines = np.ascontiguousarray(lines, np.float64)  # four doubles: a QLineF
    if len(lines):
        first = cast(QLineF, shiboken6.wrapInstance(lines.ctypes.data, QLineF))
        painter.drawLines(first, len(lines))


def draw_rects(painter: QPainter, rects: np.ndarray) -> None:
    """Draw rectangles with the painter's pen and brush.

    Shapes: rects (n, 4): x, y, width, height.
    """
    rects = np.ascontiguousarray(rects, np.float64)  # four doubles: a QRectF
    if len(rects):
        first = cast(QRectF, shiboken6.wrapInstance(rects.ctypes.data, QRectF))
        painter.drawRects(first, len(rects))
