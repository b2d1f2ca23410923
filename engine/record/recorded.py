"""A recording with how its run ended: the content of a file."""

from typing import NamedTuple

from engine.record.recording import Recording
from engine.record.run_end import RunEnd


class Recorded(NamedTuple):
    """A run that has ended.

    Attributes:
        recording: the recording.
        end: how it ended.
    """

    recording: Recording
    end: RunEnd
