"""Whether an expression can be computed twice or moved, or depends on a tensor's identity."""

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
_DRAWING = RANDOM | {
    "bernoulli", "binomial", "multinomial", "normal", "poisson", "randint_like",
    "cauchy", "exponential", "geometric", "log_normal", "random", "uniform", "trunc_normal",
    "kaiming_normal", "kaiming_uniform", "orthogonal", "sparse", "xavier_normal", "xavier_uniform",
    "alpha_dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout",
    "gumbel_softmax", "rrelu", "sample", "rsample", "pca_lowrank", "svd_lowrank",
}  # fmt: skip
"""The functions and methods that draw random numbers, in place with a ``_`` behind their names."""
_SEEDING = ("manual_seed", "seed")
_OF_ONE_TENSOR = frozenset(
    {"data", "grad", "grad_fn", "is_leaf", "register_hook", "requires_grad", "retain_grad"}
)
"""Attributes that depend on the tensor itself, not only on its numbers."""
_KEEPING = frozenset({"append", "backward", "extend", "grad", "id", "insert", "setdefault"})
"""Functions and methods that ask for a tensor itself, or put it somewhere."""


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


def is_draw(node: ast.AST) -> bool:
    """Whether a node is a call that draws random numbers, as far as it is known."""
    return name_called(node).removesuffix("_") in _DRAWING


def moves_generator(node: ast.AST) -> bool:
    """Whether a part of a script draws random numbers, sets a seed, or makes a layer, which may."""
    return any(map(is_move_of_generator, ast.walk(node)))


def is_move_of_generator(node: ast.AST) -> bool:
    """Whether a node is itself such a call."""
    name = name_called(node)
    return is_draw(node) or name in _SEEDING or name[:1].isupper()


def name_called(node: ast.AST) -> str:
    """The name of the function or method that a node calls; empty if it calls none."""
    match node:
        case ast.Call(ast.Attribute(attr=name) | ast.Name(name)):
            return name
    return ""


def is_of_one_tensor(script: Script, use: ast.expr) -> bool:
    """Whether a use depends on the identity of a tensor, not only on its values."""
    match script.parents[use]:
        case ast.Attribute(attr=name, ctx=context):
            is_store = not isinstance(context, ast.Load)
            return name in _OF_ONE_TENSOR or is_in_place(name) or is_store
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return value is use
        case ast.Compare(ops=signs):
            return any(isinstance(each, ast.Is | ast.IsNot) for each in signs)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict() as display:
            user = script.parents[display]  # torch.stack([x, x]) computes with the numbers only
            return not (display in getattr(user, "args", ()) and name_called(user) in TRIED)
        case ast.Call() | ast.keyword() as user:
            call = script.parents[user] if isinstance(user, ast.keyword) else user
            return name_called(call) in _KEEPING
    return False
