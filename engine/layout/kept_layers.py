"""The layers of a former drawing, which keep their distances in one that grows from it."""

from math import isnan

import numpy as np

from engine.layout.card_graph import BoolArray, CardGraph, FloatArray, IntArray
from engine.layout.kept_ranks import former_layers
from engine.layout.virtual import Layering

# Layers that nothing joins stay apart, but never farther than this.
_MAX_HOLE_PX = 240.0


def match_layers(graph: CardGraph, layering: Layering) -> tuple[FloatArray, BoolArray]:
    """The former y of every layer, (l,) in px, nan for new ones; the cards that keep theirs, (n,).

    A layer corresponds to the former one that most of its old cards were on.
    """
    layer, former = layering.layer[: layering.card_count], former_layers(graph)
    votes: dict[int, dict[int, int]] = {}
    for own, old in zip(layer.tolist(), former):
        if old is not None:
            votes.setdefault(own, {}).setdefault(old, 0)
            votes[own][old] += 1
    chosen = {own: max(olds, key=olds.__getitem__) for own, olds in votes.items()}
    stays = np.array(
        [old is not None and chosen[own] == old for own, old in zip(layer.tolist(), former)], bool
    )
    y = np.full(layering.layer.max(initial=-1) + 1, np.nan)
    y[layer[stays]] = graph.former[stays, 1]
    return y, stays


def kept_borders(
    graph: CardGraph, layering: Layering, heights: FloatArray, gaps: FloatArray, part: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Top and bottom of every layer, in px; layers of the former drawing keep their distances.

    Two layers that an edge joins come together once nothing is left between them, so that removing
    a card is the reverse of inserting it.

    ``heights`` (l,) are the heights of the layers, ``gaps`` (l - 1,) the least free space between
    two of them, and ``part`` (l,) the number of the connected part that each belongs to.
    """
    y, _ = match_layers(graph, layering)
    source, user = layering.layer[graph.edges].T
    is_joined = np.zeros(len(y), bool)
    is_joined[user[user - source == 1]] = True
    middles: list[float] = []
    bottom, known, known_part = 0.0, -1, -1
    columns = zip(heights.tolist(), [0.0, *gaps.tolist()], y.tolist(), part.tolist())
    for layer, (height, gap, former, own_part) in enumerate(columns):
        middle = least = bottom + gap + height / 2
        if not isnan(former):
            if own_part == known_part and not is_joined[layer]:
                wanted = middles[known] + former - y[known]
                middle = min(max(wanted, least), least + _MAX_HOLE_PX)
            known, known_part = layer, own_part
        middles.append(middle)
        bottom = middle + height / 2
    return np.array(middles) - heights / 2, np.array(middles) + heights / 2
