"""Rows of leaves: one row that is far wider than all else becomes several, below each other."""

from itertools import repeat

import numpy as np

from engine.layout.card_graph import CardGraph, FloatArray, IntArray, Role

# The width of a row of three or four large cards.
_WIDE_PX = 1200.0
_GAP_PX = 32.0
# A row may be as wide as the leaves of a binary tree are, above half as many sums.
_WIDER = 1.25
# Between the leaves of a row pass the edges from those above: more rows save little width.
_MAX_ROWS = 6


def spread_over_rows(ranks: list[int], graph: CardGraph) -> None:
    """Move leaves up, where too many hang in one row.

    They fill columns from top to bottom, so that a weight and the bias after it stay together, and
    that the edges of the upper ones pass beside the lower ones without crossings. A row that is
    not far wider than the rest of its part of the drawing stays, and so do boxes: all their width
    is taken by the edges that leave them.
    """
    are_leaves = map(_is_leaf, graph.inputs, graph.users, repeat(graph.roles))
    is_leaf = np.fromiter(are_leaves, bool, len(ranks))
    leaves = np.flatnonzero(is_leaf)
    if not len(leaves):
        return
    part, rank, room = graph.component, np.asarray(ranks), graph.widths + _GAP_PX
    parts, row, widths = _rows(part[is_leaf], rank[is_leaf], room[is_leaf])
    other_parts, _, other_widths = _rows(part[~is_leaf], rank[~is_leaf], room[~is_leaf])
    widest = np.ones(part.max() + 1)
    np.maximum.at(widest, other_parts, other_widths)
    counts = np.minimum(np.round(widths / _WIDE_PX), widths // (_WIDER * widest[parts]))
    counts = np.clip(counts, 1, _MAX_ROWS).astype(np.int64)
    sizes = np.bincount(row)
    place = np.empty_like(row)
    place[np.argsort(row, kind="stable")] = np.arange(len(row)) - np.repeat(
        np.cumsum(sizes) - sizes, sizes
    )
    up = counts[row] - 1 - place % counts[row]
    for leaf, by in zip(leaves[up > 0].tolist(), up[up > 0].tolist()):
        ranks[leaf] -= by


def _is_leaf(inputs: list[int], users: list[int], roles: IntArray) -> bool:
    """Whether a node is a card, not a box, that others use and that uses none."""
    return not inputs and bool(users) and roles[users[0]] != Role.PORT_BELOW


def _rows(
    part: IntArray, rank: IntArray, room: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """The rows of nodes of the same part and rank: part, the row of each node, and width in px.

    Shapes: part (k,), rank (k,), room (k,) -> (r,), (k,), (r,).
    """
    lowest = rank.min(initial=0)
    span = rank.max(initial=0) - lowest + 1
    rows, row = np.unique(part * span + (rank - lowest), return_inverse=True)
    widths = np.bincount(row, weights=room, minlength=len(rows)).astype(np.float64)
    return rows // span, row, widths
