"""Functions of a script whose body is straight-line code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """One statement of such a function.

    Attributes:
        name: the name that it binds; empty if it binds none, or returns.
        value: the expression.
    """

    name: str
    value: ast.expr


class Straight(NamedTuple):
    """A function without branches, loops, defaults or outside names.

    Attributes:
        parameters: their names.
        steps: what it does; what it returns is the value of the last.
    """

    parameters: tuple[str, ...]
    steps: tuple[Step, ...]

    def bound(
        self, arguments: Sequence[object], settings: Mapping[str, object]
    ) -> dict[str, object] | None:
        """The arguments of a call by parameter; None where they do not fit."""
        names = [*self.parameters[: len(arguments)], *settings]
        if sorted(names) != sorted(self.parameters) or len(arguments) > len(self.parameters):
            return None
        return dict(zip(names, [*arguments, *settings.values()]))


def straight_functions(statements: Iterable[ast.stmt]) -> dict[str, Straight]:
    """Those that are defined among statements, by name."""
    definitions = [each for each in statements if isinstance(each, ast.FunctionDef)]
    found = {each.name: _straight(each) for each in definitions}
    return {name: each for name, each in found.items() if each is not None}


def _straight(definition: ast.FunctionDef) -> Straight | None:
    takes = definition.args
    others_taken = takes.vararg, takes.kwarg, takes.kwonlyargs, takes.posonlyargs, takes.defaults
    *others, last = definition.body
    steps = [_step(each) for each in others]
    if definition.decorator_list or any(others_taken) or None in steps:
        return None
    if not isinstance(last, ast.Return) or last.value is None:
        return None
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(definition)):
        return None
    known = [each for each in steps if each is not None]
    names = tuple(each.arg for each in takes.args)
    return Straight(names, (*known, Step("", last.value)))


def _step(statement: ast.stmt) -> Step | None:
    match statement:
        case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(
            ast.Name(name), _, ast.expr() as value
        ):
            return Step(name, value)
        case ast.Expr(value):
            return Step("", value)
    return None
