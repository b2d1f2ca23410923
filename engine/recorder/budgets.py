"""How much of a run is recorded."""

from typing import NamedTuple


class Budgets(NamedTuple):
    """Limits at which recording ends, or keeps less.

    Attributes:
        max_events: operations, names, shown values, gradient changes, and nodes of passes; after
            this many the recording ends and the script goes on.
        max_bytes: total bytes of values; beyond it, only samples are kept.
        max_value_bytes: bytes of one value; of larger ones samples are kept.
        max_text_chars: characters of other texts, such as shown values; later ones are cut short.
        max_printed_chars: characters of printed text; of the rest only the end is kept.
    """

    max_events: int = 400_000
    max_bytes: int = 256 << 20
    max_value_bytes: int = 8 << 20
    max_text_chars: int = 32_000_000
    max_printed_chars: int = 1_000_000
