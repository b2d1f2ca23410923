"""Texts of a script as they are kept: what it calls itself, and never too long."""

import re

MAX_TEXT_CHARS = 100_000

_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-fA-F]+>")


def shortened(text: str) -> str:
    """A text, or its beginning and how much of it was left out."""
    omitted = len(text) - MAX_TEXT_CHARS
    if omitted <= 0:
        return text
    return f"{text[:MAX_TEXT_CHARS]}[... {omitted:,} characters left out ...]"


def described(value: object) -> str:
    """``repr(value)``, shortened; only the type where that raises."""
    try:
        return shortened(repr(value))
    except Exception as error:
        return f"<{type(value).__name__}: its repr raised {type(error).__name__}>"


def is_address(text: str) -> bool:
    """Whether a description says no more of a value than its type and where it is in memory."""
    return _ADDRESS.fullmatch(text) is not None


def message_of(error: BaseException) -> str:
    """``str(error)`` and the notes on it, shortened; empty where that raises."""
    try:
        return shortened("\n".join([str(error), *getattr(error, "__notes__", ())]))
    except Exception:
        return ""
