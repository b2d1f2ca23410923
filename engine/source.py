"""A script's text as Python counts it: lines, and columns in bytes of UTF-8 or in characters."""

import io


def source_lines(source: str) -> list[str]:
    """The lines of a script with their ends, divided as Python divides them."""
    return io.StringIO(source.removeprefix("\ufeff"), newline=None).readlines()


def character_column(line: str, byte_column: int) -> int:
    """The character at which a column of a code object's positions stands."""
    return len(line.encode()[:byte_column].decode(errors="replace"))
