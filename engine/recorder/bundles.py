"""Bundles: rows of several tables that belong together, written as one and expanded when sent.

An operation and its node get a card, a row of ``nodes`` and an event, which refer to each other. In
the common case most of their columns are the number of one of these rows, or a constant. So only a
few numbers are stored, and numpy expands the rows of many operations at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from typing import TypeAlias

import numpy as np

from engine.record.schema import NONE, CardFlag, EventKind

ColumnSource: TypeAlias = "Mapping[str, str | int]"
"""For each column of a table the field of the bundle that it equals, or its constant value."""

_Kind: TypeAlias = "tuple[str, dict[str, ColumnSource]]"
"""The fields of a kind of bundle, and for each table the source of its columns."""

PLACE = "place"
"""Stands among the column sources for the number of the row itself."""

_OP_EVENT: ColumnSource = {
    PLACE: "event",
    "kind": EventKind.OP_APPLIED,
    "row": "card",
    "site": "site",
    "scope": "scope",
}
_ORDINARY_CARD: ColumnSource = {
    PLACE: "card",
    "event": "event",
    "tensor": "card",
    "version": 0,
    "op": "op",
    "value": "value",
    "node": "node",
    "joined": NONE,
    "flags": CardFlag.REQUIRES_GRAD,
    "edition": 0,
    "output_nr": 0,
}
_ORDINARY_NODE: ColumnSource = {
    PLACE: "node",
    "name": "name",
    "sequence": "sequence",
    "card": "card",
    "accumulates": False,
    "edge_count": "edge_count",
}

ORDINARY_OPS: _Kind = (
    "event card node value op name sequence edge_count site scope",
    {"events": _OP_EVENT, "cards": _ORDINARY_CARD, "nodes": _ORDINARY_NODE},
)
"""Operations whose result is new, owns its memory and has a node of its own."""

LONE_LEAVES: _Kind = (
    "event card value op flags site scope",
    {"events": _OP_EVENT, "cards": {**_ORDINARY_CARD, "node": NONE, "flags": "flags"}},
)
"""Operations whose result is new and owns its memory, but has no node."""

ORDINARY_EVALUATIONS: _Kind = (
    "event evaluation incoming pass_ node value site scope",
    {
        "events": {**_OP_EVENT, "kind": EventKind.NODE_EVALUATED, "row": "evaluation"},
        "evaluations": {
            PLACE: "evaluation",
            "event": "event",
            "pass_": "pass_",
            "node": "node",
            "first_incoming": "incoming",
            "incoming_count": 1,
        },
        "incoming": {PLACE: "incoming", "value": "value"},
    },
)
"""Evaluations of nodes with one output."""


class Bundles:
    """The bundles of one kind that have not been sent yet.

    Attributes:
        tables: for each table the source of its columns.
        extend: adds bundles: their fields, flattened, in order.
    """

    __slots__ = ("_fields", "_flat", "extend", "tables")

    def __init__(self, fields: str, tables: Mapping[str, ColumnSource]) -> None:
        self._fields = fields.split()
        self._flat: list[int] = []
        self.tables = tables
        self.extend = self._flat.extend

    def __len__(self) -> int:
        return len(self._flat) // len(self._fields)

    def drain(self) -> dict[str, np.ndarray]:
        """The bundles added since the last call, as one column per field."""
        flat = np.frombuffer(pack(f"{len(self._flat)}q", *self._flat), np.int64)
        self._flat.clear()
        return dict(zip(self._fields, flat.reshape(-1, len(self._fields)).T, strict=True))
