"""Why a gradient that has arrived is zero, not finite, or larger than expected."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.diagnose.calls import uncalled
from engine.diagnose.culprit import Bad, Culprit, arrivals, culprit_of
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.history import History, line_of_step_after
from engine.diagnose.hooks import hooked, is_of_module
from engine.diagnose.local import Local, local_of
from engine.diagnose.remarkable import is_broken, is_zero
from engine.diagnose.replaced import line_of_replacing
from engine.diagnose.values import why_value
from engine.diagnose.zeros import end_of_step, explains_all, why_sent_zeros
from engine.record.recording import Recording
from engine.record.schema import NONE, Reset
from engine.record.state import State
from engine.script.source import source_lines


def why_zero(state: State, card: int) -> Finding:
    """Why the gradient of a card is zero, or has elements that are: then about the first.

    About the first also where all are, but not all for the same reason.
    """
    element = _first(state, card, lambda array: array == 0)
    finding, is_of_all = _why_zero(state, card, element)
    value = state.recording.value(state.gradient(card))
    if not is_of_all and element is None and value is not None and value.size > 1:
        element = (0,) * len(value.shape)
        finding, _ = _why_zero(state, card, element)
    return finding._replace(element=element)


def _why_zero(state: State, card: int, element: tuple[int, ...] | None) -> tuple[Finding, bool]:
    """Why an element is zero, or for None all are; and whether that is so of all."""
    recording = state.recording
    bad = _bad(state, card, is_zero, element)
    state = _before_scaling(state, card, bad)
    history = History(state, card)
    rows = arrivals(state, card, history)
    reset = history.last_reset
    if not len(rows) and reset is not None and reset.how is not Reset.SET_TO_NONE:
        cursor = recording.cursor_of_event(reset.event)
        line = line_of_step_after(recording, cursor)
        return Finding(Cause.ZEROED, (card,), (cursor,), line=line), True
    culprit = culprit_of(state, card, rows, bad)
    if culprit.received is not None and culprit.received.is_hooked:
        return hooked(recording, culprit.cards, culprit.received.cursor), True
    if culprit.is_seed:
        return Finding(Cause.ZERO_SEED, culprit.cards), True
    if culprit.received is not None or culprit.contribution == NONE:
        return _sum_of(Cause.CANCELS, state, culprit, history), True
    finding = why_sent_zeros(recording, culprit)
    return finding, explains_all(recording, culprit, finding.cause)


def why_broken(state: State, card: int) -> Finding:
    """Why the gradient of a card contains nan or infinity: about the first such element."""
    element = _first(state, card, lambda array: ~np.isfinite(array))
    return _why_broken(state, card, element)._replace(element=element)


def _why_broken(state: State, card: int, element: tuple[int, ...] | None) -> Finding:
    recording = state.recording
    bad = _bad(state, card, is_broken, element)
    state = _before_scaling(state, card, bad)
    history = History(state, card)
    rows = arrivals(state, card, history)
    reset = history.last_reset
    is_broken_since = bad.holds_for_sum(recording, rows)
    if reset is not None and bad.holds(recording, reset.after) and not is_broken_since:
        return Finding(Cause.BROKEN_BY_SCRIPT, (card,), (recording.cursor_of_event(reset.event),))
    culprit = culprit_of(state, card, rows, bad)
    if culprit.received is not None and culprit.received.is_hooked:
        return hooked(recording, culprit.cards, culprit.received.cursor)
    local = None if culprit.contribution == NONE else local_of(recording, culprit.contribution)
    is_zero_times = local is not None and culprit.is_unused(local.received)
    of_value = why_value(recording, culprit.cards[-1], culprit.results)
    if of_value is not None:
        way = (*culprit.cards, *of_value.cards[1:])
        return of_value._replace(cards=way, is_zero_times=is_zero_times)
    if culprit.is_seed:
        return Finding(Cause.BROKEN_SEED, culprit.cards)
    if culprit.received is not None or culprit.contribution == NONE:
        return _sum_of(Cause.OVERFLOWS, state, culprit, history)
    step, name = end_of_step(recording, culprit)
    if is_of_module(name):
        return hooked(recording, culprit.cards, step, name)
    cause = Cause.GROWN if local is not None and _has_grown(local, culprit) else Cause.BROKEN_SLOPE
    at = culprit.at(local)
    if at is None and local is not None:
        at = _first_steep(local, culprit.results)
    finding = Finding(cause, culprit.cards, (step,), op=name, at=at)
    return finding._replace(is_zero_times=is_zero_times)


def _first_steep(local: Local, results: np.ndarray | None) -> tuple[int, ...] | None:
    """The first element of an elementwise result, or of a part of it, with an infinite slope."""
    if not local.is_elementwise or local.slopes is None or local.shape != local.received.shape:
        return None
    steep = np.argwhere(~np.isfinite(local.slopes) & (True if results is None else results))
    return tuple(steep[0].tolist()) if len(steep) else None


def _has_grown(local: Local, culprit: Culprit) -> bool:
    """Whether what was sent is too large only for its dtype."""
    exact = local.sends(local.received)
    return exact is not None and bool(np.isfinite(culprit.chosen(exact)).all())


def _first(
    state: State, card: int, are: Callable[[np.ndarray], np.ndarray]
) -> tuple[int, ...] | None:
    """The index of the first element of a gradient that is so; None if all are, or unknown."""
    value = state.recording.value(state.gradient(card))
    if value is None or not value.is_whole:
        return None
    found = are(value.array)
    return None if found.all() else tuple(np.argwhere(found)[0].tolist())


def _bad(
    state: State,
    card: int,
    test: Callable[[Recording, int, np.ndarray | None], bool],
    element: tuple[int, ...] | None,
) -> Bad:
    value = state.recording.value(state.gradient(card))
    if element is None or value is None:
        return Bad(test, None)
    elements = np.zeros(value.shape, bool)
    elements[element] = True
    return Bad(test, elements)


def why_larger(state: State, card: int) -> Finding | None:
    """The passes whose contributions added up in a leaf's gradient, if there are several."""
    history = History(state, card)
    passes = history.passes
    if len(passes) < 2:
        return None
    steps = tuple(map(state.recording.index.pass_start, passes))
    named = uncalled(state.recording.source, "zero_grad")
    if named is not None:
        return Finding(Cause.ACCUMULATED, (card,), steps, op=named.name, line=named.line)
    line = _line_that_clears_others(state.recording, passes)
    replacing = line_of_replacing(state.recording, card) if line else 0
    lines = (replacing,) if replacing else ()
    return Finding(Cause.ACCUMULATED, (card,), steps, line=line, lines=lines)


def _line_that_clears_others(recording: Recording, passes: list[int]) -> int:
    """The line of a ``zero_grad()`` between passes that left a gradient out; 0 if there is none."""
    resets, begun = recording["resets"]["event"], recording["passes"]["event"]
    between = resets[(resets > begun[passes[0]]) & (resets < begun[passes[-1]])]
    if not len(between):
        return 0
    step = recording.at(recording.cursor_of_event(int(between[-1]))).step
    site = None if step is None else recording.site(step.site)
    is_clearing = site is not None and "zero_grad(" in source_lines(recording.source)[site.line - 1]
    return site.line if site is not None and is_clearing else 0


def _before_scaling(state: State, card: int, bad: Bad) -> State:
    """The state before the script scaled, as by clipping, a gradient that was already bad."""
    recording = state.recording
    while True:
        history = History(state, card)
        reset = history.last_reset
        if (
            reset is None
            or reset.how is not Reset.CHANGED
            or not bad.holds(recording, reset.before)
        ):
            return state
        if bad.holds_for_sum(recording, arrivals(state, card, history)):
            return state
        state = recording.at(recording.cursor_of_event(reset.event) - 1)


def _sum_of(cause: Cause, state: State, culprit: Culprit, history: History) -> Finding:
    """A sum that is bad although no term is: the steps that added the terms."""
    recording = state.recording
    sent = recording["contributions"]
    if culprit.contribution == NONE:
        rows = arrivals(state, culprit.cards[-1], history)
    else:
        row = sent[culprit.contribution]
        rows = recording.index.of_pass(int(row["pass_"])).arrivals(int(row["sender"])).tolist()
    events = [int(sent["event"][row]) for row in rows]
    return Finding(cause, culprit.cards, tuple(map(recording.cursor_of_event, events)))
