"""Maps the lines of a recorded script to those of the edited text."""

from difflib import SequenceMatcher

from engine.record.recording import Site
from engine.script.source import unchanged_ends

MAX_COMPARED_LINES = 500
"""With more lines between the first and the last change, all of them count as changed."""


class LineMap:
    """The present numbers of the unchanged lines of a recorded script; lines count from 1.

    Attributes:
        is_identical: whether nothing has changed.
    """

    def __init__(self, recorded: str, present: str) -> None:
        self.is_identical = recorded == present
        self._present_line = _matching_lines(recorded.split("\n"), present.split("\n"))

    def line(self, recorded_line: int) -> int | None:
        """The present number of a recorded line; None when it was changed or removed."""
        return self._present_line.get(recorded_line)

    def site(self, site: Site) -> Site | None:
        """The present position of a site; None unless all its lines are unchanged and adjacent.

        A site whose end is unknown (a negative end line) is on one line.
        """
        last = max(site.line, site.end_line)
        lines = [self.line(line) for line in range(site.line, last + 1)]
        first = lines[0]
        if first is None or lines != list(range(first, first + len(lines))):
            return None
        return site._replace(line=first, end_line=first + len(lines) - 1)


def _matching_lines(old: list[str], new: list[str]) -> dict[int, int]:
    """By the number of each line of ``old`` that is still there, its number in ``new``."""
    head, tail = unchanged_ends(old, new)
    matches = {number: number for number in range(1, head + 1)}
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle_old), len(middle_new)) <= MAX_COMPARED_LINES:
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for start, new_start, size in matcher.get_matching_blocks():
            for step in range(1, size + 1):
                matches[head + start + step] = head + new_start + step
    for back in range(tail):
        matches[len(old) - back] = len(new) - back
    return matches
