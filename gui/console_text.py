"""What a recording has to say in words: printed output, tracebacks and notices, in order."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from engine.record.recording import Recording


class PieceKind(IntEnum):
    """Who speaks: the script, an error, or Gradwalk about the run."""

    OUTPUT = 0
    ERROR = 1
    NOTICE = 2


class Piece(NamedTuple):
    """A stretch of text of one kind."""

    text: str
    kind: PieceKind


class Progress(NamedTuple):
    """How many rows of each table have been read."""

    prints: int = 0
    errors: int = 0
    notices: int = 0


def read_pieces(recording: Recording, since: Progress) -> tuple[list[Piece], Progress]:
    """What was said after ``since``, neighbours of one kind joined, and how far that is."""
    said = [
        *_printed(recording, since.prints),
        *_lines(recording, "errors", "traceback", since.errors, PieceKind.ERROR),
        *_lines(recording, "notices", "text", since.notices, PieceKind.NOTICE),
    ]
    said.sort(key=lambda event_and_piece: event_and_piece[0])
    reached = Progress(*(len(recording[table]) for table in Progress._fields))
    return _joined(piece for _, piece in said), reached


def _printed(recording: Recording, start: int) -> Iterator[tuple[int, Piece]]:
    prints = recording["prints"][start:]
    columns = (prints[name].tolist() for name in ("event", "stream", "text"))
    for event, stream, text in zip(*columns):
        is_error = recording.text(stream) == "stderr"
        kind = PieceKind.ERROR if is_error else PieceKind.OUTPUT
        yield event, Piece(recording.text(text), kind)


def _lines(
    recording: Recording, table: str, column: str, start: int, kind: PieceKind
) -> Iterator[tuple[int, Piece]]:
    """The texts of a table, each made to end its line."""
    rows = recording[table][start:]
    for event, text in zip(rows["event"].tolist(), rows[column].tolist()):
        yield event, Piece(recording.text(text).rstrip("\n") + "\n", kind)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    by_kind = groupby(pieces, key=lambda piece: piece.kind)
    return [Piece("".join(piece.text for piece in group), kind) for kind, group in by_kind]
