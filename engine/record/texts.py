"""Texts of a script as they are kept: what it calls itself, and never too long."""

MAX_TEXT_CHARS = 100_000


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


def message_of(error: BaseException) -> str:
    """``str(error)``, shortened; empty where that raises."""
    try:
        return shortened(str(error))
    except Exception:
        return ""
