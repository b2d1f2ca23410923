"""Finds the boxes that touch a rectangle, among very many."""

import numpy as np
from PySide6.QtCore import QRectF

_SMALL_SHARE = 1 / 16
"""Up to this share of all boxes, selecting them costs less than testing every box."""
_TALL_FACTOR = 4.0
"""Boxes this many times as tall as the median have their own index.

Among the others they would be tested far too often.
"""


class BoxIndex:
    """Axis-parallel boxes, sorted once so that a query tests only those at the same height.

    A query that concerns many boxes, such as of a strip along the whole graph, tests all.

    Args:
        boxes: (n, 4): left, top, right, bottom of each.
    """

    def __init__(self, boxes: np.ndarray) -> None:
        boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        self._sides = np.ascontiguousarray(boxes.T)
        heights = boxes[:, 3] - boxes[:, 1]
        middle = len(heights) // 2
        usual = np.partition(heights, middle)[middle] if len(heights) else 0.0
        is_tall = heights > _TALL_FACTOR * usual
        self._groups = [_SortedBoxes(boxes, np.flatnonzero(few)) for few in (is_tall, ~is_tall)]

    def touching(self, rect: QRectF) -> np.ndarray:
        """Indexes, ascending, of the boxes that share at least a point with ``rect``.

        Shapes: -> (k,), int64.
        """
        spans = [group.span(rect) for group in self._groups]
        if sum(span.stop - span.start for span in spans) > _SMALL_SHARE * self._sides.shape[1]:
            return np.flatnonzero(_touch(self._sides, rect))
        parts = [group.touching(rect, span) for group, span in zip(self._groups, spans)]
        found: np.ndarray = np.sort(np.concatenate(parts))
        return found


class _SortedBoxes:
    """Some of many boxes, sorted by their bottoms. Shapes: boxes (n, 4), chosen (k,)."""

    def __init__(self, boxes: np.ndarray, chosen: np.ndarray) -> None:
        self._order = chosen[np.argsort(boxes[chosen, 3], kind="stable")]
        self._sides = np.ascontiguousarray(boxes[self._order].T)
        self._bottoms = self._sides[3]
        self._tallest = float((self._bottoms - self._sides[1]).max(initial=0.0))

    def span(self, rect: QRectF) -> slice:
        """The range, in sorted order, of the boxes at about the height of ``rect``."""
        first = np.searchsorted(self._bottoms, rect.top(), side="left")
        last = np.searchsorted(self._bottoms, rect.bottom() + self._tallest, side="right")
        return slice(int(first), int(last))

    def touching(self, rect: QRectF, span: slice) -> np.ndarray:
        """The boxes of a span that intersect ``rect``. Shapes: -> (k,), int64."""
        found: np.ndarray = self._order[span][_touch(self._sides[:, span], rect)]
        return found


def touches(boxes: np.ndarray, rect: QRectF) -> np.ndarray:
    """Whether each box touches ``rect``. Shapes: boxes (k, 4) -> (k,), bool."""
    return _touch(boxes.T, rect)


def _touch(sides: np.ndarray, rect: QRectF) -> np.ndarray:
    """Whether each box, given by its sides, touches. Shapes: sides (4, k) -> (k,), bool."""
    left, top, right, bottom = sides
    touching: np.ndarray = left <= rect.right()
    touching &= right >= rect.left()
    touching &= top <= rect.bottom()
    touching &= bottom >= rect.top()
    return touching
