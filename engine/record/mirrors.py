"""Cards that a recorded backward pass made, and the forward cards whose nodes made them.

Under ``create_graph`` a node computes with operations that are recorded themselves: what they make
between two nodes of the pass is the work of the second one, which is told of when it is done.
"""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE


def made_in_pass(recording: Recording, number: int) -> np.ndarray:
    """The cards that operations made within a pass, ascending; all of a pass that goes on."""
    began = int(recording["passes"]["event"][number])
    ends = recording["pass_ends"]
    found = ends["event"][ends["pass_"] == number]
    ended = int(found[0]) if len(found) else len(recording["events"])
    events = recording["cards"]["event"]
    return np.flatnonzero((events > began) & (events < ended))


def forward_of(recording: Recording, card: int) -> int:
    """The forward card whose node made a card in a backward pass; NONE for all other cards."""
    event = int(recording["cards"]["event"][card])
    if _pass_at(recording, event) == NONE or not len(recording.operands_of(card)):
        return NONE  # the seed is made in a pass, but of nothing
    evaluations = recording["evaluations"]
    place = int(np.searchsorted(evaluations["event"], event))
    if place == len(evaluations):
        return NONE
    if int(evaluations["pass_"][place]) != _pass_at(recording, event):
        return NONE
    return int(recording["nodes"]["card"][evaluations["node"][place]])


def gradient_cards_of(recording: Recording, card: int) -> list[int]:
    """The cards that a forward card's node made in backward passes that were recorded."""
    node = int(recording.index.nodes_of(np.array([card]))[0])
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
    """The cards on the other side: of a gradient's graph the forward one, and the other way."""
    if card == NONE or not recording["passes"]["create_graph"].any():
        return []
    forward = forward_of(recording, card)
    others = gradient_cards_of(recording, card)
    return others if forward == NONE else [forward, *others]


def _pass_at(recording: Recording, event: int) -> int:
    """The recorded pass that goes on at an event; NONE for none."""
    passes = recording["passes"]
    number = int(np.searchsorted(passes["event"], event)) - 1
    if number < 0 or not passes["create_graph"][number]:
        return NONE
    ends = recording["pass_ends"]
    found = ends["event"][ends["pass_"] == number]
    return NONE if len(found) and event > found[0] else number
