"""The text output of a recording: printed text, tracebacks and notices, in order."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import EVER
from engine.script.notebook import command_lines
from gui.words.advice_text import advice_on

translate = QCoreApplication.translate


class PieceKind(IntEnum):
    """The source of a text: the script's output, an error, or Gradwalk."""

    OUTPUT = 0
    ERROR = 1
    NOTICE = 2


class Piece(NamedTuple):
    """A stretch of text of one kind."""

    text: str
    kind: PieceKind


class Progress(NamedTuple):
    """The number of rows of each table that have been read."""

    prints: int = 0
    errors: int = 0
    notices: int = 0


def opening_pieces(recording: Recording) -> list[Piece]:
    """The notices that come before any output."""
    text = translate("console", "Line {line} was skipped: it is a command of a notebook.")
    lines = command_lines(recording.source)
    return _joined(_notice(text.format(line=line)) for line in lines)


def last_pieces(last_words: str) -> list[Piece]:
    """The last standard error output of a process that crashed; empty if it did not."""
    if not last_words.strip():
        return []
    text = translate("console", "The script's process wrote this before it ended:")
    return [_notice(text), Piece(last_words.rstrip("\n") + "\n", PieceKind.ERROR)]


def read_pieces(
    recording: Recording, since: Progress, happened: int = EVER
) -> tuple[list[Piece], Progress]:
    """The text of the first ``happened`` events that is new since ``since``, and the new progress.

    Neighbours of one kind are joined.
    """
    ends = (np.searchsorted(recording[table]["event"], happened) for table in Progress._fields)
    reached = Progress(*map(int, ends))
    pieces = [
        *_printed(recording, slice(since.prints, reached.prints)),
        *_raised(recording, slice(since.errors, reached.errors)),
        *_noticed(recording, slice(since.notices, reached.notices)),
    ]
    pieces.sort(key=lambda event_and_piece: event_and_piece[0])
    return _joined(piece for _, piece in pieces), reached


def _printed(recording: Recording, rows: slice) -> Iterator[tuple[int, Piece]]:
    prints = recording["prints"][rows]
    columns = (prints[name].tolist() for name in ("event", "stream", "text"))
    for event, stream, text in zip(*columns):
        is_error = recording.text(stream) == "stderr"
        kind = PieceKind.ERROR if is_error else PieceKind.OUTPUT
        yield event, Piece(recording.text(text), kind)


def _raised(recording: Recording, rows: slice) -> Iterator[tuple[int, Piece]]:
    """The traceback of each error, and what to do about it."""
    for error in recording["errors"][rows]:
        traceback = recording.text(error["traceback"])
        yield error["event"], Piece(traceback.rstrip("\n") + "\n", PieceKind.ERROR)
        if advice := advice_on(recording, error):
            yield error["event"], _notice(advice)


def _noticed(recording: Recording, rows: slice) -> Iterator[tuple[int, Piece]]:
    text = translate(
        "console",
        "Recording ends here, after {count} steps: the script has done too much. It goes on "
        "unrecorded.",
    )
    for event in recording["notices"]["event"][rows].tolist():
        steps = recording.cursor_of_event(event)
        yield event, _notice(text.format(count=f"{steps:,}"))


def _notice(text: str) -> Piece:
    return Piece(f"{text}\n", PieceKind.NOTICE)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    by_kind = groupby(pieces, key=lambda piece: piece.kind)
    return [Piece("".join(piece.text for piece in group), kind) for kind, group in by_kind]
