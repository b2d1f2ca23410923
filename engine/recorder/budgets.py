"""How much of a run is recorded."""

from typing import NamedTuple


class Budgets(NamedTuple):
    """Where recording ends, or keeps less.

    Attributes:
        max_events: operations, names, shown values, changed gradients, and nodes of passes; after
            so many the recording ends and the script goes on.
        max_bytes: bytes of values in all; past it, values are kept as samples.
        max_value_bytes: bytes of one value; larger ones are kept as samples.
        max_printed_chars: characters of printed text; of what follows only the last part is kept.
    """

    max_events: int = 400_000
    max_bytes: int = 256 << 20
    max_value_bytes: int = 8 << 20
    max_printed_chars: int = 1_000_000
