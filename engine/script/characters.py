"""Characters that Python cannot read: of full width, as keyboards for Chinese type, and unseen."""

_FIRST, _LAST, _SHIFT = 0xFF01, 0xFF5E, 0xFF01 - ord("!")

_HALF = {code: code - _SHIFT for code in range(_FIRST, _LAST + 1)} | {
    ord("\u3000"): " ",
    ord("、"): ",",
    ord("。"): ".",
}

_INVISIBLE = "\u00ad\u200b\u200e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Soft hyphen, space and joiner of no width, marks of direction around names from right to left,
byte order mark; those within emoji are others."""

_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f"
_SEEN = str.maketrans(_SPACES, " " * len(_SPACES), _INVISIBLE)


def half_width(text: str) -> str:
    """A text with plain characters for those of full width, each in its place."""
    return text.translate(_HALF)


def plainly_spaced(text: str) -> str:
    """A text of a web page or a slide with plain spaces, and without what cannot be seen."""
    return text.translate(_SEEN)
