"""The contents of the cards and edges of a recording that no step changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, Cut
from gui.canvas.scene import Numbers
from gui.words.card_names import op_name
from gui.words.number_texts import label_text, literal_text, preview
from gui.words.op_symbols import op_symbol

_MAX_CACHED = 4_096
"""The size of each cache: more cards than are ever in sight."""

_OPEN = int(Cut.OPEN)  # a plain integer, as comparing with enum members is slow


class CardContents(NamedTuple):
    """The contents of a card that do not depend on the cursor.

    Attributes:
        value: a preview of its value.
        symbol: the symbol of its operation; empty for an operation without tensor operands.
        shape: its shape.
        op: the name of its operation.
        tensor: the number of its tensor.
        is_severed: whether an edge to one of its operands is cut.
    """

    value: Numbers
    symbol: str
    shape: str
    op: str
    tensor: int
    is_severed: bool


class FixedContents:
    """Reads the contents of cards and edges on demand, and keeps those that were read last.

    Attributes:
        preview: returns a value, by its number, as cards show it.
        label: returns a contribution, by its row, as edges show it.
        of_card: returns the contents of a card.
    """

    def __init__(self, recording: Recording) -> None:
        # Caches of methods would be reference cycles, which keep the recording alive.
        self.preview = lru_cache(_MAX_CACHED)(partial(_preview, recording))
        self.label = lru_cache(_MAX_CACHED)(partial(_label, recording))
        self.of_card = lru_cache(_MAX_CACHED)(partial(_contents, recording, self.preview))


def _preview(recording: Recording, number: int) -> Numbers:
    value = recording.value(number)
    assert value is not None
    return preview(value)


def _label(recording: Recording, contribution: int) -> str:
    value = recording.value(int(recording["contributions"]["value"][contribution]))
    return "None" if value is None else label_text(value)


def _contents(
    recording: Recording, preview_of: Callable[[int], Numbers], card: int
) -> CardContents:
    row, operands = recording["cards"][card], recording.operands_of(card)
    number = int(row["value"])
    value = recording.value(number)
    assert value is not None
    return CardContents(
        value=preview_of(number),
        symbol=_symbol(recording, card, operands),
        shape=str(value.shape),
        op=op_name(recording, card),
        tensor=int(row["tensor"]),
        is_severed=bool((operands["cut"] != _OPEN).any()),
    )


def _symbol(recording: Recording, card: int, operands: np.ndarray) -> str:
    """The symbol of the op; empty if it has no tensor operand."""
    if not (operands["operand"] != NONE).any():
        return ""
    texts = [
        literal_text(recording.text(int(row["literal"]))) if row["operand"] == NONE else None
        for row in operands
    ]
    return op_symbol(recording.text(int(recording["cards"]["op"][card])), texts)
