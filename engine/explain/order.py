"""Why a node runs next: the ready nodes, and their order."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np

from engine.record.schema import NONE, EventKind
from engine.record.state import Progress, State


class Reason(Enum):
    """What makes a node the next one to run."""

    ONLY_ONE = "no other node is ready"
    ACCUMULATES = "AccumulateGrad goes before all others"
    NEWEST = "of those that are ready it has the highest sequence number"


class NextNode(NamedTuple):
    """The node that the next step evaluates.

    Attributes:
        node: the node.
        reason: why it runs next.
        sequence: its sequence number.
        others: the other ready nodes, in order.
    """

    node: int
    reason: Reason
    sequence: int
    others: list[int]


class WaitingNode(NamedTuple):
    """A node that has received some of its contributions, but not all."""

    node: int
    progress: Progress


def next_node(state: State) -> NextNode | None:
    """The next node of the running pass, and why; None if there is none."""
    following = state.next_step
    if following is None or following.kind != EventKind.NODE_EVALUATED:
        return None
    recording = state.recording
    evaluation = recording["evaluations"][following.row]
    node = int(evaluation["node"])
    nodes = recording["nodes"]
    if int(evaluation["pass_"]) != state.pass_:
        return None
    ready = ready_nodes(state)
    others = ready[ready != node]
    order = np.lexsort((-nodes["sequence"][others], ~nodes["accumulates"][others]))
    reason = Reason.NEWEST
    if nodes["accumulates"][node]:
        reason = Reason.ACCUMULATES
    if not len(others):
        reason = Reason.ONLY_ONE
    return NextNode(node, reason, int(nodes["sequence"][node]), others[order].tolist())


def ready_nodes(state: State) -> np.ndarray:
    """The nodes of the pass that have all their contributions and have not run."""
    if state.pass_ == NONE:
        return np.empty(0, np.int64)
    index = state.recording.index.of_pass(state.pass_)
    is_ready = (index.ready < state.happened) & (index.evaluated >= state.happened)
    nodes: np.ndarray = index.nodes[is_ready]
    return nodes


def waiting_nodes(state: State, limit: int) -> list[WaitingNode]:
    """The nodes that have some contributions, but not all; the ``limit`` newest."""
    if state.pass_ == NONE:
        return []
    index = state.recording.index.of_pass(state.pass_)
    is_waiting = (index.first_arrival < state.happened) & (index.ready >= state.happened)
    nodes = index.nodes[is_waiting]
    newest = nodes[np.argsort(-state.recording["nodes"]["sequence"][nodes])][:limit]
    found = [(node, state.progress(node)) for node in newest.tolist()]
    return [WaitingNode(node, progress) for node, progress in found if progress is not None]
