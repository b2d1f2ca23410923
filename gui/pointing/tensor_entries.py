"""The tensors of a run as entries of a search: by name, operation, line, value and gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.pointing import origin_site
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State
from engine.record.values import Value
from gui.words.card_names import op_name
from gui.words.number_texts import label_text, number_text

translate = QCoreApplication.translate

SUSPICIOUS_GRADIENTS = frozenset({"∂ None", "∂ nan", "∂ inf", "∂ 0"})
"""The results of ``gradient_text`` that hint at a mistake."""

_DERIVED = CardFlag.GRAD_OF | CardFlag.DATA_OF | CardFlag.GRADIENT_OF


class Entry(NamedTuple):
    """The cards of one name, or the unnamed results of one operation at one line.

    Attributes:
        name: the name, or else the operation.
        cards: (k,), int, in order.
    """

    name: str
    cards: np.ndarray


def entries_of(recording: Recording) -> list[Entry]:
    """The entries of leaves that require grad, of other named cards, and of unnamed ones, in order.

    A tensor that is changed in place has its last name.
    """
    cards = recording["cards"]
    newest = np.zeros(int(cards["tensor"].max(initial=0)) + 1, np.int64)
    newest[cards["tensor"]] = np.arange(len(cards))  # the last card of each tensor
    names = recording.index.bindings.best_names[newest[cards["tensor"]]]
    is_read = cards["flags"] & _DERIVED != 0
    named = np.flatnonzero(~is_read & (names != NONE))
    leaves = recording.index.are_leaves(named)
    unnamed = np.flatnonzero(~is_read & (names == NONE))
    lines = recording["sites"]["line"][recording["events"]["site"][cards["event"][unnamed]]]
    ops = cards["op"][unnamed].astype(np.int64)
    groups = [
        *_grouped(named[leaves], names[named[leaves]]),
        *_grouped(named[~leaves], names[named[~leaves]]),
    ]
    entries = [Entry(recording.text(int(names[group[0]])), group) for group in groups]
    without = _grouped(unnamed, ops * (int(lines.max(initial=0)) + 1) + lines)
    return entries + [Entry(op_name(recording, int(group[0])), group) for group in without]


def _grouped(cards: np.ndarray, keys: np.ndarray) -> list[np.ndarray]:
    """Cards grouped by key, the groups in order of their first card. Shapes: cards, keys (k,)."""
    order = np.argsort(keys, kind="stable")
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    groups = np.split(cards[order], cuts) if len(cards) else []
    return sorted(groups, key=lambda group: int(group[0]))


def place_text(recording: Recording, card: int) -> str:
    """A card's operation, shape and line: ``mul · (4,) · line 3``."""
    value = recording.value(int(recording["cards"]["value"][card]))
    site = origin_site(recording, card)
    parts = [op_name(recording, card), *([] if value is None else [str(value.shape)])]
    if site is not None:
        parts.append(translate("roster", "line {line}").format(line=site.line))
    return " · ".join(parts)


def value_text(state: State, card: int) -> str:
    """What is wrong with a card's value at a state: ``value nan``, ``value inf``.

    Empty where all its numbers are finite, or the card does not exist yet.
    """
    recording = state.recording
    value = recording.value(int(recording["cards"]["value"][card])) if state.exists(card) else None
    what = "" if value is None else _not_finite(value)
    return what and translate("roster", "value {number}").format(number=what)


def gradient_text(state: State, card: int) -> str:
    """A card's gradient at a state: ``∂ None``, ``∂ 0``, ``∂ nan``, ``∂ -1.5 … 2``.

    Empty where the card does not exist yet or requires no gradient.
    """
    if not state.exists(card) or not state.requires_grad(card):
        return ""
    value = state.recording.value(state.gradient(card))
    if value is None:
        is_leaf = state.recording.index.is_leaf(card)
        return "∂ None" if is_leaf else "∂ –"
    return f"∂ {_range_text(value)}"


def _range_text(value: Value) -> str:
    numbers = value.array
    if np.iscomplexobj(numbers) or not numbers.size:
        return label_text(value)
    if broken := _not_finite(value):
        return broken
    if value.lowest == value.highest:
        return number_text(value.lowest)
    return f"{number_text(value.lowest)} … {number_text(value.highest)}"


def _not_finite(value: Value) -> str:
    """``nan`` or ``inf`` where some of the numbers are so, else nothing."""
    if np.isnan(value.array).any():
        return "nan"
    return "inf" if np.isinf(value.array).any() else ""
