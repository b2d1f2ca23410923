"""Drawings that nothing joins, set side by side like words on lines."""

import numpy as np

from engine.layout.card_graph import FloatArray

_ASPECT = 1.6
_SHORT_LINE_PX = 1000.0


def pack_boxes(
    widths: FloatArray, heights: FloatArray, gap_px: float
) -> tuple[FloatArray, FloatArray]:
    """The left and the top of every box, (b,) in px, in reading order.

    A line is as long as the widest box, or as makes the whole about `_ASPECT` times as wide as
    high; a few small boxes share one line. Boxes stay `gap_px` apart.
    """
    left, top = np.zeros(len(widths)), np.zeros(len(widths))
    area = float(np.sum((widths + gap_px) * (heights + gap_px)))
    longest = max(float(widths.max(initial=0)), float(np.sqrt(area * _ASPECT)), _SHORT_LINE_PX)
    x = y = line_height = 0.0
    for box, (width, height) in enumerate(zip(widths.tolist(), heights.tolist())):
        if x and x + width > longest:
            x, y, line_height = 0.0, y + line_height + gap_px, 0.0
        left[box], top[box] = x, y
        x += width + gap_px
        line_height = max(line_height, height)
    return left, top
