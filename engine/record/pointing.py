"""Which cards a part of the script refers to: an expression, a selection, a variable.

Lines count from 1, columns from 0 in characters, as in a ``Site``. The cards that a step is about
count as well as those it makes: ``y.backward()`` is about y, ``x.grad.zero_()`` about x.
"""

from __future__ import annotations

import numpy as np

from engine.record.places import Places, bounds
from engine.record.recording import Recording, Site
from engine.record.schema import CHANGED, NONE
from engine.record.seeds import seeded_cards, seeds
from engine.record.variables import cards_of_variable
from engine.script.script_names import name_around, name_of


def cards_selected(recording: Recording, selected: Site) -> np.ndarray:
    """The cards that a selection of the script refers to, ascending, of all iterations.

    A variable's name stands for the tensors bound to it there. Any other text stands for the
    expressions in it; if there are none, for the innermost one around it.
    """
    name = name_of(recording.source, selected)
    if name is not None and len(named := cards_of_variable(recording, name)):
        return named
    cards, events = _subjects(recording)
    places = Places(recording)
    is_chosen = places.are_within(events, *bounds(selected))
    if not is_chosen.any():
        is_chosen = places.are_innermost(events, *bounds(selected))
    return np.unique(cards[is_chosen])


def cards_at(recording: Recording, line: int, column: int) -> np.ndarray:
    """The cards of the variable, else of the innermost expression, at a character."""
    name = name_around(recording.source, line, column)
    if name is not None and len(named := cards_of_variable(recording, name)):
        return named
    cards, events = _subjects(recording)
    character = Site(line, column, line, column + 1)
    return np.unique(cards[Places(recording).are_innermost(events, *bounds(character))])


def origin_site(recording: Recording, card: int) -> Site | None:
    """The expression that made a card, or that changed its memory through another tensor."""
    if recording.text(int(recording["cards"]["op"][card])) == CHANGED:
        card = next((int(each["operand"]) for each in recording.operands_of(card)), card)
    return recording.card_site(card)


def _subjects(recording: Recording) -> tuple[np.ndarray, np.ndarray]:
    """The cards that the script's steps make or are about, with the event of each."""
    made, resets, requirements = (recording[each] for each in ("cards", "resets", "requirements"))
    seeded = seeded_cards(recording)
    cards = np.concatenate((np.arange(len(made)), resets["card"], requirements["card"], seeded))
    tables = made, resets, requirements, seeds(recording)
    events = np.concatenate([rows["event"] for rows in tables])
    return cards[cards != NONE], events[cards != NONE]
