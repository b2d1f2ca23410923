"""Checks that a recording satisfies every rule that its readers rely on."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from math import prod

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import (
    EVER,
    NONE,
    SCHEMA,
    VALUE_DTYPES,
    Call,
    Cut,
    EventKind,
    Reset,
    ScopeKind,
)
from engine.record.values import Value, item_bytes, may_be_sample, shape_of


class InvalidRecordingError(ValueError):
    """A recording violates a rule; the message names the table, the row and the rule."""


_REQUIRED = {
    "events": {"scope": "scopes"},
    "cards": {"op": "strings", "value": "values"},
    "operands": {"card": "cards"},
    "names": {"card": "cards", "name": "strings"},
    "requirements": {"card": "cards"},
    "nodes": {"name": "strings"},
    "next_edges": {"node": "nodes"},
    "pass_ends": {"pass_": "passes"},
    "participants": {"pass_": "passes", "node": "nodes"},
    "evaluations": {"pass_": "passes", "node": "nodes"},
    "contributions": {
        "pass_": "passes",
        "target": "nodes",
    },
    "accumulations": {
        "pass_": "passes",
        "node": "nodes",
        "card": "cards",
        "added": "values",
        "after": "values",
    },
    "resets": {"card": "cards"},
    "prints": {"text": "strings"},
    "shows": {"text": "strings"},
    "errors": {"type": "strings", "message": "strings", "traceback": "strings"},
    "notices": {"text": "strings"},
    "values": {"shape": "strings", "stored_shape": "strings"},
}
_OPTIONAL = {
    "events": {"site": "sites"},
    "cards": {"node": "nodes", "joined": "cards"},
    "operands": {"operand": "cards", "literal": "strings"},
    "nodes": {"card": "cards"},
    "next_edges": {"target": "nodes"},
    "pass_ends": {"raised": "strings"},
    "incoming": {"value": "values"},
    "contributions": {
        "sender": "nodes",
        "raw": "values",
        "value": "values",
        "before": "values",
        "after": "values",
    },
    "accumulations": {"before": "values"},
    "resets": {"before": "values", "after": "values"},
    "scopes": {"parent": "scopes", "name": "strings"},
}
_CODES: dict[tuple[str, str], type[IntEnum]] = {
    ("events", "kind"): EventKind,
    ("operands", "cut"): Cut,
    ("passes", "call"): Call,
    ("resets", "how"): Reset,
    ("scopes", "kind"): ScopeKind,
}
_TABLE_OF_KIND = {
    EventKind.OP_APPLIED: "cards",
    EventKind.NAME_BOUND: "names",
    EventKind.PASS_BEGAN: "passes",
    EventKind.NODE_EVALUATED: "evaluations",
    EventKind.GRAD_ACCUMULATED: "accumulations",
    EventKind.GRAD_RESET: "resets",
    EventKind.PRINTED: "prints",
    EventKind.VALUE_SHOWN: "shows",
    EventKind.ERROR_RAISED: "errors",
    EventKind.RECORDING_STOPPED: "notices",
    EventKind.REQUIRES_GRAD_SET: "requirements",
}


_PLACES = [
    (table, column)
    for table, row in SCHEMA.items()
    for column in row.names or ()
    if column in ("line", "column", "end_line", "end_column")
]


def validate(recording: Recording) -> None:
    """Check a whole recording: references, order, passes, and that all sums are right.

    Raises:
        InvalidRecordingError: the first violation.
    """
    validate_structure(recording)
    _check_sums(recording, "contributions", "value")
    _check_sums(recording, "accumulations", "added")


def validate_structure(recording: Recording) -> None:
    """As ``validate``, without the sums, which take most of the time and on which nothing relies.

    Raises:
        InvalidRecordingError: the first violation.
    """
    checks: tuple[Callable[[Recording], None], ...] = (
        _check_codes,
        _check_references,
        _check_places,
        _check_events,
        _check_values,
        _check_cards,
        _check_edges,
        _check_senders,
        _check_arrivals,
        _check_buffers,
        _check_accumulations,
        _check_resets,
    )
    for check in checks:
        check(recording)


def _require(holds: np.ndarray, table: str, rule: str, rows: np.ndarray | None = None) -> None:
    """Raise for the first False; ``rows`` are the rows it stands for, by default all in order."""
    if not holds.all():
        first = int(np.argmin(holds))
        row = first if rows is None else int(rows[first])
        raise InvalidRecordingError(f"{table}[{row}]: {rule}")


# -- tables ------------------------------------------------------------------------------------


def _check_codes(recording: Recording) -> None:
    for (table, column), codes in _CODES.items():
        known = np.isin(recording[table][column], list(codes))
        _require(known, table, f"{column} is no {codes.__name__}")


def _check_references(recording: Recording) -> None:
    for references, least in ((_REQUIRED, 0), (_OPTIONAL, NONE)):
        for table, columns in references.items():
            for column, target in columns.items():
                length = len(recording.strings if target == "strings" else recording[target])
                _require_range(recording, table, column, least, length)
    for table, row_type in SCHEMA.items():
        if "event" in (row_type.names or ()):
            _require_range(recording, table, "event", 0, len(recording["events"]))
    rows = recording["evaluations"]
    ends = rows["first_incoming"] + rows["incoming_count"]
    in_range = (rows["first_incoming"] >= 0) & (ends <= len(recording["incoming"]))
    _require(in_range, "evaluations", "its span is not in incoming")


def _require_range(recording: Recording, table: str, column: str, least: int, end: int) -> None:
    numbers = recording[table][column]
    in_range = (numbers >= least) & (numbers < end)
    _require(in_range, table, f"{column} is not between {least} and {end - 1}")


def _check_places(recording: Recording) -> None:
    """Positions are in the script, or nowhere; sites are not empty."""
    ends = {"line": len(recording.source.splitlines()) + 2, "column": len(recording.source) + 2}
    for table, column in _PLACES:
        _require_range(recording, table, column, NONE, ends[column.removeprefix("end_")])
    sites = recording["sites"]
    begins = (sites["line"] >= 1) & (sites["column"] >= 0)
    _require(begins, "sites", "it begins before the script")
    _require(sites["end_line"] >= sites["line"], "sites", "it ends before it begins")


def _check_events(recording: Recording) -> None:
    """Rows are in the order of their events, and an event and its row refer to each other."""
    events = recording["events"]
    for kind, table in _TABLE_OF_KIND.items():
        numbers = np.flatnonzero(recording["events"]["kind"] == kind)
        rows = events["row"][numbers]
        in_range = (rows >= 0) & (rows < len(recording[table]))
        _require(in_range, "events", f"row is no row of {table}", numbers)
        named = recording[table]["event"][rows] == numbers
        _require(named, "events", f"its row of {table} names another event", numbers)
    for table in (*_TABLE_OF_KIND.values(), "pass_ends", "contributions"):
        ascending = np.diff(recording[table]["event"], prepend=0) >= 0
        _require(ascending, table, "its event comes before that of the row above")
    scopes = recording["scopes"]
    _require(scopes["parent"] < np.arange(len(scopes)), "scopes", "parent comes later")
    is_turn = scopes["kind"] == ScopeKind.ITERATION
    _require(~is_turn | (scopes["parent"] != NONE), "scopes", "an iteration is of no loop")


def _check_values(recording: Recording) -> None:
    """All bytes of every value are present, as many as its shape takes."""
    rows = recording["values"]
    _require(rows["dtype"] < len(VALUE_DTYPES), "values", "dtype is no type of numbers")
    item_sizes = np.array([*map(item_bytes, range(len(VALUE_DTYPES)))])
    columns = rows["shape"].astype(np.int64), rows["stored_shape"]
    pairs, numbers = np.unique(columns[0] << 32 | columns[1], return_inverse=True)
    shapes = [_shapes_of(recording, pair >> 32, pair & EVER) for pair in pairs.tolist()]
    fit = np.array([may_be_sample(stored, whole) for whole, stored in shapes], bool)
    _require(fit[numbers], "values", "what is stored of it is no part of it")
    room = recording.blob_bytes
    counts = np.array([min(prod(stored), room + 1) for _, stored in shapes], np.int64)
    ends = rows["offset"] + counts[numbers] * item_sizes[rows["dtype"]]
    are_there = (rows["offset"] >= 0) & (rows["offset"] <= room) & (ends <= room)
    _require(are_there, "values", "its bytes are not among those of the recording")


def _shapes_of(recording: Recording, *strings: int) -> list[tuple[int, ...]]:
    try:
        return [shape_of(recording.text(number)) for number in strings]
    except ValueError as error:
        raise InvalidRecordingError(f"strings{list(strings)}: {error}") from error


def _check_cards(recording: Recording) -> None:
    cards, operands = recording["cards"], recording["operands"]
    _require(operands["operand"] < operands["card"], "operands", "operand is made after its user")
    ascending = np.diff(operands["card"], prepend=0) >= 0
    _require(ascending, "operands", "its card comes before that of the row above")
    _require(cards["joined"] < np.arange(len(cards)), "cards", "joined comes later")
    output_counts = np.full(len(recording["nodes"]), EVER)
    output_counts[recording["evaluations"]["node"]] = recording["evaluations"]["incoming_count"]
    made = np.flatnonzero(cards["node"] != NONE)
    numbers = cards["output_nr"][made]
    has_output = (numbers >= 0) & (numbers < output_counts[cards["node"][made]])
    _require(has_output, "cards", "its node has no such output", made)
    identities = np.stack((cards["tensor"], cards["version"], cards["edition"]), axis=1)
    _, firsts = np.unique(identities, axis=0, return_index=True)
    is_first = np.zeros(len(cards), bool)
    is_first[firsts] = True
    _require(is_first, "cards", "another card has the same tensor, version and edition")


def _check_edges(recording: Recording) -> None:
    """The graph is acyclic: edges lead to older nodes, or to AccumulateGrad."""
    nodes, edges = recording["nodes"], recording["next_edges"]
    _require(~nodes["accumulates"][edges["node"]], "next_edges", "gradients end at its node")
    leads = edges["target"] != NONE
    targets, senders = nodes[edges["target"][leads]], nodes[edges["node"][leads]]
    is_older = targets["accumulates"] | (targets["sequence"] < senders["sequence"])
    _require(is_older, "next_edges", "its target is younger than its node", np.flatnonzero(leads))


# -- passes ------------------------------------------------------------------------------------


def _check_senders(recording: Recording) -> None:
    """A seed arrives as its pass begins; other contributions are sent by their event's node."""
    sent, events = (
        recording["contributions"],
        recording["events"][recording["contributions"]["event"]],
    )
    is_seed = sent["sender"] == NONE
    seeds, others = np.flatnonzero(is_seed), np.flatnonzero(~is_seed)
    begins = (events["kind"] == EventKind.PASS_BEGAN) & (events["row"] == sent["pass_"])
    _require(begins[seeds], "contributions", "a seed must arrive as its pass begins", seeds)
    runs = events["kind"] == EventKind.NODE_EVALUATED
    _require(runs[others], "contributions", "its event runs no node", others)
    evaluations = recording["evaluations"][events["row"][others]]
    agrees = (evaluations["node"] == sent["sender"][others]) & (
        evaluations["pass_"] == sent["pass_"][others]
    )
    _require(agrees, "contributions", "its event runs another node than the sender", others)


def _check_arrivals(recording: Recording) -> None:
    """A node runs once in a pass, when all the contributions that it waits for have arrived."""
    sent, ran = recording["contributions"], recording["evaluations"]
    taking_part, targets, running, count = _nodes_in_passes(recording)
    awaited = np.full(count, NONE)
    awaited[taking_part] = recording["participants"]["awaited"]
    _require(awaited[taking_part] >= 0, "participants", "it awaits less than nothing")
    takes_part = awaited != NONE
    _require(takes_part[targets], "contributions", "its target takes no part in the pass")
    _require(takes_part[running], "evaluations", "its node takes no part in the pass")
    last_run = np.full(count, NONE)
    last_run[running] = np.arange(len(ran))
    is_last = last_run[running] == np.arange(len(ran))
    _require(is_last, "evaluations", "its node runs again later in the pass")
    ran_at = np.full(count, EVER)
    ran_at[running] = ran["event"]
    arrived = np.bincount(targets[sent["event"] < ran_at[targets]], minlength=count)
    is_ready = (arrived == awaited) & (arrived == np.bincount(targets, minlength=count))
    for row in np.flatnonzero(~is_ready[running]).tolist():
        node = running[row]
        rule = f"{arrived[node]} contributions had arrived of {awaited[node]} awaited"
        raise InvalidRecordingError(f"evaluations[{row}]: {rule}")


def _nodes_in_passes(recording: Recording) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """A number for each pair of a pass and a node.

    Returns:
        The numbers for the rows of participants, contributions and evaluations, and their count.
    """
    columns = {"participants": "node", "contributions": "target", "evaluations": "node"}
    keys = [
        recording[table]["pass_"].astype(np.int64) * len(recording["nodes"])
        + recording[table][column]
        for table, column in columns.items()
    ]
    known, numbers = np.unique(np.concatenate(keys), return_inverse=True)
    first, second, third = np.split(numbers, np.cumsum([*map(len, keys)])[:-1])
    return first, second, third, len(known)


def _check_buffers(recording: Recording) -> None:
    """Each contribution is added to what the previous ones left in the target's buffer."""
    sent = recording["contributions"]
    order = np.lexsort((sent["input_nr"], sent["target"], sent["pass_"]))
    buffers = np.stack([sent[column][order] for column in ("pass_", "target", "input_nr")])
    is_next = (np.diff(buffers) == 0).all(axis=0)
    left = np.full(len(sent), NONE)
    left[order[1:]] = np.where(is_next, sent["after"][order[:-1]], NONE)
    _require(sent["before"] == left, "contributions", "before is not what was left before it")
    changes = (sent["value"] != NONE) | (sent["after"] == sent["before"])
    _require(changes, "contributions", "nothing was added, so that after must be before")


def _check_accumulations(recording: Recording) -> None:
    rows = recording["accumulations"]
    new = rows["before"] == NONE
    _require(~(new & rows["same_memory"]), "accumulations", "there was no memory to be the same")
    accumulates = recording["nodes"]["accumulates"][rows["node"]]
    _require(accumulates, "accumulations", "its node does not accumulate")


def _check_sums(recording: Recording, table: str, added: str) -> None:
    """The sum of two columns of a table is a third."""
    for row, sent in enumerate(recording[table]):
        if sent[added] != NONE:
            _check_sum(recording, table, row, sent["before"], sent[added], sent["after"])


def _check_sum(
    recording: Recording, table: str, row: int, before: int, added: int, after: int
) -> None:
    """``before + added`` must equal ``after``, up to one rounding; samples must agree in shape."""
    first, second, total = (recording.value(int(number)) for number in (before, added, after))
    if second is None or total is None:
        raise InvalidRecordingError(f"{table}[{row}]: what is added has no sum")
    if second.shape != total.shape or (first is not None and first.shape != total.shape):
        raise InvalidRecordingError(f"{table}[{row}]: the shapes of what is summed differ")
    if total.is_whole and not _adds_up(first, second, total):
        raise InvalidRecordingError(f"{table}[{row}]: before and what is added do not make after")


def _adds_up(first: Value | None, second: Value, total: Value) -> bool:
    dtype = total.array.dtype
    with np.errstate(all="ignore"):
        expected = second.array if first is None else first.array + second.array
        expected = expected.astype(dtype, copy=False)
    if dtype.kind not in "fc":
        return bool(np.array_equal(expected, total.array))
    tolerance = 4 * total.eps
    return bool(np.allclose(expected, total.array, rtol=tolerance, atol=0.0, equal_nan=True))


def _check_resets(recording: Recording) -> None:
    rows = recording["resets"]
    dropped = rows["how"] == Reset.SET_TO_NONE
    _require(dropped == (rows["after"] == NONE), "resets", "only setting to None leaves none")
    shapes = recording["values"]["shape"]
    own = shapes[recording["cards"]["value"][rows["card"]]]
    for part in ("before", "after"):
        fits = (rows[part] == NONE) | (shapes[rows[part]] == own)
        _require(fits, "resets", f"{part} has another shape than its card")
