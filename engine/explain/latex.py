r"""Substitutes numbers for the letters of a formula so that it stays correct.

Formulas are LaTeX as in the declarations of operations: a letter is an input, ``y`` the result,
``g`` its gradient, a Greek letter or ``\mathrm{name}`` a setting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

_TOKEN = re.compile(
    r"\\begin\{\w+\}|\\end\{\w+\}|\\(?:mathrm|operatorname|text)\{(?:[^{}]|\\_)*\}|\\mathsf\{T\}"
    r"|\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|[a-zA-Z]|\s+|."
)

_LAST_CASE = re.compile(r"(\\\\(?:(?!\\\\|&).)*?) *(\\end\{cases\})")

_GREEK = {
    **{letter: letter for letter in ("alpha", "beta", "delta")},
    **{"lambda": "lambd", "varepsilon": "eps"},
}
"""The Greek letters of settings, and the names of these."""

_FUNCTIONS = frozenset(
    (
        *(r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh"),
        *(r"\arcsin", r"\arccos", r"\arctan", r"\ln", r"\log", r"\min", r"\max"),
        *(r"\sigma", r"\psi", r"\Phi", r"\Gamma", r"\sqrt", r"\frac", r"\det"),
    )
)

_FACTOR_ENDS = (")", "}", "|", "]")

MAX_ROWS, MAX_COLUMNS = 4, 4
"""A larger matrix is not shown within a formula."""


def tokens(latex: str) -> list[str]:
    """The meaningful parts of a formula, without spaces between them."""
    return [each for each in _TOKEN.findall(latex) if not each.isspace()]


def name_of(token: str) -> str:
    """The input or setting that a token names; empty if it names none."""
    if token.startswith(r"\mathrm{"):
        return token[len(r"\mathrm{") : -1].replace(r"\_", "_")
    if token.startswith("\\") and token[1:].isalpha():
        return _GREEK.get(token[1:], "")
    return token if len(token) == 1 and token.isalpha() else ""


def with_else(latex: str) -> str:
    """A formula whose last case, which declarations leave without a condition, has one."""
    return _LAST_CASE.sub(r"\1 & \\text{else} \2", latex)


def with_values(latex: str, values: Mapping[str, str]) -> str | None:
    """A formula with values, in LaTeX, in place of letters.

    None if such a letter has an index: a value does not stand for one of its elements.
    """
    parts = tokens(latex)
    written: list[str] = []
    for at, part in enumerate(parts):
        value = values.get(name_of(part))
        if value is None:
            written.append(part)
            continue
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if following == "_":
            return None
        if _is_negative(value) and not _is_alone(parts, at):
            value = rf"\left({value}\right)"
        elif _is_factor(parts[:at]) and value[0].isdigit():
            value = rf"\cdot {value}"
        written.append(value)
    return joined(written)


def _is_negative(value: str) -> bool:
    return value.startswith("-")


def _is_alone(parts: list[str], at: int) -> bool:
    """Whether a token has neither a sign or factor before it nor a power after it."""
    before = parts[at - 1] if at else "{"
    after = parts[at + 1] if at + 1 < len(parts) else "}"
    starts = before in ("{", "(", "=", "<", ">", "&", r"\begin{cases}", r"\le", r"\ge", r"\\", ",")
    return starts and after != "^"


def _is_factor(before: list[str]) -> bool:
    """Whether the next token would be multiplied by the previous ones."""
    if not before:
        return False
    last = before[-1]
    if _ends_an_index(before):  # the base of a logarithm
        return False
    if last == "|" and before.count("|") % 2:  # it opens
        return False
    if last in _FUNCTIONS or last.startswith((r"\operatorname", r"\begin", r"\end", r"\left")):
        return False
    return last in _FACTOR_ENDS or last[-1].isdigit() or bool(name_of(last)) or last == r"\pi"


def _ends_an_index(parts: list[str]) -> bool:
    """Whether the last token is the end of an index, possibly in braces."""
    start = len(parts) - 1
    if parts[-1] == "}":
        start = len(parts) - 1 - parts[::-1].index("{")
    return start > 0 and parts[start - 1] == "_"


def joined(parts: list[str]) -> str:
    """Tokens with a space after each command, so that it does not merge with the next letter."""
    text = ""
    for part in parts:
        is_apart = text and not text.endswith("{") and part != "}"
        text += f" {part}" if is_apart else part
    return text


def number_latex(number: complex) -> str:
    """A number with at most four digits, or six from 1000 to a million, in LaTeX."""
    if isinstance(number, bool | np.bool_):
        return r"\mathrm{true}" if number else r"\mathrm{false}"
    text = f"{number:.6g}" if 1000 <= abs(number) < 1e6 else f"{number:.4g}"
    special = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}"}
    if text in special:
        return special[text]
    mantissa, has_exponent, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if has_exponent else text


def array_latex(array: np.ndarray) -> str | None:
    """A number, a column for a vector, or a matrix; None if it is too large.

    Shapes: () or (n,) or (m, n), m and n at most 4.
    """
    if not array.ndim:
        return number_latex(array.item())
    rows = array[:, None] if array.ndim == 1 else array
    if rows.ndim != 2 or not rows.size or rows.shape[0] > MAX_ROWS or rows.shape[1] > MAX_COLUMNS:
        return None
    lines = r" \\ ".join(" & ".join(map(number_latex, row)) for row in rows.tolist())
    return rf"{{\begin{{bmatrix}} {lines} \end{{bmatrix}}}}"  # the braces allow a power


def in_lines(latex: str) -> str:
    """A formula with the definitions of its letters, which follow it, in lines of their own."""
    depth, lines = 0, [""]
    for token in _TOKEN.findall(latex):
        depth += token in ("(", "{", "[") or token.startswith((r"\begin", r"\{"))
        depth -= token in (")", "}", "]") or token.startswith((r"\end", r"\}"))
        if token == r"\," and not depth and lines[-1].rstrip().endswith(","):
            lines.append("")
        else:
            lines[-1] += token
    if len(lines) == 1:
        return latex
    below = r" \\ ".join(lines)
    return rf"\begin{{array}}{{l}} {below} \end{{array}}"


def outer_tokens(latex: str) -> list[str]:
    """The tokens outside of brackets."""
    depth, found = 0, []
    for token in tokens(latex):
        opens = token in ("(", "{", r"\left") or token.startswith(r"\begin")
        depth += opens and token != r"\left"
        if not depth:
            found.append(token)
        depth -= token in (")", "}") or token.startswith(r"\end")
    return found
