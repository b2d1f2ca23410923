"""Abstract evaluation of expressions on zeros."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import engine.torch as torch
from engine.dtypes import bool as bool_
from engine.edit.hoisting import AT_ANOTHER_TIME
from engine.edit.trial.attempts import (
    UNKNOWN,
    Misfit,
    attempt,
    check_exists,
    function_of,
    method_of,
)
from engine.edit.trial.straight import Straight
from engine.tensor import Tensor

OPERATORS: Mapping[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.MatMult: ("@", operator.matmul),
    ast.USub: ("-", operator.neg),
    ast.UAdd: ("+", operator.pos),
    ast.Invert: ("~", operator.invert),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
}
"""The symbol and the function of each operator."""

_VIEWS = frozenset({"T", "mT", "H", "data"})
_FACTS = frozenset({"shape", "dtype", "ndim"})
_INDICES = (int, slice, Tensor, type(None), type(Ellipsis))

Variables = dict[str, object]
"""The value of each name; missing ones are unknown."""


class MisfitAt(Exception):  # noqa: N818 - it is an answer, not a failure
    """A misfit, and the expression that it is in."""

    def __init__(self, node: ast.expr | ast.stmt, misfit: Misfit) -> None:
        super().__init__(str(misfit))
        self.node, self.misfit = node, misfit


def modules_of(names: Mapping[str, str]) -> Variables:
    """Torch and its parts, by the names that a script imports them under."""
    found: Variables = {"torch": torch}
    for path, name in names.items():
        first, *parts = path.split(".")
        value: object = torch if first == "torch" else UNKNOWN
        for part in parts:
            value = getattr(value, part, UNKNOWN) if isinstance(value, ModuleType) else UNKNOWN
        found[name] = _Function(value, path) if callable(value) else value
    return found


class _Function:
    """A function that is imported by its own name."""

    def __init__(self, function: object, path: str) -> None:
        self.function, self.name = function, path.rpartition(".")[2]


def value_of(node: ast.expr, variables: Variables) -> object:
    """The value of an expression on zeros; UNKNOWN where only a run can tell.

    Raises:
        MisfitAt
    """
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name):
            known = variables.get(name, UNKNOWN)
            return UNKNOWN if isinstance(known, Straight) else known
        case ast.NamedExpr(ast.Name(name), value):
            variables[name] = value_of(value, variables)
            return variables[name]
        case ast.List(elements) | ast.Tuple(elements):
            values = [value_of(each, variables) for each in elements]
            return tuple(values) if isinstance(node, ast.Tuple) else values
        case ast.BinOp(left, sign, right):
            return _operated(node, sign, [left, right], variables)
        case ast.UnaryOp(sign, operand) if type(sign) in OPERATORS:
            return _operated(node, sign, [operand], variables)
        case ast.Compare(left, [sign], [right]) if type(sign) in OPERATORS:
            return _operated(node, sign, [left, right], variables)
        case ast.Call():
            return _called(node, variables)
        case ast.Attribute(value, name):
            return _attribute(value_of(value, variables), name)
        case ast.Subscript(value, index):
            return _indexed(node, value_of(value, variables), value_of(index, variables))
        case ast.Slice(lower, upper, step):
            parts = [None if e is None else value_of(e, variables) for e in (lower, upper, step)]
            return UNKNOWN if UNKNOWN in parts else slice(*parts)
    if not isinstance(node, AT_ANOTHER_TIME):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                value_of(child, variables)
    return UNKNOWN


def attempted(
    node: ast.expr | ast.stmt,
    name: str,
    function: Callable[..., object],
    arguments: list[object],
    settings: Mapping[str, object] | None = None,
) -> object:
    """The result of an operation on its operands.

    Raises:
        MisfitAt
    """
    try:
        return attempt(name, function, arguments, settings)
    except Misfit as misfit:
        raise MisfitAt(node, misfit) from None


def _operated(
    node: ast.expr, sign: ast.AST, operands: list[ast.expr], variables: Variables
) -> object:
    values = [value_of(each, variables) for each in operands]
    is_tried = all(isinstance(each, Tensor | int | float) for each in values)
    name, function = OPERATORS[type(sign)]
    return attempted(node, name, function, values) if is_tried else UNKNOWN


def _called(call: ast.Call, variables: Variables) -> object:
    found = _function(call.func, variables)
    arguments = [value_of(each, variables) for each in call.args]
    settings = {each.arg or "": value_of(each.value, variables) for each in call.keywords}
    own = variables.get(call.func.id) if isinstance(call.func, ast.Name) else None
    if isinstance(own, Straight):
        return _returned(own, arguments, settings, variables)
    if found is None or "" in settings:
        return UNKNOWN
    name, function, receiver = found
    return attempted(call, name, function, [*receiver, *arguments], settings)


def _returned(
    function: Straight,
    arguments: list[object],
    settings: Mapping[str, object],
    variables: Variables,
) -> object:
    """What a function of the script returns; of outer names it knows modules and functions."""
    bound = function.bound(arguments, settings)
    if bound is None:
        return UNKNOWN
    outside = ModuleType | _Function | Straight
    inside: Variables = {
        name: each for name, each in variables.items() if isinstance(each, outside)
    }
    inside.update(bound)
    value: object = UNKNOWN
    for step in function.steps:
        value = value_of(step.value, inside)
        if step.name:
            inside[step.name] = value
    return value


def _function(
    function: ast.expr, variables: Variables
) -> tuple[str, Callable[..., object], list[object]] | None:
    """What is called, by name, and what it is called on where it is a method.

    Raises:
        MisfitAt: also where there is nothing of the name.
    """
    match function:
        case ast.Name(name):
            known = variables.get(name)
            found = None
            if isinstance(known, _Function):
                name = known.name
                owners = (torch, torch.nn.functional, torch.special, torch.linalg)
                found = next(filter(None, (function_of(each, name) for each in owners)), None)
            return None if found is None else (name, found, [])
        case ast.Attribute(value, name):
            owner = value_of(value, variables)
            try:
                check_exists(owner, name)
            except Misfit as misfit:
                raise MisfitAt(function, misfit) from None
            is_method = isinstance(owner, Tensor)
            found = method_of(name) if is_method else function_of(owner, name)
            return None if found is None else (name, found, [owner] if is_method else [])
    value_of(function, variables)
    return None


def _attribute(owner: object, name: str) -> object:
    if isinstance(owner, Tensor) and name in _VIEWS | _FACTS:
        try:
            return getattr(owner, name)
        except RuntimeError:
            return UNKNOWN
    if isinstance(owner, ModuleType) and owner.__name__.startswith(("engine.torch", "torch")):
        return getattr(owner, name, UNKNOWN)
    return UNKNOWN


def _indexed(node: ast.Subscript, owner: object, index: object) -> object:
    parts = index if isinstance(index, tuple) else (index,)
    if not all(isinstance(each, _INDICES) for each in parts):
        return UNKNOWN
    if any(isinstance(each, Tensor) and each.dtype is bool_ for each in parts):
        return UNKNOWN  # as many as are true
    if isinstance(owner, Tensor):
        return attempted(node, "[]", operator.getitem, [owner, index])
    if isinstance(owner, list | tuple) and isinstance(index, int):
        return owner[index] if -len(owner) <= index < len(owner) else UNKNOWN
    return UNKNOWN
