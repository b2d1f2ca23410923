"""Rows of leaves: one row that is far wider than all else becomes several, below each other."""

from itertools import repeat

import numpy as np

from engine.layout.card_graph import BoolArray, CardGraph, FloatArray, IntArray, Role

# The width of a row of three or four large cards.
_WIDE_PX = 1200.0
_GAP_PX = 32.0
# Between the leaves of a row pass the edges from those above: more rows save little width.
_MAX_ROWS = 6


def spread_over_rows(ranks: list[int], graph: CardGraph) -> None:
    """Move leaves up, where too many hang in one row.

    They fill columns from top to bottom, so that a weight and the bias after it stay together, and
    that the edges of the upper ones pass beside the lower ones without crossings. A row that is
    not much wider than the rest of the drawing stays, and so do boxes: all their width is taken
    by the edges that leave them.
    """
    at = np.array(ranks, np.int64)
    is_leaf = np.fromiter(map(_is_leaf, graph.inputs, graph.users, repeat(graph)), bool, len(at))
    room = graph.widths + _GAP_PX
    for part, rank in _wide_rows(at, graph.component, is_leaf, room):
        in_part = graph.component == part
        others = in_part & ~is_leaf
        widest = np.bincount(at[others] - at.min(), weights=room[others]).max(initial=_WIDE_PX)
        leaves = np.flatnonzero(in_part & is_leaf & (at == rank))
        rows = min(max(round(room[leaves].sum() / widest), 1), _MAX_ROWS)
        for place, leaf in enumerate(leaves.tolist()):
            ranks[leaf] -= rows - 1 - place % rows


def _is_leaf(inputs: list[int], users: list[int], graph: CardGraph) -> bool:
    """Whether a node is a card, not a box, that others use and that uses none."""
    return not inputs and bool(users) and graph.roles[users[0]] != Role.PORT_BELOW


def _wide_rows(
    ranks: IntArray, component: IntArray, is_leaf: BoolArray, room: FloatArray
) -> list[list[int]]:
    """The connected part and the rank of every row of leaves that is wide."""
    places = np.stack((component, ranks), axis=1)[is_leaf]
    if not len(places):
        return []
    rows, row_of = np.unique(places, axis=0, return_inverse=True)
    widths = np.bincount(row_of.reshape(-1), weights=room[is_leaf])
    wide: list[list[int]] = rows[widths > _WIDE_PX].tolist()
    return wide
