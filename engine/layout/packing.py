"""Packs unconnected drawings side by side, like words on lines."""

import numpy as np

from engine.layout.card_graph import BoolArray, FloatArray

_ASPECT = 1.6
_SHORT_LINE_PX = 1000.0


def pack_boxes(
    widths: FloatArray, heights: FloatArray, gap_px: float
) -> tuple[FloatArray, FloatArray]:
    """The left and the top of every box, (b,) in px, in reading order.

    A line is as long as the widest box, or as makes the whole about ``_ASPECT`` times as wide as
    high; a few small boxes share one line. Boxes stay ``gap_px`` apart.
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


def place_beside(
    boxes: FloatArray, width_px: float, height_px: float, gap_px: float
) -> tuple[float, float]:
    """The left and the top of a box that is added to ``boxes`` (b, 4).

    Each box is left, top, right, bottom. The new one comes to the right of one of them where the
    line is not too long, else below all.
    """
    right, bottom = boxes[:, 2].max(), boxes[:, 3].max()
    longest = max(_SHORT_LINE_PX, right, bottom * _ASPECT)
    for top, left in sorted((box[1], box[2] + gap_px) for box in boxes):
        added = np.array([left, top, left + width_px, top + height_px])
        if added[2] <= longest and not are_close(added, boxes, gap_px).any():
            return float(left), float(top)
    return 0.0, float(bottom + gap_px)


def are_close(box: FloatArray, others: FloatArray, gap_px: float) -> BoolArray:
    """Which of the others (b, 4) are nearer to a box than that, both sideways and upwards."""
    nearly = gap_px * (1 - 1e-6)
    before, after = box[:2] < others[:, 2:] + nearly, others[:, :2] < box[2:] + nearly
    return np.asarray((before & after).all(axis=1), np.bool_)
