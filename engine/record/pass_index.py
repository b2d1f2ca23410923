"""One pass of a recording, indexed: when each node's contributions arrived and when it ran."""

from __future__ import annotations

import numpy as np

from engine.record.columns import Tables
from engine.record.lookups import Chronicle, Groups
from engine.record.schema import EVER, NONE


class PassTables:
    """What the indexes of all passes of a recording share, sorted once.

    Attributes:
        tables: the tables of the recording.
        versions: the cards of each tensor, by the events that made them.
        participants, contributions, evaluations: the rows of these tables, by pass.
    """

    def __init__(self, tables: Tables, versions: Chronicle) -> None:
        self.tables, self.versions = tables, versions
        self.participants, self.contributions, self.evaluations = (
            Groups(tables[table]["pass_"])
            for table in ("participants", "contributions", "evaluations")
        )
        operands = tables["operands"]
        edges = np.flatnonzero(operands["position"] != NONE)
        self._width = 1 + int(operands["position"].max(initial=0))
        ends = tables["cards"]["node"][operands["card"][edges]], operands["position"][edges]
        keys = self._keys(*ends)
        order = np.argsort(keys, kind="stable")
        self._edges, self._edge_keys = edges[order], keys[order]

    def _keys(self, nodes: np.ndarray, positions: np.ndarray) -> np.ndarray:
        keys: np.ndarray = nodes.astype(np.int64) * self._width + positions
        return keys

    def edges(self, contributions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The operand edges along which contributions travel, and for each edge its contribution.

        An edge and its contribution have the same node and position; of several contributions the
        first counts. The contributions of a node with several outputs travel along the edges of all
        of them.

        Shapes: (c,) -> (e,), (e,): rows of ``operands`` and of ``contributions``.
        """
        sent = self.tables["contributions"][contributions]
        keys, first = np.unique(self._keys(sent["sender"], sent["position"]), return_index=True)
        starts = self._edge_keys.searchsorted(keys)
        counts = self._edge_keys.searchsorted(keys, side="right") - starts
        places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        edges, rows = self._edges[places], contributions[np.repeat(first, counts)]
        order = np.argsort(edges)
        return edges[order], rows[order]


class PassIndex:
    """Look-ups in one pass of a recording, read only.

    Attributes:
        nodes: the nodes of the pass, ascending. Shapes: (n,), as the next four.
        awaited: the number of contributions that each waits for.
        first_arrival, ready: the events of the first and the last contribution to each; EVER if
            they have not arrived.
        evaluated: the event at which each ran, or EVER.
        evaluations: its row of ``evaluations``, or NONE.
        contributions: rows of ``contributions``, in the order in which they were sent.
        seeds: the nodes where the pass begins.
        filled: the cards of the leaves that the pass fills, in their versions at the beginning.
    """

    def __init__(self, sorted_tables: PassTables, pass_: int) -> None:
        tables = sorted_tables.tables
        participants = tables["participants"][sorted_tables.participants.rows(pass_)]
        participants = participants[np.argsort(participants["node"])]
        self.nodes = participants["node"].astype(np.int64)
        self.awaited = participants["awaited"]
        self.contributions = sorted_tables.contributions.rows(pass_)
        sent = tables["contributions"][self.contributions]
        self.seeds: list[int] = sent["target"][sent["sender"] == NONE].tolist()
        self._events = sent["event"]
        order = np.argsort(sent["target"], kind="stable")
        self._by_target = self.contributions[order]
        self._targets = sent["target"][order].astype(np.int64)  # see ``Groups``
        self._starts = np.searchsorted(self._targets, self.nodes)
        arrivals = np.searchsorted(self._targets, self.nodes, side="right") - self._starts
        self.first_arrival = self._arrival(order, arrivals >= 1, self._starts)
        self.ready = self._arrival(
            order, (arrivals >= self.awaited) & (arrivals > 0), self._starts + self.awaited - 1
        )
        self._read_evaluations(tables, sorted_tables.evaluations.rows(pass_))
        self._edges, self._edge_contributions = sorted_tables.edges(self.contributions)
        self.filled = self._filled(sorted_tables, int(tables["passes"]["event"][pass_]))

    def _arrival(self, order: np.ndarray, has: np.ndarray, at: np.ndarray) -> np.ndarray:
        """The event of the contribution at index ``at`` of the sorted ones, if there is one."""
        events = np.full(len(self.nodes), EVER, np.int32)
        events[has] = self._events[order[at[has]]]
        return events

    def _read_evaluations(self, tables: Tables, rows: np.ndarray) -> None:
        ran = tables["evaluations"][rows]
        at = self.nodes.searchsorted(ran["node"])
        self.evaluated = np.full(len(self.nodes), EVER, np.int32)
        self.evaluated[at] = ran["event"]
        self.evaluations = np.full(len(self.nodes), NONE, np.int32)
        self.evaluations[at] = rows

    def _filled(self, sorted_tables: PassTables, began: int) -> np.ndarray:
        """For each leaf's node the newest card of its tensor when the pass began."""
        tables = sorted_tables.tables
        nodes = tables["nodes"][self.nodes]
        tensors = tables["cards"]["tensor"][nodes["card"][nodes["accumulates"]]]
        return sorted_tables.versions.last_before_each(tensors, np.full(len(tensors), began))

    def place(self, nodes: np.ndarray) -> np.ndarray:
        """The indices of nodes in ``nodes``; NONE for those outside the pass."""
        if not len(self.nodes):
            return np.full(len(nodes), NONE)
        at = np.minimum(np.searchsorted(self.nodes, nodes), len(self.nodes) - 1)
        return np.where(self.nodes[at] == nodes, at, NONE)

    def arrivals(self, node: int) -> np.ndarray:
        """Rows of the contributions to a node, in order of arrival in the whole pass."""
        first, end = np.searchsorted(self._targets, (node, node + 1))
        return self._by_target[first:end]

    def contributions_along(self, operands: np.ndarray) -> np.ndarray:
        """The contribution that crosses each operand edge in this pass, or NONE."""
        if not len(self._edges):
            return np.full(len(operands), NONE)
        at = np.minimum(np.searchsorted(self._edges, operands), len(self._edges) - 1)
        return np.where(self._edges[at] == operands, self._edge_contributions[at], NONE)
