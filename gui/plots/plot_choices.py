"""The scalar inputs and results of a run that can be plotted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.edit.number_literals import NumberLiteral, number_literals
from engine.record.recording import Recording
from engine.record.schema import NONE, VALUE_DTYPES, ScopeKind
from engine.record.seeds import seeded_cards
from engine.record.values import shape_of
from engine.script.source import Place
from engine.walk.relatives import descendants


class PlotChoices(NamedTuple):
    """The inputs in the order of the script; the results with the likeliest first.

    Attributes:
        inputs: numbers of the script that became leaves which require grad.
        results: variables of the module that became numbers a gradient can start from; those that
            were computed from the first input come first.
    """

    inputs: list[NumberLiteral]
    results: list[str]


def plot_choices(recording: Recording) -> PlotChoices:
    """Read the choices from a recording and its script."""
    cards = _scalar_cards(recording)
    index = recording.index
    is_leaf = index.are_leaves(cards)
    leaves = cards[is_leaf]
    literals = number_literals(recording.source)
    inputs = [each for each in literals if _leaf_of(recording, each, leaves) != NONE]
    names = _module_names(recording, cards[~is_leaf & (index.nodes_of(cards) != NONE)])
    taken = {each.name for each in inputs}
    results = [name for name in names if name not in taken]
    if inputs:
        computed = _names_computed_from(recording, _leaf_of(recording, inputs[0], leaves))
        results.sort(key=lambda name: name not in computed)
    return PlotChoices(inputs, results)


def _scalar_cards(recording: Recording) -> np.ndarray:
    """The cards of one floating-point number."""
    values = recording["values"][recording["cards"]["value"]]
    shapes, which = np.unique(values["shape"], return_inverse=True)
    is_one = np.array([np.prod(shape_of(recording.text(shape))) == 1 for shape in shapes], bool)
    is_real = np.array([dtype.kind == "f" for dtype in VALUE_DTYPES])
    return np.flatnonzero(is_one[which] & is_real[values["dtype"]])


def _leaf_of(recording: Recording, literal: NumberLiteral, leaves: np.ndarray) -> int:
    """The first leaf that a statement made and named, or NONE. Shapes: leaves (k,)."""
    statement = literal.statement
    sites = recording["events"]["site"][recording["cards"]["event"][leaves]]
    lines = np.append(recording["sites"]["line"], NONE)[sites]  # the last one is that of NONE
    # Few of the leaves, which may be very many, are from these lines.
    near: list[int] = leaves[(statement.line <= lines) & (lines <= statement.end_line)].tolist()
    for card in near:
        site = recording.card_site(card)
        if site is None or literal.name not in recording.names(card):
            continue
        if _contains(statement, Place(*site)):
            return card
    return NONE


def _names_computed_from(recording: Recording, card: int) -> set[str]:
    """The names of what was computed from a card."""
    bound = recording["names"]
    names = bound["name"][np.isin(bound["card"], descendants(recording, card))]
    return {recording.text(name) for name in np.unique(names).tolist()}


def _contains(outer: Place, inner: Place) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _module_names(recording: Recording, cards: np.ndarray) -> list[str]:
    """The names of cards in the module: those that passes begin from, then the newest first."""
    bound = recording["names"]
    scopes = recording["events"]["scope"][bound["event"]]
    is_wanted = np.isin(bound["card"], cards) & ~_in_calls(recording["scopes"])[scopes]
    bound = bound[is_wanted][::-1]  # the newest first
    order = np.argsort(_ranks(recording, bound["card"]), kind="stable")
    names = bound["name"][order]
    _, first = np.unique(names, return_index=True)
    return [recording.text(int(name)) for name in names[np.sort(first)]]


def _ranks(recording: Recording, cards: np.ndarray) -> np.ndarray:
    """The rank of each card: that of the first seed it has received, or a high number."""
    seeded = seeded_cards(recording)
    known, ranks = np.unique(seeded, return_index=True)
    places = np.minimum(np.searchsorted(known, cards), max(len(known) - 1, 0))
    if not len(known):
        return np.zeros(len(cards), np.int64)
    found: np.ndarray = np.where(known[places] == cards, ranks[places], len(seeded))
    return found


def _in_calls(scopes: np.ndarray) -> np.ndarray:
    """Whether each scope is a function call, or inside of one (bool)."""
    found: np.ndarray = scopes["kind"] == ScopeKind.CALL
    outer = scopes["parent"].copy()
    while (outer != NONE).any():
        found |= (outer != NONE) & (scopes["kind"][outer] == ScopeKind.CALL)
        outer = np.where(outer == NONE, NONE, scopes["parent"][outer])
    return found
