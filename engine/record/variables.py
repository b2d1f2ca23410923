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
    """The bindings of one variable, in every call of its function, and by those inside of it.

    Attributes:
        events, cards: the event and the card of each, in order. (n,)
    """

    def __init__(self, recording: Recording, name: Occurrence) -> None:
        self._recording = recording
        self._instances = _instances(recording, name.function)
        rows = recording["names"]
        rows = rows[rows["name"] == recording.string_number(name.name)]
        scopes = _calls(recording)[recording["events"]["scope"][rows["event"]]]
        are_binding = [_are_calls_of(recording, each) for each in name.bound_in]
        rows = rows[np.logical_or.reduce(are_binding, axis=0)[scopes]] if are_binding else rows[:0]
        self.events, self.cards = rows["event"], rows["card"]

    def bound_at(self, events: np.ndarray) -> np.ndarray:
        """The cards that the variable's tensors had at some events."""
        cards = self._chronicle().last_before_each(self._instances_at(events), events)
        if (cards == NONE).any():  # of a function whose call is over
            anywhere = np.zeros_like(events)
            chronicle = Chronicle(np.zeros_like(self.events), self.events, self.cards)
            cards = np.where(cards == NONE, chronicle.last_before_each(anywhere, events), cards)
        is_bound = cards != NONE
        tensors = self._recording["cards"]["tensor"][cards[is_bound]]
        return np.unique(self._recording.index.newest_versions(tensors, events[is_bound]))

    def last_bound(self, chosen: np.ndarray) -> np.ndarray:
        """The card of the last binding in each call, among some bindings (a mask)."""
        calls = np.unique(self._instances_at(self.events[chosen]))
        ever = np.full(len(calls), EVER)
        return np.unique(self._chronicle(chosen).last_before_each(calls, ever))

    def _chronicle(self, chosen: np.ndarray | slice = slice(None)) -> Chronicle:
        events = self.events[chosen]
        return Chronicle(self._instances_at(events), events, self.cards[chosen])

    def _instances_at(self, events: np.ndarray) -> np.ndarray:
        instances: np.ndarray = self._instances[self._recording["events"]["scope"][events]]
        return instances


def _instances(recording: Recording, function: Function | None) -> np.ndarray:
    """For each scope the call of a function that it is in, which has variables of its own.

    Of the script there is one instance. What is called when that call is over has its own.
    """
    parents = recording["scopes"]["parent"]
    if function is None:
        return np.zeros(len(parents), np.int64)
    are_calls = _are_calls_of(recording, function)
    instances = np.arange(len(parents))
    while (goes_on := (instances != NONE) & ~are_calls[instances]).any():  # once for each level
        instances[goes_on] = parents[instances[goes_on]]
    return np.where(instances == NONE, _calls(recording), instances)


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
