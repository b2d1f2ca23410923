"""Finds the boxes that touch a rectangle, among very many."""

import numpy as np
from PySide6.QtCore import QRectF


class BoxIndex:
    """Axis-parallel boxes, sorted once so that each question costs two binary searches.

    Attributes:
        boxes: float64 (n, 4): left, top, right, bottom of each.
    """

    def __init__(self, boxes: np.ndarray) -> None:
        self.boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        bottoms = self.boxes[:, 3]
        self._order = np.argsort(bottoms, kind="stable")
        self._sorted_bottoms = bottoms[self._order]
        self._tallest = float((bottoms - self.boxes[:, 1]).max(initial=0.0))

    def touching(self, rect: QRectF) -> np.ndarray:
        """Indexes, ascending, of the boxes that share at least a point with `rect`.

        Shapes: -> (k,), int64.
        """
        first = np.searchsorted(self._sorted_bottoms, rect.top(), side="left")
        last = np.searchsorted(self._sorted_bottoms, rect.bottom() + self._tallest, side="right")
        candidates = self._order[first:last]
        found: np.ndarray = np.sort(candidates[touches(self.boxes[candidates], rect)])
        return found


def touches(boxes: np.ndarray, rect: QRectF) -> np.ndarray:
    """Whether each box shares at least a point with `rect`. Shapes: boxes (k, 4) -> (k,), bool."""
    left, top, right, bottom = boxes.T
    across = (left <= rect.right()) & (right >= rect.left())
    touching: np.ndarray = across & (top <= rect.bottom()) & (bottom >= rect.top())
    return touching
