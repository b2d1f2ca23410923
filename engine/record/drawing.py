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
    return _with_edges(recording, _beyond_cuts(recording, _with_operands(recording, drawn)))


def backward_pass(recording: Recording, number: int) -> Drawing:
    """The cards of the nodes of a pass, their sources, and what leads to the nearest cuts.

    Under ``create_graph`` also the cards made by the pass itself.

    Raises:
        IndexError: there is no such pass.
    """
    index = recording.index
    touched = recording.at(index.pass_start(number)).cards_of_nodes(index.of_pass(number).nodes)
    touched = touched[touched != NONE]
    drawn = np.zeros(len(recording["cards"]), bool)
    drawn[_outputs(recording, touched)] = True
    if recording["passes"]["create_graph"][number]:
        drawn[made_in_pass(recording, number)] = True
    results = touched[~index.are_leaves(touched)].tolist()
    drawn = _with_operands(recording, drawn)
    drawn[_up_to_cuts(recording, results)] = True
    return _with_edges(recording, _beyond_cuts(recording, drawn))


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


def _up_to_cuts(recording: Recording, results: list[int]) -> list[int]:
    """The constants between results of operations and the nearest cuts behind them.

    The cut of ``h = w.detach()`` matters to ``(h * 2) * u`` as much as to ``h * u``.
    """
    index = recording.index
    cuts = index.derived(_cut_operands, recording)
    first = _first_since_pass(recording, results)
    operands = recording["operands"][index.operands_of(first).start :]
    operands = operands[operands["operand"] >= first]
    operands = operands[index.nodes_of(operands["operand"]) == NONE]
    edges: list[tuple[int, int]] = operands[["card", "operand"]].tolist()
    leading = set(cuts)
    for card, operand in edges:
        if operand in leading:
            leading.add(card)
    found: list[int] = []
    reached = set(results)
    for card, operand in reversed(edges):
        if card in reached and card not in cuts and operand in leading:
            found.append(operand)
            reached.add(operand)
    return found


def _beyond_cuts(recording: Recording, cards: np.ndarray) -> np.ndarray:
    """The cards of a mask, and everything reachable from there over cut edges, in order.

    So one sees what the gradient does not reach. Results without a name are drawn with their
    sources, as ``w`` for ``(w * 3).detach()``, as far as these were made in the same call.
    """
    index = recording.index
    beyond = index.derived(_cut_operands, recording)
    scopes = recording["events"]["scope"][recording["cards"]["event"]]

    def are_unnamed(sources: list[int]) -> list[int]:
        return [each for each in sources if not (recording.names(each) or index.is_leaf(each))]

    drawn = cards.copy()
    unnamed: set[int] = set()
    waiting = [card for card in beyond if drawn[card]]
    while waiting:
        card = waiting.pop()
        sources = beyond.get(card, [])
        found = are_unnamed(sources)
        if card in unnamed:
            operands = recording.operands_of(card)["operand"]
            sources = operands[operands != NONE].tolist()
            found += are_unnamed([each for each in sources if scopes[each] == scopes[card]])
        waiting += [each for each in sources if not drawn[each]]
        waiting += [each for each in found if each not in unnamed]
        unnamed.update(found)
        drawn[sources] = True
    return np.flatnonzero(drawn)


def _first_since_pass(recording: Recording, results: list[int]) -> int:
    """The first card made after the last pass that ended before any of these results was made.

    So a running average does not lead back through all the turns of a loop.
    """
    made, index = recording["cards"]["event"], recording.index
    if not results:
        return len(made)
    number = index.segments[index.step_of_event(int(made[min(results)]))]
    return int(np.searchsorted(made, index.steps[np.searchsorted(index.segments, number)]))


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


def _with_operands(recording: Recording, cards: np.ndarray) -> np.ndarray:
    """A mask of the given cards, also a mask, and of their operands."""
    operands = recording["operands"]
    taken = cards[operands["card"]] & (operands["operand"] != NONE)
    mask = cards.copy()
    mask[operands["operand"][taken]] = True
    return mask


def _with_edges(recording: Recording, cards: np.ndarray) -> Drawing:
    operands = recording["operands"]
    place = np.full(len(recording["cards"]) + 1, NONE)
    place[cards] = np.arange(len(cards))
    sources, users = place[operands["operand"]], place[operands["card"]]
    edges = np.flatnonzero((operands["operand"] != NONE) & (sources != NONE) & (users != NONE))
    return Drawing(cards, edges, sources[edges], users[edges])
