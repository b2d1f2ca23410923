"""Whether an expression changes something that others read: then they cannot change places."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable

from engine.edit.operations import calls_module, changes_in_place
from engine.edit.script import FUNCTIONS, Script

_CHANGING = frozenset({"step", "load_state_dict", "set_grad_enabled", "setattr", "exec"})
_CHANGING_GRADIENTS = frozenset({"backward", "zero_grad"})
"""Functions and methods that change other things than what they return."""

_ONLY_MARKING = frozenset({"requires_grad_", "retain_grad"})
_OF_OBJECTS = ("forward", "__call__")
"""The methods that are run where an object is called."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Effects:
    """What the expressions of a script change.

    Calls of functions and modules of the script do what their bodies do. The first change that is
    found ends its use: functions that were looked at are not looked at again.

    Args:
        script: the script.
        moved: the part of it that is to change places with others.
    """

    def __init__(self, script: Script, moved: ast.AST) -> None:
        self._script = script
        reads = {part.attr for part in ast.walk(moved) if isinstance(part, ast.Attribute)}
        self._changing = _CHANGING | (_CHANGING_GRADIENTS if "grad" in reads else frozenset())
        self._functions: defaultdict[str, list[_Function]] = defaultdict(list)
        self._classes = set[str]()
        self._seen = set[_Function]()
        for node in ast.walk(script.tree):
            if isinstance(node, FUNCTIONS):
                self._functions[node.name].append(node)
            elif isinstance(node, ast.ClassDef):
                self._classes.add(node.name)

    def are_in(self, nodes: Iterable[ast.AST]) -> bool:
        """Whether some nodes, each by itself, may change a tensor, or the mode of autograd."""
        pending = []
        for node in nodes:
            if self._changes(node):
                return True
            pending += self._called(node)
        while pending:
            function = pending.pop()
            if function in self._seen:
                continue
            self._seen.add(function)
            for each in ast.walk(function):
                if self._changes(each) or _changes_outside(function, each):
                    return True
                pending += self._called(each)
        return False

    def _changes(self, node: ast.AST) -> bool:
        """Whether a part of an expression by itself changes something."""
        match node:
            case ast.Attribute() | ast.Subscript():
                return not isinstance(node.ctx, ast.Load)
            case ast.Call(ast.Attribute(attr=name) | ast.Name(name), _, keywords):
                is_written = any(keyword.arg == "out" for keyword in keywords)
                return is_written or name in self._changing or changes_in_place(node)
        return False

    def _called(self, node: ast.AST) -> list[_Function]:
        """The functions of the script that a call may run."""
        match node:
            case ast.Call(ast.Attribute(attr=name) | ast.Name(name) as function):
                pass
            case _:
                return []
        if name in self._functions:
            return self._functions[name]
        is_known = name in self._classes or hasattr(builtins, name)
        if is_known or not calls_module(self._script, function):
            return []
        return [each for method in _OF_OBJECTS for each in self._functions.get(method, ())]


def changes_content(script: Script, use: ast.AST) -> bool:
    """Whether the content of a variable's tensor is changed in place where it is used."""
    match script.parents[use]:
        case ast.Attribute(attr="data", ctx=ast.Store()):
            return True
        case ast.Subscript(value=value, ctx=ast.Store()):
            return value is use
        case ast.Attribute(attr=method) as function if method not in _ONLY_MARKING:
            return changes_in_place(script.parents[function])
    return False


def _changes_outside(function: _Function, node: ast.AST) -> bool:
    """Whether a part of a function changes a parameter in place, or a variable around it."""
    match node:
        case ast.Global() | ast.Nonlocal():
            return True
        case ast.AugAssign(ast.Name(name)):
            parameters = (each for each in ast.walk(function.args) if isinstance(each, ast.arg))
            return any(each.arg == name for each in parameters)
    return False
