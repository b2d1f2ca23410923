"""Code with the punctuation of a chat or a word processor, which Python cannot read."""

import ast
import re

from engine.advice import plain_character
from engine.script.syntax_errors import naming_character

_MAX_CHARS, _MAX_WRONG = 20_000, 300
"""Python says one wrong character at a time, and reads the code from its beginning for each."""

_CODE = re.compile(r"[A-Za-z_]\w* *[=＝(（:：.\[]")
"""What prose does not have: a name that is bound, called or looked into."""

_CLOSING = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»"}


def with_plain_punctuation(code: str) -> str:
    """Code with plain characters for wrong ones, if it is Python then; otherwise unchanged.

    So is prose, some of which would be Python with other commas. Only characters that Python
    cannot read are replaced: what is in strings and comments stays.
    """
    if len(code) > _MAX_CHARS or not _CODE.search(code):
        return code
    text = code
    for _ in range(_MAX_WRONG):
        error = _error_in(text)
        if error is None:
            return text
        wrong, plain = plain_character(error.msg)
        lines = text.split("\n")
        row, column = (error.lineno or 0) - 1, (error.offset or 0) - 1
        if not wrong or lines[row][column : column + 1] != wrong:
            break
        before, after = lines[row][:column], lines[row][column + 1 :]
        if wrong in _CLOSING:
            after = after.replace(_CLOSING[wrong], plain, 1)
        lines[row] = before + plain + after
        text = "\n".join(lines)
    return code


def _error_in(text: str) -> SyntaxError | None:
    """Why a text is not Python; None if it is."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return naming_character(error)
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error))
    return None
