"""The history of a tensor's gradient up to a moment: accumulations and resets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.diagnose.calls import step_after
from engine.record.gradients import gradient_rows
from engine.record.recording import Recording
from engine.record.schema import NONE, Reset
from engine.record.state import State


class LastReset(NamedTuple):
    """The script's last change of a ``.grad``: its kind, event, and values before and after."""

    how: Reset
    event: int
    before: int
    after: int


class History:
    """The history of the gradient of a card's tensor, up to a state.

    Attributes:
        last_reset: None if the script has not changed the gradient.
        additions: rows of ``accumulations`` since then, in order.
    """

    def __init__(self, state: State, card: int) -> None:
        recording = state.recording
        self._state = state
        additions, resets = gradient_rows(state, card)
        rows = recording["resets"][resets[-1:]]
        self.last_reset = None
        if len(rows):
            how, *others = (int(rows[name][-1]) for name in LastReset._fields)
            self.last_reset = LastReset(Reset(how), *others)
        since = self.last_reset.event if self.last_reset else NONE
        self.additions = additions[recording["accumulations"]["event"][additions] > since]

    @property
    def passes(self) -> list[int]:
        """The passes that added to it since the last reset, in order."""
        added = self._state.recording["accumulations"]["pass_"][self.additions]
        passes: list[int] = np.unique(added).tolist()
        return passes


def line_of_step_after(recording: Recording, cursor: int) -> int:
    """The line of an optimiser's step that a reset, right before a cursor, left nothing for."""
    step = recording.at(cursor).step
    site = None if step is None else recording.site(step.site)
    return 0 if site is None else step_after(recording.source, site.line)
