"""The cards made by passes under ``create_graph``, and the forward cards whose nodes made them.

In such a pass a node computes with operations that are recorded themselves. As a node is recorded
after it has run, everything made between two nodes of the pass was made by the second one.
"""

from __future__ import annotations

import numpy as np

from engine.record.index import pass_end_event
from engine.record.recording import Recording
from engine.record.schema import NONE


def made_in_pass(recording: Recording, number: int) -> np.ndarray:
    """The cards that operations made within a pass, ascending; so far, if it is still running."""
    began = int(recording["passes"]["event"][number])
    ended = pass_end_event(recording, number)
    events = recording["cards"]["event"]
    return np.flatnonzero((events > began) & ((events < ended) | (ended == NONE)))


def forward_of(recording: Recording, card: int) -> int:
    """The forward card whose node made a card in a backward pass; NONE for all other cards."""
    event = int(recording["cards"]["event"][card])
    pass_ = _taped_pass_at(recording, event)
    if pass_ == NONE or not len(recording.operands_of(card)):
        return NONE  # the seed is made in a pass, but by no node
    evaluations = recording["evaluations"]
    place = int(np.searchsorted(evaluations["event"], event))
    if place == len(evaluations) or int(evaluations["pass_"][place]) != pass_:
        return NONE
    return int(recording["nodes"]["card"][evaluations["node"][place]])


def gradient_cards_of(recording: Recording, card: int) -> list[int]:
    """The cards that a forward card's node made in passes under ``create_graph``."""
    node = recording.index.node_of(card)
    evaluations = recording["evaluations"]
    made = recording["cards"]["event"]
    found: list[int] = []
    for place in np.flatnonzero(evaluations["node"] == node).tolist():
        number, event = int(evaluations["pass_"][place]), int(evaluations["event"][place])
        if node == NONE or not recording["passes"]["create_graph"][number]:
            continue
        since = int(recording["passes"]["event"][number])
        if place and int(evaluations["pass_"][place - 1]) == number:
            since = int(evaluations["event"][place - 1])
        within = np.flatnonzero((made > since) & (made < event))
        found += [each for each in within.tolist() if len(recording.operands_of(each))]
    return found


def mirrored(recording: Recording, card: int) -> list[int]:
    """For a card made by a pass its forward card; for a forward card those made by passes."""
    if card == NONE or not recording["passes"]["create_graph"].any():
        return []
    forward = forward_of(recording, card)
    others = gradient_cards_of(recording, card)
    return others if forward == NONE else [forward, *others]


def _taped_pass_at(recording: Recording, event: int) -> int:
    """The pass under ``create_graph`` that is running at an event; NONE for none."""
    passes = recording["passes"]
    number = int(np.searchsorted(passes["event"], event)) - 1
    if number < 0 or not passes["create_graph"][number]:
        return NONE
    ended = pass_end_event(recording, number)
    return NONE if ended != NONE and event > ended else number
