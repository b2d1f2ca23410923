"""Rows of a recording as edits need them: edges, and cards by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.edit.edges import Edge
from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.builder.builder_context import BuilderContext


def edge_of(desk: BuilderContext, row: int) -> Edge:
    """An edge of the graph by its row of ``operands``.

    Raises: Refusal.
    """
    operands = desk.recording["operands"]
    user, operand = int(operands["card"][row]), int(operands["operand"][row])
    before = desk.recording.operands_of(user)["operand"]
    first = int(np.searchsorted(operands["card"], user))
    number = int(np.count_nonzero(before[: row - first] == operand))
    return Edge(desk.picked(operand), desk.picked(user), number)


def edge_rows(desk: BuilderContext, card: int) -> list[int]:
    """The rows of ``operands`` that lead from other cards to one."""
    operands = desk.recording["operands"]
    first, end = np.searchsorted(operands["card"], (card, card + 1))
    return [row for row in range(first, end) if operands["operand"][row] != NONE]


def is_detach(desk: BuilderContext, card: int) -> bool:
    """Whether a card was made by ``detach()``."""
    recording = desk.recording
    return bool(recording["cards"]["op"][card] == recording.number("detach"))


def detach_of(desk: BuilderContext, card: int) -> int:
    """The one ``detach()`` that a card takes; the card itself where it takes none, or several."""
    operands = desk.recording["operands"]["operand"]
    taken = {int(operands[row]) for row in edge_rows(desk, card)}
    detached = [each for each in taken if is_detach(desk, each)]
    return card if is_detach(desk, card) or len(detached) != 1 else detached[0]


def detach_at(desk: BuilderContext, row: int) -> int:
    """The ``detach()`` at the beginning of an edge, else the card that the edge leads to."""
    edge = desk.recording["operands"][row]
    operand = int(edge["operand"])
    return operand if is_detach(desk, operand) else int(edge["card"])


def last_reset(recording: Recording, lines: Sequence[int]) -> int:
    """The event of the last gradient that some lines set to zero or took away; NONE for none."""
    events = recording["resets"]["event"]
    at = recording["sites"]["line"][recording["events"]["site"][events]]
    return max(events[np.isin(at, lines)].tolist(), default=NONE)


def named_cards(desk: BuilderContext) -> list[tuple[str, int]]:
    """The names of the script and the last card of each, the newest card first."""
    recording = desk.recording
    found: dict[str, int] = {}
    for row in recording["names"]:
        found[recording.text(int(row["name"]))] = int(row["card"])
    return sorted(found.items(), key=lambda each: -each[1])
