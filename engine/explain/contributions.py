"""What has come to a gradient since it was last reset, and the sum after each."""

from __future__ import annotations

import numpy as np

from engine.diagnose.history import History
from engine.record.schema import NONE
from engine.record.state import State
from engine.record.values import Value


def contributions_since_reset(state: State, card: int) -> np.ndarray:
    """Rows of ``contributions`` to a card's gradient, in order.

    A leaf's are those of all passes since the script last reset its gradient, less what never
    reached it as its pass ended before; another card's are those of the pass.
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


def running_sum(state: State, contribution: int) -> Value | None:
    """A gradient once a contribution is added: a leaf's over all passes; None where not known."""
    recording = state.recording
    row = recording["contributions"][contribution]
    after = recording.value(int(row["after"]))
    node = recording["nodes"][row["target"]]
    if after is None or not node["accumulates"]:
        return after
    tensor = int(recording["cards"]["tensor"][node["card"]])
    earlier = recording.value(recording.index.leaf_gradient(tensor, int(row["event"])))
    if earlier is None:
        return after
    if not (earlier.is_whole and after.is_whole and earlier.shape == after.shape):
        return None
    total = np.asarray(earlier.array + after.array)
    return Value(total, total.shape)
