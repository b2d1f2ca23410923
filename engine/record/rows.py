"""Instalments of a recording: new rows of tables, new strings, new bytes."""

import msgspec


class Rows(msgspec.Struct, tag="rows"):
    """One instalment of a recording.

    Attributes:
        tables: the new rows of tables of the schema, as raw bytes.
        strings: new strings, in the order of their numbers.
        blob: new bytes of values, following those that came before.
    """

    tables: dict[str, bytes]
    strings: list[str]
    blob: bytes
