"""Scripts in which « and » mark the picked part."""

from __future__ import annotations

import pytest

from engine.edit.edits import Picked, Refusal
from engine.script.source import Place


def marked(text: str, **facts: object) -> tuple[str, Picked]:
    """A script without its marks, and the marked part."""
    source, picks = all_marked(text)
    (picked,) = picks
    return source, Picked(picked.place, picked.code, **facts)  # type: ignore[arg-type]


def all_marked(text: str) -> tuple[str, list[Picked]]:
    """A script without its marks, and the marked parts in the order of their starts."""
    source = ""
    opened: list[tuple[int, int]] = []
    found: list[tuple[int, int]] = []
    for character in text:
        if character == "«":
            opened.append((len(source), len(found)))
            found.append((0, 0))
        elif character == "»":
            start, number = opened.pop()
            found[number] = (start, len(source))
        else:
            source += character
    return source, [picked_at(source, *span) for span in found]


def picked_at(source: str, start: int, end: int) -> Picked:
    """The part of a script between two characters, as picked from a recording."""
    return Picked(Place(*_place(source, start), *_place(source, end)), source[start:end])


def refusal(function, *arguments, **settings) -> Refusal:
    """The refusal of a gesture; fails if it is not refused."""
    with pytest.raises(Refusal) as refused:
        function(*arguments, **settings)
    return refused.value


def _place(source: str, offset: int) -> tuple[int, int]:
    lines = source[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) - (len(lines) == 1 and source.startswith("\ufeff"))
