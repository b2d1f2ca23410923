"""The result of one run of a script for one number."""

import math
from typing import Literal

import msgspec

Failure = Literal["", "error", "timeout", "unset", "size", "slope"]
"""Why a sample failed: see ``Sample``."""


class Sample(msgspec.Struct, tag="sample", frozen=True):
    """The value and the derivative of a result for one number of an input.

    Attributes:
        number: the number that replaced the script's.
        value: the result, nan if there is none.
        slope: its derivative with respect to the input, by a backward pass; nan if no gradient
            reaches the input.
        failure: empty if successful. Without a value: "error", the script raised; "timeout", it
            took too long; "unset", it ended before the result was assigned; "size", the result was
            not a single number. With a value: "slope", the backward pass raised.
        detail: for "error" and "slope" the last line of the traceback.
        line: the line of the error in the script; -1 if unknown.
    """

    number: float
    value: float = math.nan
    slope: float = math.nan
    failure: Failure = ""
    detail: str = ""
    line: int = -1
