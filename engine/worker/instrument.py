"""Instruments a script with calls of hooks for calls, loops, bindings and bare expressions."""

import ast
import re
from collections.abc import Mapping
from typing import TypeVar

from engine.worker.hooks import HOOKS_NAME

_Node = TypeVar("_Node", bound=ast.AST)

_APART = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
"""Nodes that are evaluated at another time or bind names of their own."""

_OF_TENSORS = ("data", "grad", "requires_grad")
"""Attributes of tensors that a script assigns."""

_DOTTED = re.compile(r"\w+(\.\w+)+")


def instrument(source: str, filename: str) -> ast.Module:
    """Parse a script and insert calls of the ``Hooks`` found under the global name ``HOOKS_NAME``.

    The script's results, output and errors stay the same, and every original node keeps its
    position, so that tracebacks and code positions are exact. Generators, asynchronous functions,
    lambdas and comprehensions are left unchanged.

    Raises:
        SyntaxError: as Python raises it for ``source``.
        ValueError: for null bytes (before Python 3.12).
    """
    module = ast.parse(source.removeprefix("\ufeff"), filename)
    docstring, body = _split_docstring(module.body)
    module.body = docstring + _ModuleStatements().rewritten(body)
    return module


class _Statements(ast.NodeTransformer):
    """Transforms the statements of functions and classes.

    Args:
        owner: the class in whose body they are, as in ``Net.``; outside of functions, its variables
            are its attributes.
    """

    def __init__(self, owner: str = "") -> None:
        self._owner = owner

    def rewritten(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        block = ast.Module(statements, [])
        self.generic_visit(block)
        return block.body

    def visit(self, node: ast.AST) -> object:
        if isinstance(node, ast.expr):
            return _with_walruses_reported(node, self._owner)
        return super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        docstring, body = _split_docstring(node.body)
        if not body or _is_generator(node):
            return node
        enter = _hook(node, "enter_call", node.name, node.lineno)
        body = _bindings(_parameters(node.args)) + _Statements().rewritten(body)
        node.body = [*docstring, enter, _ending_with(body, _hook(node, "leave_call"))]
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = _Statements(f"{self._owner}{node.name}.").rewritten(node.body)
        return node

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        self.generic_visit(node)
        head = [_hook(node, "next_iteration"), *self._bound(_names([node.target]))]
        node.body = head + node.body
        return _reported_loop(node)

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        self.generic_visit(node)
        # In the condition, so that it is evaluated within the iteration.
        begins = _call(node.test, "next_iteration")
        node.test = ast.copy_location(ast.BoolOp(ast.And(), [begins, node.test]), node.test)
        return _reported_loop(node)

    def visit_With(self, node: ast.With) -> ast.AST:
        self.generic_visit(node)
        targets = [item.optional_vars for item in node.items if item.optional_vars]
        node.body = self._bound(_names(targets)) + node.body
        return node

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        self.generic_visit(node)
        for attribute in _attributes(node.targets):
            # On its way there: to read it again may run code of the script.
            node.value = _call(node, "bind", attribute, node.value)
        return [node, *self._bound(_names(node.targets), node)]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        self.generic_visit(node)
        return [node, *self._bound(_names([node.target]), node)]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> list[ast.stmt]:
        self.generic_visit(node)
        return [node, *self._bound(_names([node.target] if node.value else []), node)]

    def _bound(self, names: Mapping[str, ast.AST], at: ast.stmt | None = None) -> list[ast.stmt]:
        return _bindings(names, at, self._owner)


class _ModuleStatements(_Statements):
    """Transforms the statements of the module, whose bare expressions are shown."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        is_call = isinstance(node.value, ast.Call)
        self.generic_visit(node)
        node.value = _call(node, "show", node.end_lineno or node.lineno, node.value, is_call)
        return node


def _with_walruses_reported(expression: ast.expr, owner: str) -> ast.expr:
    """Make each ``(name := value)`` of an expression report its binding."""
    whole = ast.Expr(expression)
    pending: list[ast.AST] = [whole]
    while pending:  # iterative: a sum of a thousand terms is a thousand nodes deep
        node = pending.pop()
        if isinstance(node, _APART):
            continue
        pending += ast.iter_child_nodes(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                value[:] = [_with_walrus_reported(each, owner) for each in value]
            else:
                setattr(node, field, _with_walrus_reported(value, owner))
    return whole.value


def _with_walrus_reported(value: object, owner: str) -> object:
    """Turn ``(name := value)`` into ``(bind("name", name := value), name)[1]``."""
    if not isinstance(value, ast.NamedExpr):
        return value
    name = value.target.id
    reported = _call(value, "bind", owner + name, value)
    pair = ast.Tuple([reported, ast.Name(name, ast.Load())], ast.Load())
    return _placed(value, ast.Subscript(pair, ast.Constant(1), ast.Load()))


def _names(targets: list[ast.expr]) -> dict[str, ast.AST]:
    """The plain names that assigning to ``targets`` binds, in order, each with its last place."""
    names: dict[str, ast.AST] = {}
    for target in targets:
        match target:
            case ast.Name(name):
                names[name] = target
            case ast.Starred(inner):
                names |= _names([inner])
            case ast.Tuple(items) | ast.List(items):
                names |= _names(items)
    return names


def _attributes(targets: list[ast.expr]) -> list[str]:
    """The attributes that are assigned as a whole, as ``net.scale``, but not those of tensors.

    Those of ``self`` have better names outside the method.
    """
    found = [each for each in targets if isinstance(each, ast.Attribute)]
    names = [ast.unparse(each) for each in found if each.attr not in _OF_TENSORS]
    return [name for name in names if _DOTTED.fullmatch(name) and not name.startswith("self.")]


def _parameters(arguments: ast.arguments) -> dict[str, ast.AST]:
    """The parameters of a function by their names, in order."""
    plain = arguments.posonlyargs + arguments.args
    starred = [arguments.vararg] if arguments.vararg else []
    keywords = arguments.kwonlyargs + ([arguments.kwarg] if arguments.kwarg else [])
    return {each.arg: _without_annotation(each) for each in plain + starred + keywords}


def _without_annotation(parameter: ast.arg) -> ast.AST:
    """The place of a parameter's name."""
    name = ast.copy_location(ast.Name(parameter.arg), parameter)
    name.end_lineno = parameter.lineno
    name.end_col_offset = parameter.col_offset + len(parameter.arg.encode())
    return name


def _is_generator(function: ast.FunctionDef) -> bool:
    pending: list[ast.AST] = [*function.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, _APART):
            pending += ast.iter_child_nodes(node)
    return False


def _split_docstring(body: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Split off a docstring, which must stay first."""
    match body:
        case [ast.Expr(ast.Constant(str())), *_]:
            return body[:1], body[1:]
        case _:
            return [], body


def _reported_loop(loop: ast.For | ast.While) -> list[ast.stmt]:
    enter = _hook(loop, "enter_loop", loop.lineno)
    return [enter, _ending_with([loop], _hook(loop, "leave_loop"))]


def _ending_with(body: list[ast.stmt], last: ast.stmt) -> ast.stmt:
    """A try statement that runs ``last`` however ``body`` ends."""
    return ast.copy_location(ast.Try(body, [], [], [last]), last)


def _bindings(
    names: Mapping[str, ast.AST], at: ast.stmt | None = None, owner: str = ""
) -> list[ast.stmt]:
    """Statements that report names, at the statement that binds them, or where they stand."""
    return [
        ast.copy_location(
            ast.Expr(_call(at or node, "bind", owner + name, ast.Name(name, ast.Load()))),
            at or node,
        )
        for name, node in names.items()
    ]


def _hook(at: ast.stmt, name: str, *arguments: str | int | ast.expr) -> ast.stmt:
    """A statement that calls a hook, at the position of ``at``, or at the start of a block."""
    where = at
    if hasattr(at, "body"):
        # It has no width there, by which an error in a hook is told from one of the script.
        where = ast.copy_location(ast.Pass(), at)
        where.end_lineno, where.end_col_offset = where.lineno, where.col_offset
    return ast.copy_location(ast.Expr(_call(where, name, *arguments)), where)


def _call(at: ast.AST, name: str, *arguments: str | int | ast.expr) -> ast.Call:
    """A call of the hook ``name``, at the position of ``at``; plain arguments become constants."""
    hook = ast.Attribute(ast.Name(HOOKS_NAME, ast.Load()), name, ast.Load())
    # Python places a call at the end of a method's name that goes over several lines.
    ast.copy_location(hook, at)
    hook.end_lineno, hook.end_col_offset = hook.lineno, hook.col_offset
    values = [a if isinstance(a, ast.expr) else ast.Constant(a) for a in arguments]
    return _placed(at, ast.Call(hook, values, []))


def _placed(at: ast.AST, new: _Node) -> _Node:
    """Give the nodes of ``new`` without a position that of ``at``."""
    for node in ast.walk(new):
        if isinstance(node, ast.expr) and not hasattr(node, "lineno"):
            ast.copy_location(node, at)
    return new
