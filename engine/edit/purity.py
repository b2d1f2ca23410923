"""Whether an expression can be computed twice, and whether a use depends on a tensor's identity."""

from __future__ import annotations

import ast

from engine.edit.operations import is_in_place
from engine.edit.script import Script
from engine.edit.trial.attempts import RANDOM, TRIED
from engine.edit.values import CREATORS

_PARTS = (
    ast.Name,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Subscript,
    ast.Slice,
    ast.Tuple,
    ast.List,
    ast.Attribute,
    ast.keyword,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
)
_DRAWING = RANDOM | {"manual_seed", "normal", "bernoulli", "multinomial", "seed"}
_OF_ONE_TENSOR = frozenset(
    {"data", "grad", "grad_fn", "is_leaf", "register_hook", "requires_grad", "retain_grad"}
)
"""Attributes that depend on the tensor itself, not only on its numbers."""


def is_pure(node: ast.expr) -> bool:
    """Whether an expression has no effects, draws no random numbers and makes no leaf."""
    return all(_is_pure_part(each) for each in ast.walk(node))


def _is_pure_part(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(_, name)):
            return name in TRIED and name not in RANDOM | CREATORS
        case ast.Call():
            return False
    return isinstance(node, _PARTS)


def draws(node: ast.AST) -> bool:
    """Whether a part of a script draws random numbers, or sets a seed, as far as it is known."""
    names = {
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }
    return any(name in _DRAWING or name[:1].isupper() for name in names)


def is_of_one_tensor(script: Script, use: ast.expr) -> bool:
    """Whether a use depends on the identity of a tensor, not only on its values."""
    match script.parents[use]:
        case ast.Attribute(attr=name, ctx=context):
            is_store = not isinstance(context, ast.Load)
            return name in _OF_ONE_TENSOR or is_in_place(name) or is_store
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return value is use
    return False
