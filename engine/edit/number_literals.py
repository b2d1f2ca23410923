"""Number literals that a script makes scalar tensors from, and replacing them."""

import ast
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.script.script_names import parsed
from engine.script.source import Place, offset_of, place_of, source_lines

_NUMBER_ARGUMENT = {"tensor": 0, "as_tensor": 0, "scalar_tensor": 0, "full": 1}
"""Which argument of a function that makes a tensor is its number."""


class NumberLiteral(NamedTuple):
    """A number written in a script, from which it makes a tensor of one element.

    Attributes:
        name: the variable to which the tensor is assigned.
        number: the number.
        place: its position, with its sign.
        statement: the assignment that it is part of.
    """

    name: str
    number: float
    place: Place
    statement: Place


def number_literals(source: str) -> list[NumberLiteral]:
    """Every ``name = torch.tensor(number, ...)`` that a script runs once, in order.

    Those in functions, classes and loops are left out. A script that is no Python has none.
    """
    lines, module = source_lines(source), parsed(source)
    statements = [] if module is None else module.body
    found = (_literal(each, lines) for each in _assignments(statements))
    return [literal for literal in found if literal is not None]


def with_number(source: str, place: Place, number: float) -> str:
    """The script with another number at a place, otherwise unchanged to the byte."""
    start = offset_of(source, place.line, place.column)
    end = offset_of(source, place.end_line, place.end_column)
    return source[:start] + number_text(number) + source[end:]


def number_text(number: float) -> str:
    """A finite number as Python writes a float: no other number is closer to it."""
    return repr(float(number))


def _assignments(statements: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, str, ast.expr]]:
    """Assignments to a name, also within ``if``, ``with`` and ``try``: statement, name, value."""
    for statement in statements:
        match statement:
            case ast.Assign(targets=[*_, ast.Name(name)], value=value):
                yield statement, name, value
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                yield statement, name, value
            case ast.If(body=body, orelse=orelse):
                yield from _assignments([*body, *orelse])
            case ast.With(body=body):
                yield from _assignments(body)
            case ast.Try(body=body, orelse=orelse, finalbody=last):
                yield from _assignments([*body, *orelse, *last])


def _literal(assignment: tuple[ast.stmt, str, ast.expr], lines: list[str]) -> NumberLiteral | None:
    statement, name, value = assignment
    written = _number_argument(value)
    while isinstance(written, ast.List | ast.Tuple) and len(written.elts) == 1:
        written = written.elts[0]
    number = None if written is None else _number(written)
    if written is None or number is None:
        return None
    return NumberLiteral(name, number, place_of(lines, written), place_of(lines, statement))


def _number_argument(value: ast.expr) -> ast.expr | None:
    """The number given to a call that makes a tensor, ignoring methods called on the result."""
    while isinstance(value, ast.Call):
        match value.func:
            case ast.Name(function) | ast.Attribute(attr=function) if function in _NUMBER_ARGUMENT:
                position = _NUMBER_ARGUMENT[function]
                return value.args[position] if position < len(value.args) else None
            case ast.Attribute(value=inner):
                value = inner
            case _:
                return None
    return None


def _number(expression: ast.expr) -> float | None:
    match expression:
        case ast.Constant(bool()):
            return None
        case ast.Constant(int() | float() as number):
            return _as_float(number)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
            return None if isinstance(number, bool) else _as_float(-number)
    return None


def _as_float(number: float) -> float | None:
    """The number as a finite float; None for one beyond all of these, such as ``1e400``."""
    try:
        return float(number) if math.isfinite(number) else None
    except OverflowError:  # an integer
        return None
