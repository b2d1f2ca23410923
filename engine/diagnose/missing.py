"""Why a gradient is None."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np

from engine.diagnose.calls import uncalled
from engine.diagnose.constants import constant_from
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.history import History, line_of_step_after
from engine.diagnose.paths import Path, path_to, seed_cards
from engine.diagnose.replaced import line_of_replacement
from engine.diagnose.returned import returned_from
from engine.diagnose.taken import taken_for, taken_from
from engine.record.schema import EVER, NONE, VALUE_DTYPES, Call, Cut, Reset
from engine.record.state import State
from engine.walk.relatives import descendants


def why_none(state: State, card: int) -> Finding:
    """Why a card has no gradient at a state."""
    recording = state.recording
    is_leaf = recording.index.is_leaf(card)
    if not state.requires_grad(card):
        return without_requires_grad(state, card)
    if is_leaf:
        reset = History(state, card).last_reset
        if reset is not None and reset.how is Reset.SET_TO_NONE:
            cursor = recording.cursor_of_event(reset.event)
            line = line_of_step_after(recording, cursor)
            return Finding(Cause.SET_TO_NONE, (card,), (cursor,), line=line)
    return _not_reached(state, card, is_leaf=is_leaf)


def without_requires_grad(state: State, card: int) -> Finding:
    """It does not require grad: what cut it off, or what it was made from."""
    recording = state.recording
    value = recording["values"][recording["cards"]["value"][card]]
    if VALUE_DTYPES[value["dtype"]].kind not in "fc":
        return Finding(Cause.WHOLE_NUMBERS, (card,))
    operands, rows_of = recording["operands"], recording.index.operands_of
    path, waiting, uncut = {card: NONE}, deque([card]), int(Cut.OPEN)
    while waiting:
        user = waiting.popleft()
        for source, cut in operands[rows_of(user)][["operand", "cut"]].tolist():
            if source == NONE:
                continue
            if cut != uncut:
                cards = [*_up_from(path, user), source]
                return Finding(Cause.CUT, tuple(cards), cut=Cut(cut))
            if source not in path:
                path[source] = user
                waiting.append(source)
    up = tuple(_up_from(path, next(reversed(path))))
    taken = taken_for(recording, up[-1])
    if taken is not None:
        way = (*up[:-1], *taken.cards)
        return Finding(Cause.TAKEN_OUT, way, op=taken.how, line=taken.line)
    turned_off = _last_requirement(state, up[-1])
    if turned_off != NONE:
        return Finding(Cause.FROZEN, up, (recording.cursor_of_event(turned_off),))
    return Finding(Cause.CONSTANT, up)


def _last_requirement(state: State, card: int) -> int:
    """The event in which the script last set ``requires_grad`` of a card's tensor, or NONE."""
    cards, said = state.recording["cards"], state.recording["requirements"]
    is_about = cards["tensor"][said["card"]] == cards["tensor"][card]
    events = said["event"][is_about & (said["event"] < state.happened)]
    return int(events[-1]) if len(events) else NONE


def _up_from(came_from: dict[int, int], card: int) -> list[int]:
    """The cards from the one in question to another one that was found on the way up."""
    path = [card]
    while came_from[path[-1]] != NONE:
        path.append(came_from[path[-1]])
    return path[::-1]


def _not_reached(state: State, card: int, *, is_leaf: bool) -> Finding:
    """It requires grad, but no pass has computed its gradient."""
    recording, index = state.recording, state.recording.index
    if not index.pass_count:
        named = uncalled(recording.source, "backward")
        name, line = ("", 0) if named is None else named
        return Finding(Cause.NO_PASS, (card,), op=name, line=line)
    began = int(np.searchsorted(recording["passes"]["event"], state.happened))
    pass_ = began - 1 if began else 0
    if state.pass_ != NONE and (state.in_pass or not is_leaf):
        pass_ = state.pass_
    start = index.pass_start(pass_)
    node = state.node_of(card)
    if _takes_part(state, pass_, node):
        if recording["passes"]["call"][pass_] == Call.GRAD and is_leaf and pass_ < began:
            return Finding(Cause.RETURNED, (card,), (start,))
        evaluated = _evaluated(state, pass_, node)
        if evaluated == EVER and _has_failed(state, pass_):
            return Finding(Cause.PASS_FAILED, (card,), (start,))
        if evaluated >= state.happened:
            return Finding(Cause.NOT_YET, (card,), (recording.cursor_of_event(evaluated),))
        if is_leaf:
            return _nothing_sent(state, card, pass_)
        return Finding(Cause.NOT_KEPT, (card,), (start,))
    if not is_leaf and not state.in_pass and (earlier := _last_pass_through(state, node)) != NONE:
        return Finding(Cause.NOT_KEPT, (card,), (index.pass_start(earlier),))
    if recording["cards"]["event"][card] > recording["passes"]["event"][pass_]:
        return Finding(Cause.MADE_AFTER, (card,), (start,))
    return _without_way(state, card, pass_, start)


def _without_way(state: State, card: int, pass_: int, start: int) -> Finding:
    """Where the path from a card to the start of a pass ends."""
    recording = state.recording
    seeds = seed_cards(recording, pass_)
    path = path_to(recording, card, seeds)
    if path is not None and path.cut != Cut.OPEN:
        return Finding(Cause.CUT, path.cards, (start,), path.cut)
    if path is not None and (without_cut := _along(state, path, start)) is not None:
        return without_cut
    began = int(recording["passes"]["event"][pass_])
    returned = returned_from(recording, card, seeds, began)
    if returned is not None:
        step = recording.index.pass_start(returned.pass_)
        return Finding(Cause.WITHOUT_GRAPH, returned.cards, (step,))
    taken = taken_from(recording, card, began) or constant_from(recording, card, seeds, began)
    if taken is not None:
        return Finding(
            Cause.TAKEN_OUT, taken.cards, (start,), taken.cut, taken.how, line=taken.line
        )
    if recording.index.is_leaf(card) and (
        line := line_of_replacement(recording, card, seeds, began)
    ):
        return Finding(Cause.REPLACED, (card,), (start,), line=line)
    line = _line_of_namesake(state, card, seeds)
    return Finding(Cause.NOT_REACHED, (card, *seeds[:1]), (start,), line=line)


def _line_of_namesake(state: State, card: int, seeds: list[int]) -> int:
    """The line of a result of a card whose name went on to the start of the pass; 0 if none did."""
    recording = state.recording
    bound = recording["names"][recording["names"]["event"] < state.happened]
    names = bound["name"][np.isin(bound["card"], seeds[:1])]
    after = [each for each in descendants(recording, card, state.happened) if each != card]
    namesakes = np.intersect1d(after, bound["card"][np.isin(bound["name"], names)])
    site = recording.card_site(int(namesakes[-1])) if len(namesakes) else None
    return 0 if site is None else site.line


def _along(state: State, path: Path, start: int) -> Finding | None:
    """Why no gradient came along a path without cuts; None if unknown."""
    recording = state.recording
    used = recording["cards"]["event"]
    said = _last_requirement(state, path.cards[0])
    for source, user in pairwise(path.cards):
        rows = recording.operands_of(user)
        if (rows["position"][rows["operand"] == source] != NONE).any():
            continue
        if source != path.cards[0] or said < used[user]:
            return None
        return Finding(Cause.SET_LATE, (source, user), (start, recording.cursor_of_event(said)))
    return Finding(Cause.NOT_ASKED, path.cards, (start,))


def _nothing_sent(state: State, card: int, pass_: int) -> Finding:
    """A pass reached a leaf without a gradient: which node received one and sent none."""
    recording, index = state.recording, state.recording.index.of_pass(pass_)
    path = path_to(recording, card, seed_cards(recording, pass_))
    cards = (card,) if path is None else path.cards
    sent = recording["contributions"]["value"]
    nodes = [state.node_of(each) for each in cards]
    has_received = [(sent[index.arrivals(node)] != NONE).any() for node in nodes]
    last = has_received.index(True) if any(has_received) else 0
    node = nodes[last]
    event = int(index.evaluated[index.place(np.array([node]))[0]])
    name = recording.text(int(recording["nodes"]["name"][node]))
    step = recording.cursor_of_event(event)
    return Finding(Cause.NOTHING_SENT, cards[: last + 1], (step,), op=name)


def _takes_part(state: State, pass_: int, node: int) -> bool:
    places = state.recording.index.of_pass(pass_).place(np.array([node]))
    return node != NONE and bool(places[0] != NONE)


def _last_pass_through(state: State, node: int) -> int:
    """The last pass that has evaluated a node, or NONE."""
    evaluations = state.recording["evaluations"]
    is_before = (evaluations["node"] == node) & (evaluations["event"] < state.happened)
    return int(evaluations["pass_"][is_before].max(initial=NONE))


def _has_failed(state: State, pass_: int) -> bool:
    ends = state.recording["pass_ends"]
    return bool((ends["raised"][ends["pass_"] == pass_] != NONE).any())


def _evaluated(state: State, pass_: int, node: int) -> int:
    """The event at which a pass evaluates one of its nodes."""
    index = state.recording.index.of_pass(pass_)
    return int(index.evaluated[index.place(np.array([node]))[0]])
