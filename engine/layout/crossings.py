"""Counts the crossings of segments between adjacent layers without comparing pairs."""

import numpy as np

from engine.layout.card_graph import IntArray


def count_crossings(layer: IntArray, upper: IntArray, lower: IntArray) -> int:
    """Count the crossings of segments between adjacent layers in O(s log w), for w places a layer.

    Segment i joins the place ``upper[i]`` on ``layer[i]`` to the place ``lower[i]`` on the next.
    Shapes: layer, upper, lower (s,).
    """
    if not len(layer):
        return 0
    bits = int(max(upper.max(), lower.max())).bit_length()
    by_upper = np.argsort(((layer << bits | upper) << bits) | lower, kind="stable")
    return _inversions((layer << bits | lower)[by_upper], bits)


def _inversions(values: IntArray, bits: int) -> int:
    """Count the pairs i < j with values[i] > values[j] that agree above the lowest ``bits`` bits.

    ``values`` (s,) is sorted by those upper bits. Two values compare by the first bit in which
    they differ. So, bit by bit from the top: within every group that agrees so far, count the
    ones before each zero, then split the group in two.
    """
    total = 0
    for bit in reversed(range(bits)):
        ones = values >> bit & 1
        starts = np.flatnonzero(np.diff(values >> bit + 1, prepend=-1))
        sizes = np.diff(starts, append=len(values))
        group_start = np.repeat(starts, sizes)

        ones_before = np.cumsum(ones) - ones
        ones_before -= ones_before[group_start]
        total += int(ones_before[ones == 0].sum())

        zeros_before = np.arange(len(values)) - group_start - ones_before
        zeros = np.repeat(sizes - np.add.reduceat(ones, starts), sizes)
        place = group_start + np.where(ones == 1, zeros + ones_before, zeros_before)
        split = np.empty_like(values)
        split[place] = values
        values = split
    return total
