"""The tokens of a formula: numbers, names and operators."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple, NoReturn

from engine.edit.edits import Reason, Refusal
from engine.script.characters import half_width
from engine.script.source import Place

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
_RAISED = str.maketrans(_SUPERSCRIPTS, "0123456789+-n")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

_TOKEN = re.compile(
    rf"""(?P<SPACE>\s+)
    | (?P<NUMBER>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
    | (?P<RAISED>[{_SUPERSCRIPTS}]+)
    | (?P<TRANSPOSED>ᵀ|')
    | (?P<NAME>[^\W\d{_SUPERSCRIPTS}ᵀ](?:[^\W{_SUPERSCRIPTS}ᵀ]|[₀-₉])*)
    | (?P<TEXT>"[^"\n]*")
    | (?P<SIGN>\*\*|//|==|!=|<=|>=|[-+*/%@^=<>()\[\]{{}},.:|−×·⋅∙÷⊙≤≥≠‖√∑∞])""",
    re.VERBOSE,
)
_SIGNS = {
    "−": "-",
    "×": "*",
    "⊙": "*",
    "÷": "/",
    "^": "**",
    "⋅": "·",
    "∙": "·",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}


class Kind(Enum):
    """The kind of a token."""

    NUMBER = auto()
    NAME = auto()
    RAISED = auto()  # an exponent
    TRANSPOSED = auto()
    TEXT = auto()
    SIGN = auto()
    END = auto()


class Token(NamedTuple):
    """A part of a formula.

    Attributes:
        kind: what it is.
        text: as Python writes it.
        start, end: its columns.
    """

    kind: Kind
    text: str
    start: int
    end: int


def tokens_of(formula: str) -> list[Token]:
    """The tokens of a formula, and one for its end.

    Raises:
        Refusal: FORMULA, for a character that means nothing.
    """
    formula = half_width(formula)
    found, start = [], 0
    while start < len(formula):
        match = _TOKEN.match(formula, start)
        if match is None:
            refuse_at(start, start + 1, "unknown_character", formula[start])
        if match.lastgroup != "SPACE":
            kind = Kind[match.lastgroup or ""]
            found.append(Token(kind, _as_python(kind, match[0]), start, match.end()))
        start = match.end()
    return [*found, Token(Kind.END, "", len(formula), len(formula))]


def refuse_at(start: int, end: int, problem: str, what: str = "", **facts: object) -> NoReturn:
    """Refuse a formula because of the text between two columns."""
    raise Refusal(Reason.FORMULA, Place(1, start, 1, end), problem=problem, what=what, **facts)


def _as_python(kind: Kind, text: str) -> str:
    if kind is Kind.NUMBER:
        return _number(text)
    if kind is Kind.RAISED:
        return text.translate(_RAISED)
    if kind is Kind.NAME:
        return text.translate(_LOWERED)
    return _SIGNS.get(text, text)


def _number(text: str) -> str:
    """A number as a formatter leaves it."""
    mantissa, exponent, power = text.lower().replace("e+", "e").partition("e")
    if mantissa.startswith("."):
        mantissa = f"0{mantissa}"
    if mantissa.endswith("."):
        mantissa = f"{mantissa}0"
    return mantissa + exponent + power
