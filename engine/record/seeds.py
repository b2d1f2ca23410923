"""Where the passes of a recording begin: their seeds, and the cards that receive them."""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE


def seeds(recording: Recording) -> np.ndarray:
    """The rows of ``contributions`` without a sender, in order. Shapes: -> (s,)."""
    return recording.index.derived(_seeds, recording)


def seeded_cards(recording: Recording) -> np.ndarray:
    """For each seed the card whose gradient it is. Shapes: -> (s,)."""
    return recording.index.derived(_seeded_cards, recording)


def _seeds(recording: Recording) -> np.ndarray:
    sent = recording["contributions"]
    rows: np.ndarray = sent[sent["sender"] == NONE]
    return rows


def _seeded_cards(recording: Recording) -> np.ndarray:
    cards: np.ndarray = recording["nodes"]["card"][seeds(recording)["target"]]
    return cards
