"""Tool tips of the timeline."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from gui.timeline.tracks import Scale, Tracks
from gui.words.sentences import sentence

if TYPE_CHECKING:
    from engine.walk.cells import Cell

translate = QCoreApplication.translate

_MAX_PRINTED_CHARS = 200


def tip_at(recording: Recording, tracks: Tracks, scale: Scale, x: float) -> str:
    """The sentence of the step at x, and what it printed or raised; left of all steps, a legend."""
    if x < scale.left_px:
        return _legend()
    if tracks.has_failed and x >= scale.x(scale.step_count):
        return _last_error(recording)
    cursor = scale.cursor_at(x)
    state = recording.at(cursor)
    lines = [sentence(state)]
    if state.in_pass:
        lines.insert(0, translate("Timeline", "Pass {number}").format(number=state.pass_ + 1))
    printed = _printed(recording, cursor)
    if printed:
        lines.append(translate("Timeline", "Printed: {text}").format(text=printed))
    if cursor - 1 in tracks.raising:
        lines.append(_last_error(recording))
    return "\n".join(lines)


def cell_line(cells: list[Cell], scale: Scale, x: float) -> str:
    """The cell of the script at x; empty before the first."""
    place = bisect_right(cells, scale.cursor_at(x) - 1, key=lambda cell: cell.step)
    if not place or x < scale.left_px:
        return ""
    cell = cells[place - 1]
    text = translate("Timeline", "Cell in line {line}: {title}")
    if not cell.title:
        text = translate("Timeline", "Cell in line {line}")
    return text.format(line=cell.line, title=cell.title)


def _legend() -> str:
    return "\n".join(
        (
            translate("Timeline", "■ the script computes a tensor"),
            translate("Timeline", "◆ the script changes a gradient"),
            translate("Timeline", "▶ a backward pass starts; its number stands beside it"),
            translate("Timeline", "● a node of the pass runs"),
            translate("Timeline", "· something was printed"),
            translate("Timeline", "✕ an error was raised"),
            translate("Timeline", "• a breakpoint stops here"),
            translate("Timeline", "┊ a cell of the script begins"),
        )
    )


def _printed(recording: Recording, cursor: int) -> str:
    """The beginning of the text that was printed between a step and the next one."""
    first, end = (int(recording.index.happened[at]) for at in (max(cursor - 1, 0), cursor))
    prints = recording["prints"]
    rows = np.flatnonzero((prints["event"] >= first) & (prints["event"] < end))
    text = "".join(recording.text(int(prints["text"][row])) for row in rows[:_MAX_PRINTED_CHARS])
    return text[:_MAX_PRINTED_CHARS].rstrip()


def _last_error(recording: Recording) -> str:
    error = recording["errors"][-1]
    type_, message = (recording.text(int(error[name])) for name in ("type", "message"))
    return f"{type_}: {message}"
