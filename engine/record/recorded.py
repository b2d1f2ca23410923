"""A recording with how its run ended: what a file of it holds."""

from typing import NamedTuple

from engine.record.recording import Recording
from engine.record.run_end import RunEnd


class Recorded(NamedTuple):
    """A run that has ended.

    Attributes:
        recording: what it left behind.
        end: how it ended.
    """

    recording: Recording
    end: RunEnd
