"""Chooses one of the cards that a piece of code, or a name, stands for."""

from engine.record.schema import NONE
from engine.record.state import State


def latest_card(state: State, cards: list[int]) -> int:
    """The last card that exists at a state, else the first that will; NONE for an empty list."""
    existing = [card for card in cards if state.exists(card)]
    return existing[-1] if existing else next(iter(cards), NONE)
