"""How many questions were answered, and how many of them right."""

from __future__ import annotations

from typing import NamedTuple


class Score(NamedTuple):
    """Answers to the questions about one script; what was skipped does not count."""

    right: int = 0
    answered: int = 0

    def after(self, *, is_right: bool) -> Score:
        """The score with one more answer."""
        return Score(self.right + is_right, self.answered + 1)
