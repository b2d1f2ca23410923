"""A formula in mathematical notation, appended to a script as a statement."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

from engine.edit.edits import Edit, Gesture, Shape, ordered
from engine.edit.formula_parser import FormulaParser
from engine.edit.formula_parts import Surroundings
from engine.edit.formula_tokens import refuse_at
from engine.edit.imports import torch_name
from engine.edit.lines import appended
from engine.edit.names import RESULT_NAMES, Names, check_name, fresh_name
from engine.edit.operations import is_in_place
from engine.edit.script import Script
from engine.edit.seeding import draws, seeding

_SEED = 0
"""The seed of random numbers in a formula, as of the palette's."""


class Formula(NamedTuple):
    """A formula, translated.

    Attributes:
        name: the name that it binds; None for a mere effect, such as ``y.backward()``.
        statement: the formula as a Python statement.
    """

    name: str | None
    statement: str


def parsed(source: str, formula: str, shapes: Mapping[str, Shape] | None = None) -> Formula:
    """A formula translated to Python; its value gets a new name if it gives none.

    ``shapes`` are the known shapes of the script's tensors, by name.

    Raises:
        Refusal: FORMULA, with the problem and its columns in the formula; SHAPES; or NAME_... .
    """
    script = Script(source)
    return _parsed(script, formula, shapes or {})


def add_formula(source: str, formula: str, shapes: Mapping[str, Shape] | None = None) -> Edit:
    """Append a formula to a script.

    Raises:
        Refusal: as ``parsed`` does.
    """
    script = Script(source)
    name, statement = _parsed(script, formula, shapes or {})
    seeds = seeding(script, _SEED) if draws(statement) else []
    changes = ordered(appended(script, [*seeds, statement]))
    return Edit(Gesture.ADD_STATEMENT, source, changes, statement, name)


def _parsed(script: Script, formula: str, shapes: Mapping[str, Shape]) -> Formula:
    names = Names(script)
    bound = {use.name for use in names.uses if use.is_bound and use.owner is names.module}
    around = Surroundings(torch_name(script), bound, shapes)
    target, value = _read(formula, around)
    if target is None and _is_effect(value):
        return Formula(None, value)
    if target is None:
        target = fresh_name(names, RESULT_NAMES)
    elif "." not in target:
        check_name(script, target)
    return Formula(target, f"{target} = {value}")


def _read(formula: str, around: Surroundings) -> tuple[str | None, str]:
    """The name that a formula binds, and its value in Python, which is checked to parse."""
    try:
        target, value = FormulaParser(formula, around).statement()
        ast.parse(value, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        refuse_at(0, len(formula), "unexpected", formula)
    return target, value


def _is_effect(value: str) -> bool:
    """Whether an expression is evaluated for its effect: it prints, or changes something."""
    match ast.parse(value, mode="eval").body:
        case ast.Call(ast.Attribute(attr=name) | ast.Name(name)):
            return name in ("backward", "print", "manual_seed") or is_in_place(name)
    return False
