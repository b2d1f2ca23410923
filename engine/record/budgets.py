"""How much of a run is recorded."""

from typing import NamedTuple


class Budgets(NamedTuple):
    """Where recording ends, or keeps less.

    Attributes:
        max_ops: operations and passes; after so many the recording ends and the script goes on.
        max_bytes: bytes of values in all; past it, values are kept as samples.
        max_value_bytes: bytes of one value; larger ones are kept as samples.
    """

    max_ops: int = 100_000
    max_bytes: int = 256 << 20
    max_value_bytes: int = 8 << 20
