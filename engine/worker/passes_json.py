"""The passes of a recording as the conformance corpus describes them."""

from __future__ import annotations

from collections.abc import Set
from functools import partial
from typing import Any

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, Call, ScopeKind
from engine.worker.tensor_json import tensor_json

_LONG_RUN = 1000
"""In runs with more nodes, only the incoming gradients at the ends are kept."""

_LONG_RUN_EDGE = 20


def passes_json(recording: Recording, unstarted: Set[int]) -> list[dict[str, Any]]:
    """All passes in which at least one node was started, in the order in which they began.

    Args:
        unstarted: the passes whose last node raised before it had started.
    """
    names = _GlobalNames(recording)
    runs = (
        _pass_json(recording, number, names, number in unstarted)
        for number in range(recording.index.pass_count)
    )
    return [run for run in runs if run["order"]]


def _pass_json(
    recording: Recording, number: int, names: _GlobalNames, drops_last: bool
) -> dict[str, Any]:
    evaluations = recording["evaluations"]
    rows = np.flatnonzero(evaluations["pass_"] == number)
    rows = rows[:-1] if drops_last else rows
    nodes = evaluations["node"][rows].tolist()
    is_long = len(nodes) > _LONG_RUN
    leaf_name = partial(_leaf_name, recording, names)
    kept = set(range(len(nodes)))
    if is_long:
        kept -= set(range(_LONG_RUN_EDGE, len(nodes) - _LONG_RUN_EDGE))
    return {
        "call": Call(recording["passes"]["call"][number]).name.lower(),
        "order": [recording.text(recording["nodes"]["name"][node]) for node in nodes],
        "incoming": [
            _incoming(recording, row) if place in kept else None
            for place, row in enumerate(rows.tolist())
        ],
        "leaf": None if is_long else list(map(leaf_name, nodes, rows.tolist())),
        "edges": None if is_long else _edges(recording, nodes),
        "raised": _raised(recording, number),
        "second_order": False,
    }


def _incoming(recording: Recording, evaluation: int) -> list[dict[str, Any] | None]:
    row = recording["evaluations"][evaluation]
    first, count = int(row["first_incoming"]), int(row["incoming_count"])
    numbers = recording["incoming"]["value"][first : first + count].tolist()
    values = (recording.value(number) for number in numbers)
    return [None if value is None else tensor_json(value.array, value.dtype) for value in values]


class _GlobalNames:
    """The global variables to which tensors are bound, in the order of first binding.

    Names that begin with ``_`` and those of attributes are ignored.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        rows = recording["names"]
        rows = rows[self._are_global(rows)]
        self._names, self._events = rows["name"], rows["event"]
        self._tensors = recording["cards"]["tensor"][rows["card"]]
        variables: dict[str, int] = {}
        self._ranks: dict[int, tuple[int, int]] = {}
        for number in self._names.tolist():
            variable = recording.text(number).partition("[")[0]
            place = variables.setdefault(variable, len(variables))
            self._ranks.setdefault(number, (place, len(self._ranks)))

    def _are_global(self, rows: np.ndarray) -> np.ndarray:
        """A mask of the bindings to global variables that count."""
        scopes, of_scope = np.unique(
            self._recording["events"]["scope"][rows["event"]], return_inverse=True
        )
        names, of_name = np.unique(rows["name"], return_inverse=True)
        texts = map(self._recording.text, names.tolist())
        counts = [not text.startswith("_") and "." not in text for text in texts]
        outside = [not _is_in_call(self._recording, scope) for scope in scopes.tolist()]
        is_global: np.ndarray = np.array(counts, bool)[of_name] & np.array(outside, bool)[of_scope]
        return is_global

    def first_of(self, tensor: int, event: int) -> str | None:
        """The first variable bound to a tensor as of an event."""
        happened = self._events < event
        candidates = np.unique(self._names[happened & (self._tensors == tensor)]).tolist()
        for number in sorted(candidates, key=self._ranks.__getitem__):
            if self._tensors[happened & (self._names == number)][-1] == tensor:
                return self._recording.text(number)
        return None


def _leaf_name(recording: Recording, names: _GlobalNames, node: int, evaluation: int) -> str | None:
    """The first global variable bound to a leaf when its node runs."""
    row = recording["nodes"][node]
    if not row["accumulates"]:
        return None
    tensor = recording["cards"]["tensor"][row["card"]]
    return names.first_of(tensor, recording["evaluations"]["event"][evaluation])


def _is_in_call(recording: Recording, scope: int) -> bool:
    scopes = recording["scopes"]
    while scope != NONE:
        if scopes["kind"][scope] == ScopeKind.CALL:
            return True
        scope = int(scopes["parent"][scope])
    return False


def _edges(recording: Recording, nodes: list[int]) -> list[list[list[int] | None]]:
    """For each node its next edges as indices in the order; -1 for a node that did not run."""
    places = {node: place for place, node in enumerate(nodes)}
    widths = recording["nodes"]["edge_count"]
    edges: dict[int, list[list[int] | None]] = {node: [None] * int(widths[node]) for node in nodes}
    rows = recording["next_edges"]
    for node, position, target, input_nr in rows[np.isin(rows["node"], nodes)].tolist():
        edges[node][position] = [places.get(target, -1), input_nr]
    return [edges[node] for node in nodes]


def _raised(recording: Recording, number: int) -> str | None:
    ends = recording["pass_ends"]
    rows = np.flatnonzero(ends["pass_"] == number)
    if not len(rows) or ends["raised"][rows[0]] == NONE:
        return None
    return recording.text(ends["raised"][rows[0]])
