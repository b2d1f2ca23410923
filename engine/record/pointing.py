"""Which cards a part of the script is about: an expression's, a selection's, a variable's.

Lines count from 1, columns from 0 in characters, as in a ``Site``. What a step is about counts as
well as what it makes: ``y.backward()`` is about y, ``x.grad.zero_()`` about x.
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
    """The cards that a selection of the script is about, ascending, of every iteration.

    A variable's name stands for what it was bound to there. Any other text stands for the
    expressions in it; where it has none, for the innermost one around it.
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
    """The cards of the variable, else of the innermost expression, that a character is part of."""
    name = name_around(recording.source, line, column)
    if name is not None and len(named := cards_of_variable(recording, name)):
        return named
    cards, events = _subjects(recording)
    character = Site(line, column, line, column + 1)
    return np.unique(cards[Places(recording).are_innermost(events, *bounds(character))])


def site_told(recording: Recording, card: int) -> Site | None:
    """The expression that made a card, or that changed its memory through another tensor."""
    if recording.text(int(recording["cards"]["op"][card])) == CHANGED:
        card = next((int(each["operand"]) for each in recording.operands_of(card)), card)
    return recording.card_site(card)


def _subjects(recording: Recording) -> tuple[np.ndarray, np.ndarray]:
    """What the script's steps make or are about: cards, and the event of each."""
    made, resets, requirements = (recording[each] for each in ("cards", "resets", "requirements"))
    seeded = seeded_cards(recording)
    cards = np.concatenate((np.arange(len(made)), resets["card"], requirements["card"], seeded))
    tables = made, resets, requirements, seeds(recording)
    events = np.concatenate([rows["event"] for rows in tables])
    return cards[cards != NONE], events[cards != NONE]
