"""How a run ended."""

from typing import Literal

import msgspec

How = Literal[
    "done", "error", "stopped", "exited", "out_of_memory", "killed", "gone", "silent", "nonsense"
]


class RunEnd(msgspec.Struct, frozen=True):
    """How a run ended.

    Attributes:
        how: "done"; "error", by an exception of the script; "stopped", as asked; "exited", by
            ``sys.exit``; "out_of_memory", which left no record. Or the process ended without a
            word: "killed" by a signal, "gone" with an exit status, "silent" but alive; or what
            it said was "nonsense".
        detail: the exit status, the signal's name, or what was wrong.
        line: where in the script it was stopped or exited; -1 where nobody knows.
        last_words: what a process that crashed wrote last to its standard error.
    """

    how: How
    detail: str = ""
    line: int = -1
    last_words: str = ""
