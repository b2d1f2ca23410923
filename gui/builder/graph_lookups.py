"""Looks up edges, cards and gradient resets of the recording, as edits need them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.edit.edges import Edge
from engine.edit.edits import Edit
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.script.source import source_lines
from gui.builder.builder_context import BuilderContext


def edge_of(context: BuilderContext, row: int) -> Edge:
    """An edge of the graph by its row of ``operands``.

    Raises:
        Refusal
    """
    operands = context.recording["operands"]
    user, operand = int(operands["card"][row]), int(operands["operand"][row])
    before = context.recording.operands_of(user)["operand"]
    first = int(np.searchsorted(operands["card"], user))
    number = int(np.count_nonzero(before[: row - first] == operand))
    return Edge(context.picked(operand), context.picked(user), number)


def edge_rows(context: BuilderContext, card: int) -> list[int]:
    """The rows of ``operands`` of a card that come from other cards."""
    operands = context.recording["operands"]
    first, end = np.searchsorted(operands["card"], (card, card + 1))
    return [row for row in range(first, end) if operands["operand"][row] != NONE]


def is_detach(context: BuilderContext, card: int) -> bool:
    """Whether a card was made by ``detach()``."""
    recording = context.recording
    return bool(recording["cards"]["op"][card] == recording.string_number("detach"))


def detach_of(context: BuilderContext, card: int) -> int:
    """The only ``detach()`` among a card's operands; the card itself if none or several."""
    operands = context.recording["operands"]["operand"]
    taken = {int(operands[row]) for row in edge_rows(context, card)}
    detached = [each for each in taken if is_detach(context, each)]
    return card if is_detach(context, card) or len(detached) != 1 else detached[0]


def detach_at(context: BuilderContext, row: int) -> int:
    """The ``detach()`` at the start of an edge, or else the card at its end."""
    edge = context.recording["operands"][row]
    operand = int(edge["operand"])
    return operand if is_detach(context, operand) else int(edge["card"])


def last_reset(recording: Recording, lines: Sequence[int]) -> int:
    """The event of the last gradient reset by one of some lines, or NONE."""
    events = recording["resets"]["event"]
    at = recording["sites"]["line"][recording["events"]["site"][events]]
    return max(events[np.isin(at, lines)].tolist(), default=NONE)


def named_cards(context: BuilderContext) -> list[tuple[str, int]]:
    """The names of the script with their last cards, the newest card first."""
    recording = context.recording
    found: dict[str, int] = {}
    for row in recording["names"]:
        found[recording.text(int(row["name"]))] = int(row["card"])
    return sorted(found.items(), key=lambda each: -each[1])


def count_concerned(recording: Recording, edit: Edit) -> int:
    """The number of cards that the edited expressions made."""
    if recording.source != edit.before or not edit.sites:
        return 0
    sites = recording["sites"].tolist()
    numbers = [number for number, site in enumerate(sites) if tuple(site) in edit.sites]
    return int(np.count_nonzero(np.isin(_sites(recording), numbers)))


def count_turns(recording: Recording, edit: Edit, card: int) -> int:
    """How often a line runs that an edit adds beside the line of a card; 0 for no such line."""
    lines = source_lines(edit.source)
    is_inside = any(lines[line - 1][:1].isspace() for line in edit.lines if line <= len(lines))
    if recording.source != edit.before or edit.sites or card == NONE or not is_inside:
        return 0
    sites = _sites(recording)
    return int(np.count_nonzero(sites == sites[card]))


def _sites(recording: Recording) -> np.ndarray:
    """The number of the site of each card."""
    sites: np.ndarray = recording["events"]["site"][recording["cards"]["event"]]
    return sites
