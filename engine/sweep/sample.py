"""What one run of a script told about a function at one number."""

import math
from typing import Literal

import msgspec

Failure = Literal["", "error", "timeout", "unset", "size", "slope"]
"""Why a sample is not whole: see `Sample`."""


class Sample(msgspec.Struct, tag="sample", frozen=True):
    """The value and the derivative of a result for one number of an input.

    Attributes:
        number: what the script had in place of its own number.
        value: the result, nan where there is none.
        slope: its derivative with respect to the input, by a backward pass; nan where no gradient
            reaches the input.
        failure: empty where all is well. Without a value: "error", the script raised; "timeout",
            it took too long; "unset", it ended before the result had a value; "size", the result
            was no single number. With a value: "slope", the backward pass raised.
        detail: for "error" and "slope" the last line of the traceback.
        line: where in the script an error was raised; -1 where nobody knows.
    """

    number: float
    value: float = math.nan
    slope: float = math.nan
    failure: Failure = ""
    detail: str = ""
    line: int = -1
