"""Steps over a whole frame, or out of it: a call, a module, an iteration of a loop, or a pass.

Inside a pass, a node is in the frames in which its operation was called, and an AccumulateGrad node
in those of the node that sent to it. So one can step over a module in the backward pass, too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind, ScopeKind


class _Places(NamedTuple):
    """Where each step is.

    Attributes:
        scopes: the innermost scope that the script was in. (n,)
        passes: the pass that the step begins or is in, or NONE. (n,)
        inner: within a pass, the innermost scope in which the node's operation was called; else
            NONE. (n,)
    """

    scopes: np.ndarray
    passes: np.ndarray
    inner: np.ndarray


class _Frame(NamedTuple):
    """A scope of the script or, with ``pass_``, a scope inside that pass; NONE for all of it."""

    scope: int
    pass_: int = NONE


def step_over(recording: Recording, cursor: int) -> int:
    """The cursor after the next step and, where that step enters a frame, all that the frame does.

    A loop is no frame here, but each of its iterations is. At the end the cursor stays.
    """
    if cursor >= recording.step_count:
        return cursor
    places = _places(recording)
    frame = _outermost(recording, places, cursor, beside=cursor - 1)
    return cursor + 1 if frame is None else _end(recording, places, frame, cursor)


def step_back_over(recording: Recording, cursor: int) -> int:
    """The cursor before the shown step and, where that step ends a frame, all that the frame did.

    At the beginning the cursor stays.
    """
    if not cursor:
        return cursor
    places = _places(recording)
    frame = _outermost(recording, places, cursor - 1, beside=cursor)
    return cursor - 1 if frame is None else _start(recording, places, frame, cursor)


def step_out(recording: Recording, cursor: int) -> int | None:
    """The cursor at which the innermost frame around the shown step that goes on has ended.

    None where no frame goes on.
    """
    if not 0 < cursor < recording.step_count:
        return None
    places = _places(recording)
    for frame in reversed(_frames_around(recording, places, cursor - 1)):
        end = _end(recording, places, frame, cursor)
        if end > cursor:
            return end
    return None


def _places(recording: Recording) -> _Places:
    return recording.index.derived(_find_places, recording)


def _find_places(recording: Recording) -> _Places:
    index = recording.index
    steps = recording["events"][index.steps]
    passes, inner = np.full((2, len(steps)), NONE)
    begun = steps["kind"] == EventKind.PASS_BEGAN
    passes[begun] = steps["row"][begun]
    ran = np.flatnonzero(steps["kind"] == EventKind.NODE_EVALUATED)
    evaluations = recording["evaluations"][steps["row"][ran]]
    passes[ran] = evaluations["pass_"]
    nodes = recording["nodes"][evaluations["node"]]
    inner[ran] = _scopes_of_nodes(recording, nodes, evaluations["pass_"])
    return _Places(steps["scope"], passes, inner)


def _scopes_of_nodes(recording: Recording, nodes: np.ndarray, passes: np.ndarray) -> np.ndarray:
    """The scope of each node of some passes, in the order in which they ran.

    NONE where an AccumulateGrad node runs before any other node of its pass.
    """
    made = recording["cards"]["event"][nodes["card"]] if len(recording["cards"]) else nodes["card"]
    senders = _last_true(~nodes["accumulates"] & (nodes["card"] != NONE))
    scopes = recording["events"]["scope"][made][senders]
    is_known = (senders != NONE) & (passes[senders] == passes)
    found: np.ndarray = np.where(is_known, scopes, NONE)
    return found


def _last_true(mask: np.ndarray) -> np.ndarray:
    """For each place the last one up to it at which a mask is true; NONE before the first."""
    found: np.ndarray = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), NONE))
    return found


def _frames_around(recording: Recording, places: _Places, step: int) -> list[_Frame]:
    """The frames that a step is in, outermost first."""
    around = _path(recording, int(places.scopes[step]))
    frames = [_Frame(scope) for scope in around]
    pass_ = int(places.passes[step])
    if pass_ != NONE:
        inner = _path(recording, int(places.inner[step]))
        frames.append(_Frame(NONE, pass_))
        frames.extend(_Frame(scope, pass_) for scope in inner if scope not in around)
    return frames


def _path(recording: Recording, scope: int) -> list[int]:
    """A scope and those it is in, outermost first, without the script itself."""
    parents, path = recording["scopes"]["parent"], []
    while scope != NONE:
        path.append(scope)
        scope = int(parents[scope])
    return path[-2::-1]


def _outermost(recording: Recording, places: _Places, step: int, *, beside: int) -> _Frame | None:
    """The outermost frame, of those that are no loops, that a step is in and the one beside not."""
    is_there = 0 <= beside < len(places.scopes)
    around = set(_frames_around(recording, places, beside)) if is_there else set()
    for frame in _frames_around(recording, places, step):
        if frame not in around and not _is_loop(recording, frame):
            return frame
    return None


def _is_loop(recording: Recording, frame: _Frame) -> bool:
    return frame.scope != NONE and bool(recording["scopes"]["kind"][frame.scope] == ScopeKind.LOOP)


def _end(recording: Recording, places: _Places, frame: _Frame, cursor: int) -> int:
    """The first cursor from here on whose next step is not in a frame."""
    is_in = _are_in(recording, places, frame)[cursor:]
    return cursor + int(np.argmin(np.append(is_in, False)))


def _start(recording: Recording, places: _Places, frame: _Frame, cursor: int) -> int:
    """The last cursor before this one whose shown step is not in a frame."""
    is_in = _are_in(recording, places, frame)[:cursor][::-1]
    return cursor - int(np.argmin(np.append(is_in, False)))


def _are_in(recording: Recording, places: _Places, frame: _Frame) -> np.ndarray:
    """Which steps are in a frame (a mask)."""
    if frame.pass_ == NONE:
        in_scope: np.ndarray = _is_within(recording, frame.scope)[places.scopes]
        return in_scope
    are_in: np.ndarray = places.passes == frame.pass_
    if frame.scope != NONE:
        are_in &= (places.inner != NONE) & _is_within(recording, frame.scope)[places.inner]
    return are_in


def _is_within(recording: Recording, scope: int) -> np.ndarray:
    """Which scopes are a scope, or in it (a mask)."""
    parents = recording["scopes"]["parent"]
    is_within: np.ndarray = np.arange(len(parents)) == scope
    while True:  # once for each level
        grown = is_within | (is_within[parents] & (parents != NONE))
        if (grown == is_within).all():
            return is_within
        is_within = grown
