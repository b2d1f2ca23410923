"""Parts of a formula as Python code: names, calls and operations."""

from __future__ import annotations

import builtins
import difflib
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from engine.edit.edits import Shape
from engine.edit.formula_tokens import Token, refuse_at
from engine.edit.operations import binary_parts
from engine.edit.rewriting import Written, composed, plain
from engine.edit.shapes import check_shapes, result_shape
from engine.script.source import Place

_FUNCTIONS = {
    **{
        name: name
        for name in (
            "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "clamp",
            "cos", "cosh", "cross", "cumsum", "det", "dot", "erf", "exp", "expm1", "floor", "log",
            "log10", "log1p", "log2", "logsumexp", "matmul", "max", "maximum", "mean", "min",
            "minimum", "mm", "mv", "norm", "outer", "prod", "relu", "round", "rsqrt", "sigmoid",
            "sign", "sin", "sinh", "softmax", "sqrt", "square", "stack", "std", "sum", "tan",
            "tanh", "trace", "var", "where",
            "arange", "eye", "linspace", "ones", "rand", "randn", "tensor", "zeros",
        )
    },
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "ln": "log",
    "lg": "log10",
    "ReLU": "relu",
    "σ": "sigmoid",
    "Σ": "sum",
    "Π": "prod",
}  # fmt: skip
CONSTANTS = {"π": "pi", "pi": "pi", "e": "e", "∞": "inf"}
_KEPT_SHAPE = frozenset(
    {
        "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "erf",
        "exp", "expm1", "floor", "log", "log10", "log1p", "log2", "relu", "round", "rsqrt",
        "sigmoid", "sign", "sin", "sinh", "softmax", "sqrt", "square", "tan", "tanh",
    }
)  # fmt: skip


class Part(NamedTuple):
    """A part of a formula as Python code.

    Attributes:
        written: its text.
        shape: the shape of its value; None if unknown.
    """

    written: Written
    shape: Shape | None = None


class Surroundings(NamedTuple):
    """The script around a formula.

    Attributes:
        torch: the name by which the script imports torch.
        names: the names that it binds.
        shapes: the known shapes of those that are tensors.
    """

    torch: str
    names: Set[str]
    shapes: Mapping[str, Shape]

    def is_callable(self, name: str) -> bool:
        """Whether a name before a parenthesis is called, rather than multiplied with it."""
        return name not in self.shapes

    def is_function(self, name: str) -> bool:
        """Whether a name stands for a mathematical function here."""
        return name in _FUNCTIONS and name not in self.names

    def named(self, token: Token) -> Part:
        """A name as Python code.

        Raises:
            Refusal: FORMULA, for one that stands for nothing.
        """
        name = token.text
        if name in self.names:
            return Part(plain(name), self.shapes.get(name))
        if name in CONSTANTS:
            return Part(plain(f"{self.torch}.{CONSTANTS[name]}"), ())
        if name == self.torch or hasattr(builtins, name):
            return Part(plain(name))
        nearest = difflib.get_close_matches(name, [*self.names, *_FUNCTIONS], n=3)
        if set(name) <= self.names:  # names of one letter with no sign between them
            nearest = ["·".join(name)]
        refuse_at(token.start, token.end, "unknown_name", name, nearest=tuple(nearest))

    def called(self, name: str, parts: Sequence[Part], keywords: Sequence[str] = ()) -> Part:
        """A mathematical function of parts of a formula; keywords belong to the last."""
        name = _FUNCTIONS.get(name, name)
        shape = parts[0].shape if parts and name in _KEPT_SHAPE else None
        return Part(call(f"{self.torch}.{name}", parts, keywords), shape)

    def binary(self, left: Part, sign: Token, right: Part) -> Part:
        """Two parts joined by an operator; a dot multiplies scalars, and is ``@`` otherwise.

        Raises:
            Refusal: SHAPES, where the shapes are known and do not go together.
        """
        operator = sign.text
        if operator == "·":
            operator = "*" if () in (left.shape, right.shape) else "@"
        check_shapes(operator, left.shape, right.shape, Place(1, sign.start, 1, sign.end))
        operands = [left.written, right.written]
        written = composed(binary_parts(operator, operands), operands)
        return Part(written, result_shape(operator, left.shape, right.shape))


def call(function: str, parts: Sequence[Part], keywords: Sequence[str] = ()) -> Written:
    """A call; ``keywords`` are the text of its last arguments."""
    if not parts:
        return plain(f"{function}()")
    names = [""] * (len(parts) - len(keywords)) + [f"{each}=" for each in keywords]
    between = [f", {each}" for each in names[1:]]
    return composed([f"{function}({''.join(names[:1])}", *between, ")"], [p.written for p in parts])
