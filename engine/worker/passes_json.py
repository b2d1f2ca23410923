"""The passes of a recording as the conformance corpus describes them."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, Call, ScopeKind
from engine.worker.tensor_json import tensor_json

_LONG_RUN = 1000
"""Nodes above which a run keeps the incoming gradients of its ends only."""

_LONG_RUN_EDGE = 20


def passes_json(recording: Recording) -> list[dict[str, Any]]:
    """Every pass in which at least one node was started, in the order they began."""
    runs = (_pass_json(recording, number) for number in range(recording.index.pass_count))
    return [run for run in runs if run["order"]]


def _pass_json(recording: Recording, number: int) -> dict[str, Any]:
    evaluations = recording["evaluations"]
    rows = np.flatnonzero(evaluations["pass_"] == number)
    nodes = evaluations["node"][rows].tolist()
    is_long = len(nodes) > _LONG_RUN
    leaf_name = partial(_leaf_name, recording)
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
    return [None if value is None else tensor_json(value.array) for value in values]


def _leaf_name(recording: Recording, node: int, evaluation: int) -> str | None:
    """The first global variable that a leaf had been bound to when its node ran."""
    row = recording["nodes"][node]
    if not row["accumulates"]:
        return None
    tensors = recording["cards"]["tensor"]
    event = recording["evaluations"]["event"][evaluation]
    names = recording["names"]
    is_its = (tensors[names["card"]] == tensors[row["card"]]) & (names["event"] < event)
    for bound in names[is_its]:
        name = recording.text(bound["name"])
        scope = int(recording["events"]["scope"][bound["event"]])
        if not name.startswith("_") and "." not in name and not _is_in_call(recording, scope):
            return name
    return None


def _is_in_call(recording: Recording, scope: int) -> bool:
    scopes = recording["scopes"]
    while scope != NONE:
        if scopes["kind"][scope] == ScopeKind.CALL:
            return True
        scope = int(scopes["parent"][scope])
    return False


def _edges(recording: Recording, nodes: list[int]) -> list[list[list[int] | None]]:
    """Per node its next edges as places in the order; -1 for a node that did not run."""
    places = {node: place for place, node in enumerate(nodes)}
    widths = recording["nodes"]["edge_count"]
    edges: dict[int, list[list[int] | None]] = {node: [None] * int(widths[node]) for node in nodes}
    for edge in recording["next_edges"]:
        if int(edge["node"]) in edges:
            target = places.get(int(edge["target"]), -1)
            edges[int(edge["node"])][int(edge["position"])] = [target, int(edge["input_nr"])]
    return [edges[node] for node in nodes]


def _raised(recording: Recording, number: int) -> str | None:
    ends = recording["pass_ends"]
    rows = np.flatnonzero(ends["pass_"] == number)
    if not len(rows) or ends["raised"][rows[0]] == NONE:
        return None
    return recording.text(ends["raised"][rows[0]])
