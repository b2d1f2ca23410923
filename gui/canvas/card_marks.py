"""Marks around cards: brackets for the selected code, discs for breakpoints."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.canvas.primitives import draw_rects

BRACKETS_REACH_PX = 7
"""The distance of brackets from their card, in widget pixels."""

_THICKNESS_PX = 2
_LEG_PX = 14
_DISC_RADIUS_PX = 6.5


def draw_brackets(painter: QPainter, boxes: np.ndarray, colour: QColor) -> None:
    """Draw brackets at the corners of cards; they close to a frame around small ones.

    Shapes: boxes (n, 4): left, top, right, bottom, in widget px.
    """
    left, top = np.rint(boxes[:, :2].T) - BRACKETS_REACH_PX
    right, bottom = np.rint(boxes[:, 2:].T) + BRACKETS_REACH_PX
    across = np.minimum(_LEG_PX, (right - left) / 2)
    down = np.minimum(_LEG_PX, (bottom - top) / 2)
    thick = np.full(len(boxes), float(_THICKNESS_PX))
    lying = [(x, y, across, thick) for x in (left, right - across) for y in (top, bottom - thick)]
    standing = [(x, y, thick, down) for x in (left, right - thick) for y in (top, bottom - down)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    draw_rects(painter, np.concatenate([np.stack(leg, axis=1) for leg in lying + standing]))


def draw_stops(painter: QPainter, boxes: np.ndarray, colour: QColor) -> None:
    """Draw a disc on the top left corner of cards, as beside the lines of breakpoints.

    Shapes: boxes (n, 4): left, top, right, bottom, in widget px.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for left, top in boxes[:, :2].tolist():
        painter.drawEllipse(QPointF(left, top), _DISC_RADIUS_PX, _DISC_RADIUS_PX)
