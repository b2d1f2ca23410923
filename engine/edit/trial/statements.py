"""Abstract execution of a script with tensors of zeros, statement by statement."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from engine.edit.imports import module_names
from engine.edit.script import DEFINITIONS, Script
from engine.edit.trial.attempts import UNKNOWN, Misfit, called_method
from engine.edit.trial.expressions import (
    OPERATORS,
    MisfitAt,
    attempted,
    modules_of,
    value_of,
)
from engine.edit.trial.kinds import Kind, Kinds, kind_of, zeros
from engine.edit.trial.straight import straight_functions
from engine.tensor import Tensor

_MAY_NOT_RUN = (ast.If, ast.While, ast.Try, ast.TryStar, ast.Match)


class Failure(NamedTuple):
    """An expression that cannot be computed.

    Attributes:
        node: the expression.
        statement: the statement that it is part of.
        is_new: whether the script did not have that statement before.
        misfit: why it cannot be computed.
    """

    node: ast.expr | ast.stmt
    statement: ast.stmt
    is_new: bool
    misfit: Misfit


class Trial:
    """Executes a script once with tensors of zeros; what only a run can tell is unknown.

    A name with an unknown value gets a tensor of the kind that was recorded for it in the script
    before, unless something that it depends on has changed since.

    Attributes:
        failures: the expressions that cannot be computed, in the order in which they would run.
    """

    def __init__(self, script: Script, kinds: Kinds, before: str | None = None) -> None:
        self._kinds, self._tree = kinds, script.tree
        self._known = None if before is None else _known(before)
        functions = straight_functions(script.tree.body)
        self._variables = {**modules_of(module_names(script)), **functions}
        self._new: set[ast.AST] = set()
        self._changed_names: set[str] = set()
        self._changed_functions: list[ast.AST] = []
        self.failures: list[Failure] = []
        self._find_new(script.tree)
        self._run(script.tree.body)
        inside = {part for each in self._changed_functions for part in ast.walk(each)}
        if self._new <= inside:  # all calls of the changed functions are as they were
            for each in self._changed_functions:
                self._try_functions(each)

    def _find_new(self, tree: ast.Module) -> None:
        """Note which statements are new, and which functions have new statements."""
        if self._known is None:
            return
        left = Counter(self._known)
        for each in _statements(tree):
            signature = _signature(each)
            if left[signature]:
                left[signature] -= 1
            else:
                self._new.add(each)
        for definition in _definitions(tree):
            if any(each in self._new for each in ast.walk(definition)):
                self._changed_names.add(definition.name)
                self._changed_functions.append(definition)

    # -- statements ----------------------------------------------------------------------------

    def _run(self, statements: Iterable[ast.stmt], is_sure: bool = True) -> None:
        for statement in statements:
            if isinstance(statement, DEFINITIONS):
                continue
            try:
                self._execute(statement, is_sure)
            except MisfitAt as found:
                self._add_failure(found, statement, is_sure)
                self._forget(statement)

    def _add_failure(self, found: MisfitAt, statement: ast.stmt, is_sure: bool) -> None:
        where = self._statement_of(found.node, statement)
        is_new = where in self._new
        if is_sure or is_new or statement in self._new:
            self.failures.append(Failure(found.node, where, is_new, found.misfit))

    def _statement_of(self, node: ast.AST, statement: ast.stmt) -> ast.stmt:
        """The statement with a node: the one that runs, or one of a function that it calls."""
        if node in ast.walk(statement):
            return statement
        simple = (each for each in _statements(self._tree) if not hasattr(each, "body"))
        return next((each for each in simple if node in ast.walk(each)), statement)

    def _execute(self, statement: ast.stmt, is_sure: bool) -> None:
        match statement:
            case ast.Assign(targets, value):
                found = value_of(value, self._variables)
                for target in targets:
                    self._bind(target, found, statement)
            case ast.AnnAssign(target, _, ast.expr() as value):
                self._bind(target, value_of(value, self._variables), statement)
            case ast.AugAssign(ast.Name(name), sign, value):
                self._bind(
                    statement.target, self._in_place(statement, name, sign, value), statement
                )
            case ast.Expr(value) | ast.Return(ast.expr() as value):
                value_of(value, self._variables)
            case ast.With(items, body):
                for item in items:
                    value_of(item.context_expr, self._variables)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, UNKNOWN, statement)
                self._run(body, is_sure)
            case ast.If(ast.Constant(True), body):
                self._run(body, is_sure)
            case ast.For(target, iterated, body):
                value_of(iterated, self._variables)
                self._loop(statement, target, body, is_sure)
            case _ if isinstance(statement, _MAY_NOT_RUN):
                self._run_branches(statement)
            case _:
                self._forget(statement)

    def _in_place(
        self, statement: ast.AugAssign, name: str, sign: ast.operator, value: ast.expr
    ) -> object:
        """The value of a variable after ``+=``: a tensor keeps its shape."""
        old, new = self._variables.get(name, UNKNOWN), value_of(value, self._variables)
        if type(sign) not in OPERATORS:
            return UNKNOWN
        symbol, function = OPERATORS[type(sign)]
        if not isinstance(old, Tensor):
            return attempted(statement, symbol, function, [old, new])

        def changed(tensor: Tensor, other: object) -> object:
            return called_method("copy_")(tensor, function(tensor, other))

        return attempted(statement, symbol, changed, [zeros(kind_of(old)), new])

    def _loop(
        self, statement: ast.For, target: ast.expr, body: list[ast.stmt], is_sure: bool
    ) -> None:
        """Execute two iterations; variables whose kind differs between them are unknown then."""
        self._bind(target, UNKNOWN, statement)
        self._run(body, is_sure)
        first, failures = dict(self._variables), list(self.failures)
        self._bind(target, UNKNOWN, statement)
        self._run(body, is_sure)
        self.failures = failures
        for name, value in self._variables.items():
            if not _are_same_kind(first.get(name, UNKNOWN), value):
                self._variables[name] = UNKNOWN
                self._mark_changed(name)

    def _run_branches(self, statement: ast.stmt) -> None:
        """Execute blocks that may not run: failures count only in new statements."""
        before = dict(self._variables)
        for _, value in ast.iter_fields(statement):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                self._variables = dict(before)
                self._run(value, is_sure=False)
        self._variables = before
        self._forget(statement)

    def _try_functions(self, definition: ast.AST) -> None:
        """Execute the bodies of changed functions, with the tensors that were recorded in them."""
        outer = self._variables
        for function in ast.walk(definition):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                known = {name: zeros(kind) for name, kind in self._kinds.items()}
                recorded = {name: each for name, each in known.items() if each is not None}
                modules = {name: each for name, each in outer.items() if not _is_value(each)}
                self._variables = {**modules, **recorded}
                self._run(function.body)
        self._variables = outer

    # -- names ---------------------------------------------------------------------------------

    def _bind(self, target: ast.expr, value: object, statement: ast.stmt) -> None:
        match target:
            case ast.Name(name):
                self._variables[name] = self._recorded(name, statement, value)
            case ast.Tuple(targets) | ast.List(targets):
                values = list(value) if isinstance(value, list | tuple) else []
                if len(values) != len(targets):
                    values = [UNKNOWN] * len(targets)
                for each, part in zip(targets, values):
                    self._bind(each, part, statement)
            case ast.Starred(inner):
                self._bind(inner, UNKNOWN, statement)

    def _recorded(self, name: str, statement: ast.stmt, value: object) -> object:
        """The value, or if unknown a tensor of the kind recorded for the name, if still valid."""
        kind = self._kinds.get(name)
        if isinstance(value, Tensor):
            if kind is not None and kind != kind_of(value):
                self._mark_changed(name)
            return value
        if value is not UNKNOWN:
            return value
        is_as_before = statement not in self._new and self._changed_names.isdisjoint(
            _names_read(statement)
        )
        tensor = zeros(kind) if kind is not None and is_as_before else None
        if tensor is None:
            self._mark_changed(name)
            return UNKNOWN
        return tensor

    def _mark_changed(self, name: str) -> None:
        """Note that a name may have another value than in the recording."""
        if self._known is not None:
            self._changed_names.add(name)

    def _forget(self, statement: ast.stmt) -> None:
        """Mark all names that a statement binds as unknown."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self._bind(node, UNKNOWN, statement)


def _statements(tree: ast.AST) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _definitions(
    tree: ast.AST,
) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, DEFINITIONS)]


@lru_cache(maxsize=4)
def _known(source: str) -> Counter[str]:
    """The number of occurrences of each statement of a script, by its signature."""
    return Counter(map(_signature, _statements(Script(source).tree)))


def _signature(statement: ast.stmt) -> str:
    """The dumped syntax tree of a statement, without the statements inside it."""
    parts = [type(statement).__name__]
    for name, value in ast.iter_fields(statement):
        values = value if isinstance(value, list) else [value]
        parts += [
            f"{name}={ast.dump(each)}"
            for each in values
            if isinstance(each, ast.AST) and not isinstance(each, ast.stmt)
        ]
    return " ".join(parts)


def _names_read(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _is_value(value: object) -> bool:
    return value is UNKNOWN or isinstance(value, Tensor | int | float | str | list | tuple)


def _are_same_kind(one: object, other: object) -> bool:
    """Whether two values are of one kind, or the same number."""
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return kind_of(one) == kind_of(other)
    if isinstance(one, Tensor) or isinstance(other, Tensor):
        return False
    return one is other or (isinstance(one, int | float) and one == other)


def tensor_of(kind: Kind | None) -> object:
    """A tensor of a kind, where there is one and it is not too large."""
    made = None if kind is None else zeros(kind)
    return UNKNOWN if made is None else made
