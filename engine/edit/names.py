"""The names in a script, and the scopes of their variables."""

from __future__ import annotations

import ast
import builtins
import itertools
import keyword
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.edit.edits import Reason, Refusal
from engine.edit.imports import torch_names
from engine.edit.script import Located, Script, Span, is_in_f_string

TENSOR_NAMES = ("x", "w", "b", "v", "u")
RESULT_NAMES = ("y", "z")
"""What new variables are called, unless these names are taken."""

_SIGNS = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.NamedExpr,
    ast.arguments,
    *_COMPREHENSIONS,
)
"""Nodes some of whose parts are in another scope than they are themselves."""


@dataclass(eq=False)
class Scope:
    """A part of a script with its own variables.

    Attributes:
        node: the module, function, class or comprehension.
        parent: the scope around it.
        bound: the names that it binds.
        declared: the names that it declares as ``global`` (True) or ``nonlocal`` (False).
    """

    node: ast.AST
    parent: Scope | None
    bound: set[str] = field(default_factory=set)
    declared: dict[str, bool] = field(default_factory=dict)

    def owner(self, name: str) -> Scope:
        """The scope whose variable a name used here is; the module's if no scope binds it."""
        if name in self.declared:
            return self._outermost() if self.declared[name] else self._beyond(name)
        return self if name in self.bound else self._beyond(name)

    @property
    def is_seen_inside(self) -> bool:
        """Whether functions inside this scope see its variables; inside a class they do not."""
        return not isinstance(self.node, ast.ClassDef)

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it, inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def _outermost(self) -> Scope:
        return list(self.chain())[-1]

    def _beyond(self, name: str) -> Scope:
        for scope in list(self.chain())[1:]:
            if not scope.is_seen_inside:
                continue
            if name in scope.declared:
                return scope.owner(name)
            if name in scope.bound:
                return scope
        return self._outermost()


class Use(NamedTuple):
    """A name in the text of a script.

    Attributes:
        name: which.
        node: the node that it is part of.
        scope: the scope that it is in.
        is_bound: whether it is bound there, or unbound by ``del``, rather than read.
    """

    name: str
    node: Located
    scope: Scope
    is_bound: bool

    @property
    def owner(self) -> Scope:
        """The scope whose variable it is."""
        return self.scope.owner(self.name)


class Names:
    """All names of a script.

    Attributes:
        uses: all uses of names, in no order.
        module: the outermost scope.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.uses: list[Use] = []
        self.module = Scope(script.tree, None)
        pending: list[tuple[ast.AST, Scope]] = [(each, self.module) for each in script.tree.body]
        while pending:  # no recursion: a sum of a thousand terms is as many nodes deep
            node, scope = pending.pop()
            if isinstance(node, Located):
                for name, is_bound in _names_of(node):
                    self._add(name, node, scope, is_bound)
            pending += _parts(node, scope)

    def _add(self, name: str, node: Located, scope: Scope, is_bound: bool) -> None:
        if isinstance(node, ast.Global | ast.Nonlocal):
            scope.declared[name] = isinstance(node, ast.Global)
        elif is_bound:
            scope.bound.add(name)
        self.uses.append(Use(name, node, scope, is_bound))

    def everywhere(self) -> set[str]:
        """Every name in the script."""
        return {use.name for use in self.uses}

    def of(self, node: ast.AST) -> Use:
        """The use of a name at a node; of several names there, the first."""
        return next(use for use in self.uses if use.node is node)

    def within(self, node: ast.AST) -> list[Use]:
        """The uses of names in a part of the script."""
        parts = set(ast.walk(node))
        return [use for use in self.uses if use.node in parts]

    def spans(self, use: Use) -> list[Span]:
        """The spans of a name in its node, perhaps several, as in ``global a, a``.

        Raises:
            Refusal: IN_F_STRING, where Python does not tell.
        """
        start, end = self._script.span(use.node)
        if is_in_f_string(self._script, use.node):
            if self._script.source[start:end] != use.name:
                raise Refusal(Reason.IN_F_STRING, self._script.place(use.node))
            return [Span(start, end)]
        found = []
        token = self._script.token_after(start)
        while token is not None and token.start < end:
            if token.text == use.name:
                found.append(Span(token.start, token.end))
            token = self._script.token_after(token.end)
        if isinstance(use.node, ast.Global | ast.Nonlocal):
            return found
        return found[-1:] if _is_renamed(use.node) else found[:1]


def check_name(script: Script, name: str) -> None:
    """Check that a variable may get a new name.

    Raises:
        Refusal: the reason (NAME_...).
    """
    if not name.isidentifier():
        raise Refusal(Reason.NAME_NO_IDENTIFIER, name=name)
    if keyword.iskeyword(name):
        raise Refusal(Reason.NAME_KEYWORD, name=name)
    if name == "torch" or name in torch_names(script):
        raise Refusal(Reason.NAME_TORCH, name=name)
    if hasattr(builtins, name):
        raise Refusal(Reason.NAME_BUILTIN, name=name)


def check_new_name(script: Script, names: Names, name: str) -> None:
    """Check that a new variable may have a name, which must be unused.

    Raises:
        Refusal: the reason (NAME_...).
    """
    check_name(script, name)
    if name in names.everywhere():
        raise Refusal(Reason.NAME_USED, name=name)


def fresh_name(names: Names, wished: Iterable[str], further: Iterable[str] = ()) -> str:
    """The first of the wished names that is free, else a numbered one."""
    taken = {*names.everywhere(), *further, *dir(builtins), *keyword.kwlist}
    numbered = (f"h{number}" for number in itertools.count(1))
    return next(name for name in itertools.chain(wished, numbered) if name not in taken)


def _names_of(node: ast.AST) -> list[tuple[str, bool]]:
    """The names that a node itself contains, and whether it binds them."""
    match node:
        case ast.Name(name, context):
            return [(name, not isinstance(context, ast.Load))]
        case ast.arg(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
            return [(name, True)]
        case ast.ClassDef(name) | ast.ExceptHandler(name=str(name)):
            return [(name, True)]
        case (
            ast.MatchAs(name=str(name))
            | ast.MatchStar(str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            return [(name, True)]
        case ast.alias(name, asname):
            return [(asname or name.split(".")[0], True)]
        case ast.Global(names) | ast.Nonlocal(names):
            return [(name, False) for name in dict.fromkeys(names)]
    return []


def _parts(node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
    """The parts of a node, each with its scope."""
    if not isinstance(node, _SCOPES):
        return [
            (each, scope) for each in ast.iter_child_nodes(node) if not isinstance(each, _SIGNS)
        ]
    children = list(ast.iter_child_nodes(node))
    inside: list[ast.AST]
    match node:
        case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
            inside = [*_parameters(arguments), *node.body]
        case ast.Lambda(arguments, body):
            inside = [*_parameters(arguments), body]
        case ast.ClassDef(body=statements):
            inside = [*statements]
        case ast.NamedExpr(target, value):
            around = (s for s in scope.chain() if not isinstance(s.node, _COMPREHENSIONS))
            return [(target, next(around)), (value, scope)]
        case ast.arguments():
            children, inside = _defaults(node), []
        case _:
            first, *further = node.generators  # what is gone through first is looked up outside
            results = [each for each in children if isinstance(each, ast.expr)]
            children, inside = [first.iter], [first.target, *first.ifs, *further, *results]
    inner = Scope(node, scope)
    outside = [each for each in children if each not in inside]
    return [(each, scope) for each in outside] + [(each, inner) for each in inside]


def _parameters(arguments: ast.arguments) -> list[ast.AST]:
    return [each for each in ast.iter_child_nodes(arguments) if isinstance(each, ast.arg)]


def _defaults(arguments: ast.arguments) -> list[ast.AST]:
    return [each for each in ast.iter_child_nodes(arguments) if not isinstance(each, ast.arg)]


def _is_renamed(node: ast.AST) -> bool:
    """Whether the name comes last in a node, as in ``import a as a``."""
    match node:
        case ast.alias(asname=name):
            return name is not None
        case ast.MatchAs(pattern=pattern):
            return pattern is not None
    return False
