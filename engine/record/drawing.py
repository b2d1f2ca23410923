"""Which cards and edges to draw: of the whole run, of a segment, or of a pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.mirrors import made_in_pass
from engine.record.recording import Recording
from engine.record.schema import NONE, Cut, EventKind


class Drawing(NamedTuple):
    """A part of a recording's graph.

    Attributes:
        cards: rows of ``cards``, ascending, so that every card comes after its sources.
        edges: rows of ``operands`` with both ends drawn.
        sources, users: for each edge the indices of its ends in ``cards``.
    """

    cards: np.ndarray
    edges: np.ndarray
    sources: np.ndarray
    users: np.ndarray


def whole_run(recording: Recording) -> Drawing:
    """Every card of a recording."""
    return _with_edges(recording, np.arange(len(recording["cards"])))


def segment(recording: Recording, number: int) -> Drawing:
    """The cards that the steps of a segment make or reset, and their sources.

    Segment ``number`` has the steps from the end of the previous pass to the end of that pass.
    """
    drawn = np.zeros(len(recording["cards"]), bool)
    drawn[_made_in(recording, number)] = True
    return _with_edges(recording, np.flatnonzero(_with_sources(recording, drawn)))


def backward_pass(recording: Recording, number: int) -> Drawing:
    """The cards of the nodes of a pass, and their sources.

    Under ``create_graph`` also the cards made by the pass itself.

    Raises:
        IndexError: there is no such pass.
    """
    state = recording.at(recording.index.pass_start(number))
    touched = state.cards_of_nodes(recording.index.of_pass(number).nodes)
    drawn = np.zeros(len(recording["cards"]), bool)
    drawn[_outputs(recording, touched[touched != NONE])] = True
    if recording["passes"]["create_graph"][number]:
        drawn[made_in_pass(recording, number)] = True
    return _with_edges(recording, np.flatnonzero(_with_sources(recording, drawn)))


def excerpt(drawing: Drawing, card: int, limit: int) -> Drawing:
    """At most ``limit`` cards of a drawing, those made before and after ``card``.

    The excerpt moves by half its length at a time, so that neighbouring cards mostly share one.
    """
    count = len(drawing.cards)
    if count <= limit:
        return drawing
    half = limit // 2
    place = int(np.searchsorted(drawing.cards, card))
    start = min(max(place // half * half - half // 2, 0), count - limit)
    ends = np.stack((drawing.sources, drawing.users)) - start
    inside = ((ends >= 0) & (ends < limit)).all(axis=0)
    return Drawing(drawing.cards[start : start + limit], drawing.edges[inside], *ends[:, inside])


def _with_sources(recording: Recording, cards: np.ndarray) -> np.ndarray:
    """A mask of cards, their operands, and everything reachable from there over cut edges.

    So one sees what the gradient does not reach.
    """
    drawn: np.ndarray = cards | _operands_of(recording, cards)
    beyond = recording.index.derived(_cut_operands, recording)
    waiting: list[int] = np.flatnonzero(drawn).tolist()
    while waiting:
        for card in beyond.get(waiting.pop(), ()):
            if not drawn[card]:
                drawn[card] = True
                waiting.append(card)
    return drawn


def _cut_operands(recording: Recording) -> dict[int, list[int]]:
    """For each card the operands at the end of cut edges, leaves excepted.

    At a leaf the gradient ends as it should.
    """
    operands = recording["operands"]
    is_cut = (operands["cut"] != Cut.OPEN) & (operands["operand"] != NONE)
    is_cut &= ~recording.index.are_leaves(operands["card"])
    found: dict[int, list[int]] = {}
    for card, operand in operands[["card", "operand"]][is_cut].tolist():
        found.setdefault(card, []).append(operand)
    return found


def _made_in(recording: Recording, number: int) -> np.ndarray:
    """The cards that the steps of a segment make, and those whose gradients they are about."""
    index = recording.index
    steps = recording["events"][index.steps[index.segments == number]]
    made = _outputs(recording, steps["row"][steps["kind"] == EventKind.OP_APPLIED])
    resets = steps["row"][steps["kind"] == EventKind.GRAD_RESET]
    asked = steps["row"][steps["kind"] == EventKind.REQUIRES_GRAD_SET]
    reset, required = recording["resets"]["card"], recording["requirements"]["card"]
    cards: np.ndarray = np.concatenate([made, reset[resets], required[asked]])
    return cards


def _outputs(recording: Recording, firsts: np.ndarray) -> np.ndarray:
    """The given cards, each followed by the other outputs of the step that made it."""
    is_further = recording.index.derived(_are_further_outputs, recording)
    cards, following = [firsts], firsts + 1
    while len(following := following[following < len(is_further)]):
        following = following[is_further[following]]
        cards.append(following)
        following = following + 1
    return np.concatenate(cards)


def _are_further_outputs(recording: Recording) -> np.ndarray:
    """A mask of the cards that are further outputs of a step that made another one before."""
    events, made = recording["events"], recording["cards"]["event"]
    are_further: np.ndarray = events["kind"][made] == EventKind.OP_APPLIED
    are_further &= np.arange(len(made)) > events["row"][made]
    return are_further


def _operands_of(recording: Recording, cards: np.ndarray) -> np.ndarray:
    """A mask of the operands of the given cards, also a mask."""
    operands = recording["operands"]
    taken = cards[operands["card"]] & (operands["operand"] != NONE)
    mask = np.zeros(len(cards), bool)
    mask[operands["operand"][taken]] = True
    return mask


def _with_edges(recording: Recording, cards: np.ndarray) -> Drawing:
    operands = recording["operands"]
    place = np.full(len(recording["cards"]) + 1, NONE)
    place[cards] = np.arange(len(cards))
    sources, users = place[operands["operand"]], place[operands["card"]]
    edges = np.flatnonzero((operands["operand"] != NONE) & (sources != NONE) & (users != NONE))
    return Drawing(cards, edges, sources[edges], users[edges])
