"""Evaluates the LaTeX formulas of operations, as far as they are elementary."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

_TOKEN = re.compile(
    r"\\begin\{cases\}|\\end\{cases\}|\\(?:mathrm|operatorname|text)\{[^}]*\}|\\[a-zA-Z]+|\\\\"
    r"|\d+(?:\.\d+)?|[a-zA-Z]|[^\s\\]"
)

_SKIPPED = {r"\left", r"\right"}

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\sinh": np.sinh,
    r"\cosh": np.cosh,
    r"\tanh": np.tanh,
    r"\tan": np.tan,
    r"\arcsin": np.arcsin,
    r"\arccos": np.arccos,
    r"\arctan": np.arctan,
    r"\ln": np.log,
    r"\min": np.minimum,
    r"\max": np.maximum,
    r"\sigma": lambda x: 1 / (1 + np.exp(-x)),
    r"\operatorname{sgn}": np.sign,
    r"\operatorname{trunc}": np.trunc,
    r"\operatorname{arsinh}": np.arcsinh,
    r"\operatorname{arcosh}": np.arccosh,
    r"\operatorname{artanh}": np.arctanh,
    r"\operatorname{atan2}": np.arctan2,
}

_LOGARITHMS = {2.0: np.log2, 10.0: np.log10}

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    ">": np.greater,
    "=": np.equal,
    r"\le": np.less_equal,
    r"\ge": np.greater_equal,
    r"\ne": np.not_equal,
}

_ENDS = {"+", "-", ")", "}", "&", r"\\", ",", r"\end{cases}", r"\rfloor", r"\rceil", *_COMPARISONS}


class UnsupportedError(Exception):
    """The formula is not elementary: it has indices, sums, matrices, or letters without a value."""


def evaluate(latex: str, values: Mapping[str, Any]) -> Any:
    r"""The value of a formula; the part after ``,\,`` defines one of its letters.

    Raises:
        UnsupportedError: as its docstring says.
    """
    formula, *definitions = re.split(r",\s*\\,", latex)
    known = dict(values)
    for definition in definitions:
        letter, equals, text = definition.partition("=")
        if not equals:
            raise UnsupportedError(latex)
        known[letter.strip()] = _Parser(text, known).whole()
    with np.errstate(all="ignore"):  # other branches of cases may divide by 0
        return _Parser(formula, known).whole()


class _Parser:
    def __init__(self, latex: str, values: Mapping[str, Any]) -> None:
        self._tokens = [t for t in _TOKEN.findall(latex) if t not in _SKIPPED]
        self._at = 0
        self._values = values
        self._open_bars = 0

    def whole(self) -> Any:
        value = self._sum()
        if self._peek():
            raise UnsupportedError(self._peek())
        return value

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise UnsupportedError(f"{token} in place of {wanted}")
        self._at += 1
        return token

    def _sum(self) -> Any:
        value = -self._product() if self._skip("-") else self._product()
        while self._peek() in ("+", "-"):
            value = value + self._product() if self._take() == "+" else value - self._product()
        return value

    def _skip(self, token: str) -> bool:
        if self._peek() == token:
            self._at += 1
            return True
        return False

    def _product(self) -> Any:
        value = self._power()
        while self._peek() and self._peek() not in _ENDS:
            if self._peek() == "|" and self._open_bars:
                break
            if self._skip("/"):
                value = value / self._power()
            else:
                self._skip(r"\cdot")
                value = value * self._power()
        return value

    def _power(self) -> Any:
        base = self._base()
        return base ** self._argument() if self._skip("^") else base

    def _argument(self) -> Any:
        return self._within("{", "}") if self._peek() == "{" else self._base()

    def _within(self, opening: str, closing: str) -> Any:
        self._take(opening)
        outer, self._open_bars = self._open_bars, 0
        value = self._sum()
        self._open_bars = outer
        self._take(closing)
        return value

    def _base(self) -> Any:
        token = self._peek()
        if token == "(":
            return self._within("(", ")")
        if token == r"\lfloor":
            return np.floor(self._within(r"\lfloor", r"\rfloor"))
        if token == r"\lceil":
            return np.ceil(self._within(r"\lceil", r"\rceil"))
        self._take()
        if token == "|":
            return self._magnitude()
        if token == r"\begin{cases}":
            return self._cases()
        if token == r"\frac":
            return self._argument() / self._argument()
        if token == r"\sqrt":
            return np.sqrt(self._argument())
        if token == r"\log":
            self._take("_")
            return _LOGARITHMS[float(self._argument())](self._product())
        if token in _FUNCTIONS:
            return _FUNCTIONS[token](*self._operands())
        return self._symbol(token)

    def _magnitude(self) -> Any:
        self._open_bars += 1
        value = np.abs(self._sum())
        self._take("|")
        self._open_bars -= 1
        return value

    def _operands(self) -> list[Any]:
        if self._peek() in ("^", "_"):
            raise UnsupportedError(self._peek())
        if not self._skip("("):
            return [self._product()]
        operands = [self._sum()]
        while self._skip(","):
            operands.append(self._sum())
        self._take(")")
        return operands

    def _cases(self) -> Any:
        rows: list[tuple[Any, Any]] = []
        while True:
            value, condition = self._sum(), True
            if self._skip("&") and not self._skip(r"\text{else}"):
                condition = self._condition()
            rows.append((value, condition))
            if not self._skip(r"\\"):
                break
        self._take(r"\end{cases}")
        chosen = rows[-1][0]
        for value, condition in reversed(rows[:-1]):
            chosen = np.where(condition, value, chosen)
        return chosen

    def _condition(self) -> Any:
        left = self._sum()
        holds = left if self._peek() not in _COMPARISONS else True
        while self._peek() in _COMPARISONS:
            compare = _COMPARISONS[self._take()]
            right = self._sum()
            holds, left = np.logical_and(holds, compare(left, right)), right
        return holds

    def _symbol(self, token: str) -> Any:
        if self._peek() == "_":
            raise UnsupportedError(f"{token}_")
        if token[0].isdigit():
            return np.float64(token)
        name = token.removeprefix(r"\mathrm{").removesuffix("}").replace(r"\_", "_")
        name = {"lambda": "lambd", "varepsilon": "eps"}.get(
            name.removeprefix("\\"), name.removeprefix("\\")
        )
        constants = {"pi": np.pi, "e": np.e, "infty": np.inf}
        value = self._values.get(name, constants.get(name))
        if value is None:
            raise UnsupportedError(token)
        return value
