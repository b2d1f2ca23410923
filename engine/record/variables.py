"""The tensors to which a variable was bound at a position of the script."""

from __future__ import annotations

import numpy as np

from engine.record.lookups import Chronicle
from engine.record.places import Places, bounds, place
from engine.record.recording import Recording
from engine.record.schema import EVER, NONE, EventKind, ScopeKind
from engine.script.script_names import Function, Occurrence


def cards_of_variable(recording: Recording, name: Occurrence) -> np.ndarray:
    """The cards to which a variable was bound whenever its name was bound or read at a position.

    If no event shows when it was read, the last binding above that position in each call.
    """
    variable, places = _Variable(recording, name), Places(recording)
    ends = places.end_of(variable.events)
    if name.is_bound:
        return np.unique(variable.cards[ends == _binder_end(name)])
    events = _events_reading(recording, name)
    above = bounds(name.place)[0]
    return variable.bound_at(events) if len(events) else variable.last_bound(ends <= above)


def card_bound_at(recording: Recording, name: Occurrence, event: int) -> int:
    """The newest card of the tensor to which a variable was bound before an event, or NONE."""
    variable = _Variable(recording, name)
    if not len(variable.events):
        return NONE
    found = variable.bound_at(np.array([event]))
    return int(found[-1]) if len(found) else NONE


def _events_reading(recording: Recording, name: Occurrence) -> np.ndarray:
    """The events at the innermost site around a name that is read, in order.

    Of bindings only those by the assignment that contains the name: others have no exact site.
    """
    places = Places(recording)
    events = np.arange(len(recording["events"]))
    is_binding = recording["events"]["kind"] == EventKind.NAME_BOUND
    events = events[~is_binding | (places.end_of(events) == _binder_end(name))]
    innermost: np.ndarray = events[places.are_innermost(events, *bounds(name.place))]
    return innermost


def _binder_end(name: Occurrence) -> int:
    return NONE if name.binder_end is None else place(*name.binder_end)


class _Variable:
    """The bindings of one variable, in every call of its function.

    Attributes:
        events, cards: the event and the card of each, in order. (n,)
    """

    def __init__(self, recording: Recording, name: Occurrence) -> None:
        self._recording = recording
        self._calls = _calls(recording)
        rows = recording["names"]
        rows = rows[rows["name"] == recording.string_number(name.name)]
        are_own = _are_calls_of(recording, name.function)
        rows = rows[are_own[self._calls_at(rows["event"])]]
        self.events, self.cards = rows["event"], rows["card"]

    def bound_at(self, events: np.ndarray) -> np.ndarray:
        """The cards that the variable's tensors had at some events."""
        cards = self._chronicle().last_before_each(self._calls_at(events), events)
        if (cards == NONE).any():  # a global variable, or one of an enclosing function
            anywhere = np.zeros_like(events)
            chronicle = Chronicle(np.zeros_like(self.events), self.events, self.cards)
            cards = np.where(cards == NONE, chronicle.last_before_each(anywhere, events), cards)
        is_bound = cards != NONE
        tensors = self._recording["cards"]["tensor"][cards[is_bound]]
        return np.unique(self._recording.index.newest_versions(tensors, events[is_bound]))

    def last_bound(self, chosen: np.ndarray) -> np.ndarray:
        """The card of the last binding in each call, among some bindings (a mask)."""
        calls = np.unique(self._calls_at(self.events[chosen]))
        ever = np.full(len(calls), EVER)
        return np.unique(self._chronicle(chosen).last_before_each(calls, ever))

    def _chronicle(self, chosen: np.ndarray | slice = slice(None)) -> Chronicle:
        events = self.events[chosen]
        return Chronicle(self._calls_at(events), events, self.cards[chosen])

    def _calls_at(self, events: np.ndarray) -> np.ndarray:
        calls: np.ndarray = self._calls[self._recording["events"]["scope"][events]]
        return calls


def _calls(recording: Recording) -> np.ndarray:
    """For each scope the call whose local variables are bound in it, or the script's scope."""
    scopes = recording["scopes"]
    has_variables = np.isin(scopes["kind"], (ScopeKind.SCRIPT, ScopeKind.CALL))
    calls = np.where(has_variables, np.arange(len(scopes)), scopes["parent"])
    while not has_variables[calls].all():
        calls = calls[calls]
    return calls


def _are_calls_of(recording: Recording, function: Function | None) -> np.ndarray:
    """A mask of the scopes that are calls of a function, or of the script for None."""
    scopes = recording["scopes"]
    if function is None:
        return np.asarray(scopes["kind"] == ScopeKind.SCRIPT)
    is_named = scopes["name"] == recording.string_number(function.name)
    is_call = scopes["kind"] == ScopeKind.CALL
    return np.asarray(is_call & is_named & (scopes["line"] == function.line))
