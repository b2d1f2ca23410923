"""What became of a gradient over all passes, and by the script between them."""

from __future__ import annotations

import numpy as np

from engine.record.state import State

GRADIENT_EVENT = np.dtype([("event", "i4"), ("row", "i4"), ("is_reset", "?")])
"""Something that became of a gradient: a row of ``resets``, else of ``accumulations``."""


def gradient_events(state: State, card: int) -> np.ndarray:
    """All that has become of a leaf's gradient so far, in order. dtype GRADIENT_EVENT."""
    tensors = state.recording["cards"]["tensor"]
    found = []
    for table, is_reset in (("accumulations", False), ("resets", True)):
        rows = state.recording[table]
        of_tensor = tensors[rows["card"]] == tensors[card]
        chosen = np.flatnonzero(of_tensor & (rows["event"] < state.happened))
        events = np.empty(len(chosen), GRADIENT_EVENT)
        events["event"], events["row"], events["is_reset"] = rows["event"][chosen], chosen, is_reset
        found.append(events)
    life = np.concatenate(found)
    return life[np.argsort(life["event"])]
