"""Gradients that a script computed with although their pass had made no graph of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from engine.diagnose.paths import path_to, seed_cards
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut


class Returned(NamedTuple):
    """A gradient without a graph.

    Attributes:
        cards: from a card down to the start of the pass, and the gradient that the pass gave.
        pass_: the pass.
    """

    cards: tuple[int, ...]
    pass_: int


def returned_from(
    recording: Recording, card: int, goals: Collection[int], before: int
) -> Returned | None:
    """The gradient that depends on a card, and from which a later pass started."""
    cards, passes = recording["cards"], recording["passes"]
    is_gradient = cards["flags"] & (CardFlag.GRADIENT_OF | CardFlag.GRAD_OF) != 0
    for gradient in np.flatnonzero(is_gradient & (cards["event"] < before)).tolist():
        pass_ = int(np.searchsorted(passes["event"], cards["event"][gradient])) - 1
        if pass_ == NONE or passes["create_graph"][pass_]:
            continue
        used = path_to(recording, gradient, goals)
        path = path_to(recording, card, seed_cards(recording, pass_))
        if used is not None and path is not None and path.cut == Cut.OPEN:
            return Returned((*path.cards, gradient), pass_)
    return None
