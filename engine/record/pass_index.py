"""One pass of a recording, indexed: when each node's contributions arrived and when it ran."""

from __future__ import annotations

import numpy as np

from engine.record.columns import Tables
from engine.record.schema import EVER, NONE


class PassIndex:
    """Derived from the tables of one recording, read only.

    Attributes:
        nodes: the nodes that the pass will evaluate, ascending; the next columns follow them.
        awaited: how many contributions each waits for.
        first_arrival, ready: the events at which its first and its last contribution arrived.
        evaluated: the event at which it ran.
        evaluations: the row of ``evaluations`` that tells how, or NONE.
        contributions: rows of ``contributions`` in the order they were sent.
        filled: the cards of the leaves that the pass fills, in the versions that it sees.
    """

    def __init__(self, tables: Tables, pass_: int) -> None:
        participants = tables["participants"][tables["participants"]["pass_"] == pass_]
        participants = participants[np.argsort(participants["node"])]
        self.nodes = participants["node"]
        self.awaited = participants["awaited"]
        self.contributions = np.flatnonzero(tables["contributions"]["pass_"] == pass_)
        sent = tables["contributions"][self.contributions]
        self._events = sent["event"]
        order = np.argsort(sent["target"], kind="stable")
        self._by_target = self.contributions[order]
        self._targets = sent["target"][order]
        self._starts = np.searchsorted(self._targets, self.nodes)
        arrivals = np.searchsorted(self._targets, self.nodes, side="right") - self._starts
        self.first_arrival = self._arrival(order, arrivals >= 1, self._starts)
        self.ready = self._arrival(
            order, (arrivals >= self.awaited) & (arrivals > 0), self._starts + self.awaited - 1
        )
        self._read_evaluations(tables, pass_)
        self._find_edges(tables)
        self.filled = self._filled(tables, int(tables["passes"]["event"][pass_]))

    def _arrival(self, order: np.ndarray, has: np.ndarray, at: np.ndarray) -> np.ndarray:
        """The event of the contribution at place ``at`` of the sorted ones, where there is one."""
        events = np.full(len(self.nodes), EVER, np.int32)
        events[has] = self._events[order[at[has]]]
        return events

    def _read_evaluations(self, tables: Tables, pass_: int) -> None:
        rows = np.flatnonzero(tables["evaluations"]["pass_"] == pass_)
        ran = tables["evaluations"][rows]
        at = np.searchsorted(self.nodes, ran["node"])
        self.evaluated = np.full(len(self.nodes), EVER, np.int32)
        self.evaluated[at] = ran["event"]
        self.evaluations = np.full(len(self.nodes), NONE, np.int32)
        self.evaluations[at] = rows

    def _find_edges(self, tables: Tables) -> None:
        """Match contributions with the operands they travel along: same node, same position.

        What a node of several outputs sends travels along the edges of them all.
        """
        operands = tables["operands"]
        width = 1 + int(operands["position"].max(initial=0))
        sent = tables["contributions"][self.contributions]
        keys = sent["sender"].astype(np.int64) * width + sent["position"]
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], self.contributions[order]
        usable = np.flatnonzero(operands["position"] != NONE)
        nodes = tables["cards"]["node"][operands["card"][usable]].astype(np.int64)
        wanted = nodes * width + operands["position"][usable]
        at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        found = keys[at] == wanted if len(keys) else np.zeros(len(wanted), bool)
        self._edges, self._edge_contributions = usable[found], rows[at[found]]

    def _filled(self, tables: Tables, began: int) -> np.ndarray:
        """For each leaf's node the newest card of its tensor when the pass began."""
        tensors = tables["cards"]["tensor"]
        made = int(np.searchsorted(tables["cards"]["event"], began))
        newest = np.full(1 + int(tensors.max(initial=0)), NONE)
        newest[tensors[:made]] = np.arange(made)  # of several the last one stays
        nodes = tables["nodes"][self.nodes]
        cards: np.ndarray = newest[tensors[nodes["card"][nodes["accumulates"]]]]
        return cards

    def place(self, nodes: np.ndarray) -> np.ndarray:
        """Where nodes stand in ``nodes``; NONE for those that the pass does not touch."""
        if not len(self.nodes):
            return np.full(len(nodes), NONE)
        at = np.minimum(np.searchsorted(self.nodes, nodes), len(self.nodes) - 1)
        return np.where(self.nodes[at] == nodes, at, NONE)

    def arrivals(self, node: int) -> np.ndarray:
        """Rows of the contributions to a node, in the order they arrived in the whole pass."""
        first, end = np.searchsorted(self._targets, (node, node + 1))
        return self._by_target[first:end]

    def contributions_along(self, operands: np.ndarray) -> np.ndarray:
        """The contribution that crosses each operand edge in this pass, or NONE."""
        if not len(self._edges):
            return np.full(len(operands), NONE)
        at = np.minimum(np.searchsorted(self._edges, operands), len(self._edges) - 1)
        return np.where(self._edges[at] == operands, self._edge_contributions[at], NONE)
