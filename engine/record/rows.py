"""What a recording grows by: new rows of every table, new strings, new bytes."""

import msgspec


class Rows(msgspec.Struct, tag="rows"):
    """One instalment of a recording.

    Attributes:
        tables: for each table of the schema that grew, its new rows as raw bytes.
        strings: new strings, in the order of their numbers.
        blob: new bytes of values, to follow those that came before.
    """

    tables: dict[str, bytes]
    strings: list[str]
    blob: bytes
