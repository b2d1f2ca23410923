"""How a run ended."""

from typing import Literal

import msgspec

How = Literal[
    "done", "error", "stopped", "exited", "out_of_memory", "killed", "gone", "silent", "nonsense"
]


class RunEnd(msgspec.Struct, frozen=True):
    """How a run ended.

    Attributes:
        how: "done"; "error", by an exception of the script; "stopped", on request; "exited", by
            ``sys.exit``; "out_of_memory", without a record. Or the process ended without a report:
            "killed" by a signal, "gone" with an exit status, "silent" but alive; or its report was
            "nonsense".
        detail: the exit status, the signal's name, or what was wrong.
        line: the line where it was stopped or exited; -1 if unknown.
        last_words: the end of a crashed process's standard error.
    """

    how: How
    detail: str = ""
    line: int = -1
    last_words: str = ""
