"""Changing the numbers that a tensor is made of, or that an operation takes."""

from __future__ import annotations

import ast

from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.imports import torch_name
from engine.edit.literals import Numbers, is_floating, numbers_text
from engine.edit.rewriting import plain, remade
from engine.edit.rows import with_numbers
from engine.edit.script import Script

_FROM_NUMBERS = ("tensor", "as_tensor", "scalar_tensor")
_KEPT = ("requires_grad", "dtype")
CREATORS = frozenset(
    {
        *_FROM_NUMBERS, "arange", "linspace", "logspace", "zeros", "ones", "full", "empty", "eye",
        "rand", "randn", "randint", "normal", "zeros_like", "ones_like", "full_like", "rand_like",
        "randn_like", "empty_like", "range",
    }
)  # fmt: skip
"""The functions of torch that make a tensor; most of them take ``requires_grad``."""


def edit_value(source: str, picked: Picked, numbers: Numbers) -> Edit:
    """Change the numbers of a tensor that the script makes, or a number in its text.

    A tensor made in another way (``ones``, ``rand``) is made from these numbers from then on.

    Raises:
        Refusal: INTEGER_GRAD; NOT_SUITABLE for what is computed.
    """
    script = Script(source)
    node = script.node(picked)
    text = numbers_text(numbers)
    if isinstance(node, ast.expr) and is_literal(node):
        changes = with_numbers(script, node, numbers)
    elif isinstance(node, ast.Call) and is_creation(node):
        changes = _tensor_of(script, node, numbers)
    else:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.EDIT_VALUE)
    sites = (script.place(node),)
    return Edit(Gesture.EDIT_VALUE, source, ordered(changes), text, sites=sites)


def is_literal(node: ast.expr) -> bool:
    """Whether an expression is a literal number or a list of such."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return isinstance(value, bool | int | float | list | tuple)


def is_creation(node: ast.expr | ast.stmt) -> bool:
    """Whether a node calls a function of torch that makes a tensor."""
    match node:
        case ast.Call(ast.Attribute(ast.Name(), name) | ast.Name(name)):
            return name in CREATORS
    return False


def _tensor_of(script: Script, call: ast.Call, numbers: Numbers) -> list[Change]:
    wants_grad = any(
        each.arg == "requires_grad" and script.text(each.value) == "True" for each in call.keywords
    )
    has_dtype = any(each.arg == "dtype" for each in call.keywords)
    if wants_grad and not has_dtype and not is_floating(numbers):
        raise Refusal(Reason.INTEGER_GRAD, script.place(call), dtype="int64")
    name = script.text(call.func).rsplit(".", 1)[-1]
    if name in _FROM_NUMBERS and call.args:
        return with_numbers(script, call.args[0], numbers)
    kept = [script.text(each) for each in call.keywords if each.arg in _KEPT]
    arguments = ", ".join([numbers_text(numbers), *kept])
    return [remade(script, call, plain(f"{torch_name(script)}.tensor({arguments})"))]
