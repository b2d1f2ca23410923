"""The scores of scripts in predict mode, saved in the settings."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from engine.predict.score import Score


class Scores:
    """Reads and saves the scores of scripts, by their names."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def of(self, name: str) -> Score:
        """The score of a script; an invalid entry counts as none."""
        stored = str(self._store.value(_key(name), "")).split("/")
        if len(stored) != 2 or not all(part.isascii() and part.isdecimal() for part in stored):
            return Score()
        right, answered = map(int, stored)
        return Score(right, answered) if right <= answered else Score()

    def save(self, name: str, score: Score) -> None:
        """Save the score of a script."""
        self._store.setValue(_key(name), f"{score.right}/{score.answered}")


def _key(name: str) -> str:
    return f"predictions/{name.replace('/', '_')}"
