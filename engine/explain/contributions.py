"""The contributions to a gradient since its last reset, and the running sum."""

from __future__ import annotations

import numpy as np

from engine.diagnose.history import History
from engine.record.schema import NONE
from engine.record.state import State
from engine.record.values import Value

MAX_ADDED = 100_000
"""Larger gradients are not summed again, as many of them may be listed."""

MAX_LEAVES = 4096
"""The number of accumulations that are searched for that of a pass."""


def contributions_since_reset(state: State, card: int) -> np.ndarray:
    """Rows of ``contributions`` to a card's gradient, in order.

    For a leaf those of all passes since the script last reset its gradient, without those of passes
    that ended before they reached it; for another card those of the pass.
    """
    node = state.node_of(card)
    recording = state.recording
    sent = recording["contributions"]
    if node == NONE or not recording["nodes"]["accumulates"][node]:
        rows = state.arrived(node)
        own: np.ndarray = rows[sent["input_nr"][rows] == state.output_nr(card)]
        return own
    history = History(state, card)
    since = history.last_reset.event if history.last_reset else NONE
    to_leaf = (sent["target"] == node) & (sent["event"] < state.happened)
    rows = np.flatnonzero(to_leaf & (sent["event"] > since))
    running = state.pass_ if state.in_pass else NONE
    kept = np.isin(sent["pass_"][rows], [*history.passes, running])
    found: np.ndarray = rows[kept]
    return found


def running_sum(state: State, contribution: int, *, is_last: bool) -> Value | None:
    """A gradient after a contribution: a leaf's over all passes; None if not known.

    Args:
        state: the state.
        contribution: a row of ``contributions``.
        is_last: whether it is the last of its pass, so that the sum is recorded.
    """
    recording = state.recording
    row = recording["contributions"][contribution]
    after = recording.value(int(row["after"]))
    node = recording["nodes"][row["target"]]
    if after is None or not node["accumulates"]:
        return after
    if is_last:
        accumulated = recording.value(_accumulated(state, row))
        if accumulated is not None:
            return accumulated
    tensor = int(recording["cards"]["tensor"][node["card"]])
    earlier = recording.value(recording.index.leaf_gradient(tensor, int(row["event"])))
    if earlier is None:
        return after
    can_add = earlier.is_whole and after.is_whole and earlier.shape == after.shape
    if not can_add or after.size > MAX_ADDED:
        return None
    total = np.asarray(earlier.array + after.array)
    return Value(total, total.shape)


def _accumulated(state: State, contribution: np.void) -> int:
    """The value of the leaf's gradient after the pass of a contribution, or NONE."""
    rows = state.recording["accumulations"]
    first = int(np.searchsorted(rows["event"], contribution["event"]))
    later = rows[first : first + MAX_LEAVES]
    of_pass = (later["pass_"] == contribution["pass_"]) & (later["node"] == contribution["target"])
    found = later[of_pass & (later["event"] < state.happened)]
    return int(found["after"][0]) if len(found) else NONE
