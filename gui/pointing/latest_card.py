"""Which of the cards that one piece of code or name is about is meant at a step."""

from engine.record.schema import NONE
from engine.record.state import State


def latest_card(state: State, cards: list[int]) -> int:
    """The last of some cards that is there by now, else the first to come; NONE of none."""
    made = [card for card in cards if state.exists(card)]
    return made[-1] if made else next(iter(cards), NONE)
