"""The steps of a recording as cells on tracks, and the scale that places them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind

PASS_TRACKS = 4
"""With more passes than these, every fourth pass shares a track: passes never overlap in time."""
FEW_PASS_TRACKS = 2
"""The same, for a compact timeline."""

FAILURE_PX = 6.0
"""The distance of the mark of the script's error from the last step."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """The n steps of a recording as cells on tracks.

    Attributes:
        kinds: uint8 (n,), an EventKind each.
        tracks: intp (n,), 0 for the steps of the script itself, from 1 for the passes.
        pass_count: the number of passes.
        first_steps: intp (passes,), the first step of each pass.
        prints: the steps after which something was printed, ascending.
        raising: the steps in which a backward pass raised an error.
        has_failed: whether the script ended by an error that no pass had raised.
        pass_tracks: the maximum number of tracks for passes.
    """

    kinds: np.ndarray
    tracks: np.ndarray
    pass_count: int
    first_steps: np.ndarray
    prints: np.ndarray
    raising: np.ndarray
    has_failed: bool
    pass_tracks: int = PASS_TRACKS

    @property
    def track_count(self) -> int:
        return 1 + min(self.pass_count, self.pass_tracks)

    @property
    def are_shared(self) -> bool:
        """Whether a track has several passes."""
        return self.pass_count > self.pass_tracks

    @cached_property
    def shortest_pass(self) -> int:
        """The least number of steps on the track of a pass; 0 without any."""
        lengths = np.bincount(self.tracks, minlength=self.track_count)[1:]
        return int(lengths.min(initial=len(self.tracks))) if self.pass_count else 0

    def track_of_pass(self, pass_: int) -> int:
        """The track that the steps of a pass are on."""
        return 1 + pass_ % self.pass_tracks


def tracks_of(recording: Recording, pass_tracks: int = PASS_TRACKS) -> Tracks:
    """Read the tracks of a recording as far as it has arrived."""
    index = recording.index
    steps = recording["events"][index.steps]
    tracks = np.zeros(len(steps), np.intp)
    begun = steps["kind"] == EventKind.PASS_BEGAN
    tracks[begun] = 1 + steps["row"][begun] % pass_tracks
    ran = steps["kind"] == EventKind.NODE_EVALUATED
    tracks[ran] = 1 + recording["evaluations"]["pass_"][steps["row"][ran]] % pass_tracks
    ended_by = _steps_with(recording, EventKind.ERROR_RAISED)
    raising = ended_by[np.isin(ended_by, _raising_steps(recording))]
    return Tracks(
        kinds=steps["kind"],
        tracks=tracks,
        pass_count=index.pass_count,
        first_steps=np.flatnonzero(begun),
        prints=_steps_with(recording, EventKind.PRINTED),
        raising=raising,
        has_failed=len(ended_by) > len(raising),
        pass_tracks=pass_tracks,
    )


def _raising_steps(recording: Recording) -> np.ndarray:
    """The steps in which passes ended by an error."""
    ends = recording["pass_ends"]
    return _steps_of(recording, ends["event"][ends["raised"] != NONE])


def _steps_with(recording: Recording, kind: EventKind) -> np.ndarray:
    """The steps to which events of a kind belong."""
    return _steps_of(recording, np.flatnonzero(recording["events"]["kind"] == kind))


def _steps_of(recording: Recording, events: np.ndarray) -> np.ndarray:
    """The steps to which events belong, each once; events before the first step belong to it."""
    steps = np.maximum(np.searchsorted(recording.index.steps, events, side="right") - 1, 0)
    is_first = np.diff(steps, prepend=NONE) != 0
    found: np.ndarray = steps[is_first]
    return found


class Scale(NamedTuple):
    """The places of the cells of steps on the horizontal axis.

    Attributes:
        left_px: where the first cell begins.
        step_px: the width of a cell.
        step_count: the number of steps.
    """

    left_px: float
    step_px: float
    step_count: int

    @property
    def failure_x(self) -> float:
        """The x of the mark of an error after the last step."""
        return self.x(self.step_count) + FAILURE_PX

    @overload
    def x(self, cursor: int) -> float: ...
    @overload
    def x(self, cursor: np.ndarray) -> np.ndarray: ...
    def x(self, cursor: int | np.ndarray) -> float | np.ndarray:
        """The right end of the last step that has happened at a cursor, or at each of many."""
        return self.left_px + cursor * self.step_px

    def cursor_at(self, x: float) -> int:
        """The cursor at which the step under a point has just happened; 0 left of them all."""
        step = np.floor((x - self.left_px) / self.step_px) if self.step_px else -1.0
        return int(np.clip(step + 1, 0, self.step_count))
