"""The steps that make numbers that are nan or infinite."""

from __future__ import annotations

import re

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.walk.stacks import stacks

_INFINITE, _NAN = 1, 2
"""How broken a value is by its worst element; 0 if all are finite."""

_INFINITY = re.compile(r"\binf\b")
_READ = CardFlag.DATA_OF | CardFlag.GRADIENT_OF
"""The cards that only show a value that was made before; so do those of ``.grad``."""


def next_not_finite(recording: Recording, cursor: int) -> int | None:
    """The first cursor after this one whose step has made a number that is nan or infinite.

    The number is in the value or the gradient of any tensor. Nan that was computed from nan was not
    made there, nor was infinity from infinity, such as that which masks scores. Of values that were
    kept as samples, only those without any finite number are found. None where there is no such
    step.
    """
    events = recording.index.derived(_making_events, recording)
    place = np.searchsorted(events, recording.index.happened[cursor])
    return recording.cursor_of_event(int(events[place])) if place < len(events) else None


def _making_events(recording: Recording) -> np.ndarray:
    """The events that make numbers that are not finite, in order."""
    broken = np.append(_how_broken(recording), 0)  # NONE, as an index, is the last
    made = broken[recording["cards"]["value"]]
    to_cards = np.maximum(_given_to_cards(recording, made), _shown(recording, broken))
    around = np.append(np.maximum(made, to_cards), 0)
    given = {
        "cards": ("value", to_cards),
        "contributions": ("after", _given_to_contributions(recording, broken, around)),
        "accumulations": ("after", _worst(recording["accumulations"], broken, "before", "added")),
        "resets": ("after", _given_to_resets(recording, broken, around)),
    }
    events = []
    for table, (column, of_given) in given.items():
        rows = recording[table]
        events.append(rows["event"][broken[rows[column]] > of_given])
    return np.unique(np.concatenate(events))


def _worst(rows: np.ndarray, broken: np.ndarray, *columns: str) -> np.ndarray:
    worst: np.ndarray = np.maximum.reduce([broken[rows[column]] for column in columns])
    return worst


def _given_to_cards(recording: Recording, made: np.ndarray) -> np.ndarray:
    """How broken the worst is of what each card was made from. Shapes: (cards,) -> (cards,)."""
    cards, operands = recording["cards"], recording["operands"]
    has_former = cards["joined"] != NONE
    given = np.where(has_former, made[cards["joined"]], 0)
    given[cards["flags"] & _READ != 0] = _NAN
    literals, literal_of = np.unique(operands["literal"], return_inverse=True)
    is_infinity = [bool(_INFINITY.search(recording.text(int(text)))) for text in literals]
    of_literals = _INFINITE * np.array(is_infinity, int)[literal_of]
    is_card = operands["operand"] != NONE
    np.maximum.at(
        given, operands["card"], np.where(is_card, made[operands["operand"]], of_literals)
    )
    return given


def _shown(recording: Recording, broken: np.ndarray) -> np.ndarray:
    """How broken the gradients are that the script sees as cards of their own. Shapes: (cards,)."""
    cards = recording["cards"]
    readings = cards[cards["flags"] & CardFlag.GRAD_OF != 0]
    leaf_of = np.full(cards["tensor"].max(initial=0) + 1, NONE)
    leaf_of[readings["tensor"]] = cards["tensor"][readings["joined"]]
    leaves = leaf_of[cards["tensor"]]
    gradients = recording.index.leaf_gradients(leaves, cards["event"])
    shown: np.ndarray = np.where(leaves == NONE, 0, broken[gradients])
    return shown


def _given_to_contributions(
    recording: Recording, broken: np.ndarray, around: np.ndarray
) -> np.ndarray:
    """How broken the worst is of what each contribution was computed from. Shapes: (sent,).

    Args:
        around: for each card, and for NONE, how broken it or what it was made from is.
    """
    sent, evaluations = recording["contributions"], recording["evaluations"]
    counts = evaluations["incoming_count"]
    starts = np.cumsum(counts) - counts
    incoming = np.repeat(evaluations["first_incoming"] - starts, counts) + np.arange(counts.sum())
    received = np.zeros(len(evaluations), int)
    evaluation_of = np.repeat(np.arange(len(evaluations)), counts)
    np.maximum.at(received, evaluation_of, broken[recording["incoming"]["value"][incoming]])
    given: np.ndarray = broken[sent["before"]]
    is_of_node = sent["sender"] != NONE
    own = sent[is_of_node]
    of_node = around[recording["nodes"]["card"][own["sender"]]]
    of_gradient = received[recording["events"]["row"][own["event"]]]
    given[is_of_node] = np.maximum.reduce([given[is_of_node], of_node, of_gradient])
    return given


def _given_to_resets(recording: Recording, broken: np.ndarray, around: np.ndarray) -> np.ndarray:
    """How broken a gradient was before it was set, or the card that was made last before.

    No operands of what sets gradients are recorded: clipping multiplies all of them by the number
    that it has just computed.
    """
    resets = recording["resets"]
    last = np.searchsorted(recording["cards"]["event"], resets["event"]) - 1
    given: np.ndarray = np.maximum(broken[resets["before"]], around[last])
    return given


def _how_broken(recording: Recording) -> np.ndarray:
    """How broken each recorded value is. Shapes: (values,)."""
    values = np.arange(len(recording["values"]))
    found = np.zeros(len(values), int)
    for places, (stack,) in stacks(recording, values):
        if stack is not None:
            known = stack.lowest[:, None] if stack.elements is None else stack.elements
            found[places] = np.where(
                np.isnan(known).any(axis=1), _NAN, _INFINITE * np.isinf(known).any(axis=1)
            )
    return found
