"""What is written on the frame of a call, a loop or an iteration."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import ScopeKind

translate = QCoreApplication.translate

_LONGEST = 40


def frame_title(recording: Recording, scope: int) -> str:
    """E.g. ``f()``, ``while b.norm() < 1000``, ``Iteration 3``."""
    row = recording["scopes"][scope]
    number = int(row["index"]) + 1
    kind = ScopeKind(int(row["kind"]))
    if kind is ScopeKind.ITERATION:
        return translate("frames", "Iteration {number}").format(number=number)
    if kind is ScopeKind.LOOP:
        return _head(recording, int(row["line"]))
    call = f"{recording.text(int(row['name']))}()"
    if number == 1:
        return call
    return translate("frames", "{call}, call {number}").format(call=call, number=number)


def card_count(count: int) -> str:
    """How many cards are in a folded frame."""
    if count == 1:
        return translate("frames", "1 card")
    return translate("frames", "{count} cards").format(count=f"{count:,}")


def _head(recording: Recording, line: int) -> str:
    """The head of a loop as the script has it."""
    lines = recording.source.splitlines()
    code = lines[line - 1] if 0 < line <= len(lines) else ""
    head = code.split("#")[0].strip().removesuffix(":")
    return head if len(head) <= _LONGEST else f"{head[:_LONGEST]}…"
