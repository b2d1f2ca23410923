"""Adding and removing items between brackets, together with their commas."""

from __future__ import annotations

from collections.abc import Sequence

from engine.edit.edits import Change
from engine.edit.script import Script, Span


def inserted_items(
    script: Script, items: Sequence[Span], close: int, number: int, texts: Sequence[str]
) -> list[Change]:
    """Insert items before the item with index ``number``, or behind the last; there is one."""
    if number < len(items):
        start = items[number].start
        indent = script.source[script.start_of_line(start) : start]
        separator = f",{script.newline}{indent}" if are_in_lines(script, items, close) else ", "
        return [Change(start, start, "".join(text + separator for text in texts))]
    start, last = items[-1]
    if not are_in_lines(script, items, close):
        return [Change(last, last, "".join(f", {text}" for text in texts))]
    indent = script.source[script.start_of_line(start) : start]
    after = script.token_after(last)
    has_comma = after is not None and after.text == ","
    assert after is not None
    end = script.end_of_line(after.end if has_comma else last)
    lines = "".join(f"{script.newline}{indent}{text}," for text in texts)
    if has_comma:
        return [Change(end, end, lines)]
    return [Change(last, last, ","), Change(end, end, lines.removesuffix(","))]


def removed_items(
    script: Script, items: Sequence[Span], close: int, first: int, end: int
) -> Change:
    """Remove a range of items, the end excluded, each with one of its commas."""
    start, last = items[first].start, items[end - 1].end
    after = script.token_after(last)
    assert after is not None
    has_comma = after.text == ","
    behind = after.end if has_comma else last
    line_end = script.end_of_line(behind)
    if not script.source[script.start_of_line(start) : start].strip() and line_end < close:
        following = script.token_after(behind)
        if following is None or following.start > line_end:  # lines of their own, and comments
            return Change(*script.line_span(script.line_of(start), script.line_of(behind)), "")
    if first:
        return Change(items[first - 1].end, last, "")
    if end < len(items):
        return Change(start, items[end].start, "")
    return Change(start, behind, "")


def are_in_lines(script: Script, items: Sequence[Span], close: int) -> bool:
    """Whether each item, and the closing bracket, begins a line."""
    start, last = items[-1]
    before = script.source[script.start_of_line(start) : start]
    return "\n" in script.source[last:close].replace("\r", "\n") and not before.strip()
