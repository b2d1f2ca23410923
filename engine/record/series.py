"""Numbers that a script computes in each iteration of a loop, such as a training loss."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, VALUE_DTYPES, ScopeKind
from engine.record.seeds import seeded_cards
from engine.record.values import shape_of


class Series(NamedTuple):
    """The numbers to which a variable was bound in the iterations of a loop, in order.

    Attributes:
        name: the name of the variable.
        line: the line of the loop.
        is_seed: whether a backward pass began at one of these numbers.
        numbers: the number in each iteration. float64 (n,).
        cursors: the cursor right after the step that made it. (n,)
        iterations: the scope of each iteration. (n,)
    """

    name: str
    line: int
    is_seed: bool
    numbers: np.ndarray
    cursors: np.ndarray
    iterations: np.ndarray


def loop_series(recording: Recording) -> list[Series]:
    """All series of at least two real numbers; first those where passes began.

    For a loop that runs several times, such as an inner one, one series has all iterations.
    """
    bound = _bound_in_iterations(recording)
    found = []
    for line, name in dict.fromkeys(zip(bound.lines.tolist(), bound.names.tolist())):
        rows = np.flatnonzero((bound.lines == line) & (bound.names == name))
        if len(rows) > 1:
            found.append(_series(recording, bound, rows))
    return sorted(found, key=lambda series: not series.is_seed)


def iteration_at(recording: Recording, series: Series, scope: int) -> int | None:
    """The index of the iteration of a series that contains a scope; None if there is none."""
    parents = recording["scopes"]["parent"]
    while scope != NONE:
        place = int(np.searchsorted(series.iterations, scope))
        if place < len(series.iterations) and series.iterations[place] == scope:
            return place
        scope = int(parents[scope])
    return None


class _Bound(NamedTuple):
    """Bindings of names to numbers that were computed in the same iteration, as columns.

    Of several bindings of a name in one iteration, only the last.
    """

    cards: np.ndarray
    names: np.ndarray
    iterations: np.ndarray
    lines: np.ndarray


def _bound_in_iterations(recording: Recording) -> _Bound:
    bound, scopes = recording["names"], recording["scopes"]
    iterations_of_events = _iterations(scopes)[recording["events"]["scope"]]
    iterations, cards = iterations_of_events[bound["event"]], recording["cards"][bound["card"]]
    is_made_there = (iterations != NONE) & (iterations_of_events[cards["event"]] == iterations)
    is_number = _is_real_number(recording, recording["values"][cards["value"]])
    rows = np.flatnonzero(is_made_there & is_number)
    keys = np.stack((iterations[rows], bound["name"][rows]))
    _, from_end = np.unique(keys[:, ::-1], axis=1, return_index=True)
    rows = np.sort(rows[len(rows) - 1 - from_end])
    lines = scopes["line"][iterations[rows]]
    picked = bound[rows]
    return _Bound(picked["card"], picked["name"], iterations[rows], lines)


def _iterations(scopes: np.ndarray) -> np.ndarray:
    """For each scope the innermost loop iteration that is or contains it; else NONE."""
    iterations = np.arange(len(scopes))
    while True:
        is_outside = (iterations != NONE) & (scopes["kind"][iterations] != ScopeKind.ITERATION)
        if not is_outside.any():
            return iterations
        iterations[is_outside] = scopes["parent"][iterations[is_outside]]


def _is_real_number(recording: Recording, values: np.ndarray) -> np.ndarray:
    shapes, which = np.unique(values["shape"], return_inverse=True)
    is_one = np.array([np.prod(shape_of(recording.text(shape))) == 1 for shape in shapes], bool)
    is_real = np.array([dtype.kind in "fiu" for dtype in VALUE_DTYPES])
    found: np.ndarray = is_one[which] & is_real[values["dtype"]]
    return found


def _series(recording: Recording, bound: _Bound, rows: np.ndarray) -> Series:
    order = rows[np.argsort(bound.iterations[rows])]
    cards = bound.cards[order]
    made = recording["cards"]["event"][cards]
    return Series(
        name=recording.text(int(bound.names[rows[0]])),
        line=int(bound.lines[rows[0]]),
        is_seed=bool(np.isin(cards, seeded_cards(recording)).any()),
        numbers=recording.scalars(recording["cards"]["value"][cards]),
        cursors=np.searchsorted(recording.index.steps, made, side="right"),
        iterations=bound.iterations[order],
    )
