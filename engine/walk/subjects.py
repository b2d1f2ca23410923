"""What each step of a recording is about, as columns: a card, its expression, its gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from engine.record.seeds import seeds


class Subjects(NamedTuple):
    """One row for each step. (n,) each.

    Attributes:
        kinds: an EventKind each.
        cards: the card that the step makes, changes, or evaluates the node of; NONE for none.
        nodes: the node that it evaluates or, for a pass, begins with; else NONE.
        sites: the expression it belongs to: a node's is where its operation was called.
        scopes: the scope of that expression.
        gradients: the gradient of the card after the step, a row of ``values`` or NONE.
    """

    kinds: np.ndarray
    cards: np.ndarray
    nodes: np.ndarray
    sites: np.ndarray
    scopes: np.ndarray
    gradients: np.ndarray


def subjects(recording: Recording) -> Subjects:
    """The subjects of the steps of a recording, as far as it has arrived."""
    return recording.index.derived(_find_subjects, recording)


def _find_subjects(recording: Recording) -> Subjects:
    steps = recording["events"][recording.index.steps]
    kinds, rows = steps["kind"], steps["row"]
    cards, nodes, gradients = np.full((3, len(steps)), NONE)
    for kind, table in _TABLES_OF_CARDS.items():
        chosen = kinds == kind
        cards[chosen] = recording[table]["card"][rows[chosen]]
    made = kinds == EventKind.OP_APPLIED
    cards[made] = rows[made]
    _read_passes(recording, kinds, rows, nodes, gradients)
    _read_evaluations(recording, kinds, rows, nodes, gradients)
    in_pass = np.flatnonzero(nodes != NONE)
    cards[in_pass] = recording["nodes"]["card"][nodes[in_pass]]
    _read_leaf_gradients(recording, cards, gradients)
    sites, scopes = steps["site"].copy(), steps["scope"].copy()
    ran = np.flatnonzero((kinds == EventKind.NODE_EVALUATED) & (cards != NONE))
    made_by = recording["events"][recording["cards"]["event"][cards[ran]]]
    sites[ran], scopes[ran] = made_by["site"], made_by["scope"]
    return Subjects(kinds, cards, nodes, sites, scopes, gradients)


_TABLES_OF_CARDS = {
    EventKind.GRAD_RESET: "resets",
    EventKind.REQUIRES_GRAD_SET: "requirements",
}


def _read_passes(
    recording: Recording,
    kinds: np.ndarray,
    rows: np.ndarray,
    nodes: np.ndarray,
    gradients: np.ndarray,
) -> None:
    """Which node each pass begins with, and the gradient it gets."""
    begins = seeds(recording)[::-1]  # of several seeds the first stays
    begun = np.flatnonzero(kinds == EventKind.PASS_BEGAN)
    first_seeds = np.full((2, recording.index.pass_count), NONE)
    first_seeds[:, begins["pass_"]] = begins["target"], begins["after"]
    nodes[begun], gradients[begun] = first_seeds[:, rows[begun]]


def _read_evaluations(
    recording: Recording,
    kinds: np.ndarray,
    rows: np.ndarray,
    nodes: np.ndarray,
    gradients: np.ndarray,
) -> None:
    """Which node each step evaluates, and what came in for the first output of its operation."""
    ran = np.flatnonzero(kinds == EventKind.NODE_EVALUATED)
    evaluations = recording["evaluations"][rows[ran]]
    nodes[ran] = evaluations["node"]
    has_some = evaluations["incoming_count"] > 0
    first = evaluations["first_incoming"][has_some]
    gradients[ran[has_some]] = recording["incoming"]["value"][first]


def _read_leaf_gradients(recording: Recording, cards: np.ndarray, gradients: np.ndarray) -> None:
    """A leaf's gradient is its ``.grad``, as it is once the step has happened."""
    about = np.flatnonzero(cards != NONE)
    of_leaves = about[recording.index.are_leaves(cards[about])]
    tensors = recording["cards"]["tensor"][cards[of_leaves]]
    happened = recording.index.happened[of_leaves + 1]
    gradients[of_leaves] = recording.index.leaf_gradients(tensors, happened)
