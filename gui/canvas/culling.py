"""Finds the boxes that touch a rectangle, among very many."""

import numpy as np
from PySide6.QtCore import QRectF

_FEW = 1 / 8
"""Up to this share of all boxes, picking them out costs less than looking at every one."""


class BoxIndex:
    """Axis-parallel boxes, sorted once so that each question costs two binary searches.

    A question that concerns many of them, as of a strip along the whole graph, goes through all.

    Args:
        boxes: (n, 4): left, top, right, bottom of each.
    """

    def __init__(self, boxes: np.ndarray) -> None:
        boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        self._sides = np.ascontiguousarray(boxes.T)
        bottoms = self._sides[3]
        self._order = np.argsort(bottoms, kind="stable")
        self._sorted_bottoms = bottoms[self._order]
        self._tallest = float((bottoms - self._sides[1]).max(initial=0.0))

    def touching(self, rect: QRectF) -> np.ndarray:
        """Indexes, ascending, of the boxes that share at least a point with `rect`.

        Shapes: -> (k,), int64.
        """
        first = np.searchsorted(self._sorted_bottoms, rect.top(), side="left")
        last = np.searchsorted(self._sorted_bottoms, rect.bottom() + self._tallest, side="right")
        if last - first > _FEW * len(self._order):
            return np.flatnonzero(_touch(self._sides, rect))
        candidates = self._order[first:last]
        found: np.ndarray = np.sort(candidates[_touch(self._sides[:, candidates], rect)])
        return found


def touches(boxes: np.ndarray, rect: QRectF) -> np.ndarray:
    """Whether each box shares at least a point with `rect`. Shapes: boxes (k, 4) -> (k,), bool."""
    return _touch(boxes.T, rect)


def _touch(sides: np.ndarray, rect: QRectF) -> np.ndarray:
    """The same of the boxes with such sides. Shapes: sides (4, k) -> (k,), bool."""
    left, top, right, bottom = sides
    across = (left <= rect.right()) & (right >= rect.left())
    touching: np.ndarray = across & (top <= rect.bottom()) & (bottom >= rect.top())
    return touching
