"""Syntax errors as all versions of Python should word them."""

from __future__ import annotations

import re

_AT_A_NUMBER = re.compile(r"invalid \w+ literal$")


def naming_character(error: SyntaxError) -> SyntaxError:
    """A syntax error that names a wrong character also where it follows a number.

    Python up to 3.11.3 reports the number: of ``f(1，2)`` that 1 is an invalid literal.
    """
    if error.text is None or error.offset is None or not _AT_A_NUMBER.match(error.msg):
        return error
    character = error.text[error.offset : error.offset + 1]
    if not character or character.isascii() or ("_" + character).isidentifier():
        return error
    code = f"U+{ord(character):04X}"
    is_seen = character.isprintable()
    what = f"character '{character}' ({code})" if is_seen else f"non-printable character {code}"
    at = error.offset + 1
    where = (error.filename, error.lineno, at, error.text, error.lineno, at)
    return SyntaxError(f"invalid {what}", where)
