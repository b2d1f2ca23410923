"""Characters of full width, as keyboards for Chinese and Japanese type them."""

_FIRST, _LAST, _SHIFT = 0xFF01, 0xFF5E, 0xFF01 - ord("!")

_HALF = {code: code - _SHIFT for code in range(_FIRST, _LAST + 1)} | {
    ord("\u3000"): " ",
    ord("、"): ",",
    ord("。"): ".",
}


def half_width(text: str) -> str:
    """A text with plain characters for those of full width, each in its place."""
    return text.translate(_HALF)
