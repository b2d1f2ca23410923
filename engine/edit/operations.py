"""Operations as code: as operators, functions or methods."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.edit.imports import module_names
from engine.edit.rewriting import Written, composed, is_power, power_sign
from engine.edit.script import Script
from engine.tensor import Tensor


class Form(StrEnum):
    """The syntactic form of an operation."""

    OPERATOR = "operator"  # x + y
    PREFIX = "prefix"  # -x
    FUNCTION = "function"  # torch.dot(x, y)
    METHOD = "method"  # x.dot(y)


@dataclass(frozen=True)
class Operation:
    """An operation of the palette.

    Attributes:
        form: how it is written.
        name: the operator, the function with its modules (``torch.exp``), or the method.
        settings: further arguments, as they are written.
    """

    form: Form
    name: str
    settings: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """Its name without modules."""
        return self.name.rsplit(".", 1)[-1]


_ON_ONE_TENSOR = ("abs", "pow", "round", "divmod")
"""The functions of Python that do one operation on tensors."""

DETACH = Operation(Form.METHOD, "detach")


def written(script: Script, operation: Operation, operands: Sequence[Written]) -> Written:
    """An operation on operands, as a formatter leaves it."""
    name = operation.name
    if operation.form is Form.OPERATOR:
        return composed(binary_parts(name, operands), operands)
    if operation.form is Form.PREFIX:
        return signed(name, operands[0])
    end = "".join(f", {each}" for each in operation.settings) + ")"
    if operation.form is Form.FUNCTION:
        parts = [f"{function_name(script, name)}(", *[", "] * (len(operands) - 1), end]
    elif len(operands) > 1:
        parts = ["", f".{name}(", *[", "] * (len(operands) - 2), end]
    else:
        parts = ["", f".{name}({end.removeprefix(', ')}"]
    return composed(parts, operands)


def signed(sign: str, operand: Written) -> Written:
    """An operand with a sign in front; a power gets parentheses, for readability."""
    parts = (f"{sign}(", ")") if is_power(operand.core) else (sign, "")
    return composed(parts, [operand])


def binary_parts(operator: str, operands: Sequence[Written]) -> list[str]:
    """The texts around two operands of an operator, spaced as a formatter does."""
    left, right = operands
    sign = power_sign(left.text, right.text) if operator == "**" else f" {operator} "
    return ["", sign, ""]


def function_name(script: Script, full_name: str) -> str:
    """The name of a torch function in a script, by what it imports."""
    names = module_names(script)
    path = full_name
    while path:
        if path in names:
            return names[path] + full_name[len(path) :]
        path = path.rpartition(".")[0]
    return full_name


def operands_of(script: Script, node: ast.expr | ast.stmt) -> list[ast.expr]:
    """The operands in the text of an expression, in order; those in lists one by one."""
    match node:
        case ast.BinOp(left, _, right):
            return [left, right]
        case ast.Compare(left, _, comparators):
            return [left, *comparators]
        case ast.UnaryOp(_, operand):
            return [operand]
        case ast.AugAssign(target, _, value):
            return [target, value]
        case ast.Subscript(value, ctx=ast.Load()):
            return [value]
        case ast.Attribute(value):
            return [value]
        case ast.Call(function, arguments, keywords) if not _makes_no_tensor_of(function):
            has_receiver = is_method(script, function) and not calls_module(script, function)
            receiver = [receiver_of(function)] if has_receiver else []
            given = [*arguments, *(keyword.value for keyword in keywords)]
            return [*receiver, *(each for value in given for each in _listed(value))]
    return []


def receiver_of(function: ast.expr) -> ast.expr:
    """The expression that a method is called on."""
    assert isinstance(function, ast.Attribute)
    return function.value


def is_method(script: Script, function: ast.expr) -> bool:
    """Whether a call is of a method of a value, rather than of a module's function."""
    if not isinstance(function, ast.Attribute):
        return False
    root: ast.expr = function
    while isinstance(root, ast.Attribute):
        root = root.value
    modules = module_names(script).values()
    return not (isinstance(root, ast.Name) and (root.id in modules or root.id == "torch"))


def calls_module(script: Script, function: ast.expr) -> bool:
    """Whether a module is called, such as ``net`` or ``self.out``, or a function of the script."""
    match function:
        case ast.Name(name):
            return name not in (*_ON_ONE_TENSOR, *module_names(script).values())
        case ast.Attribute(attr=name):
            return is_method(script, function) and not hasattr(Tensor, name)
    return True


def _makes_no_tensor_of(function: ast.expr) -> bool:
    """Whether a call makes an object of a class, or goes through a list, as ``sum`` does."""
    match function:
        case ast.Name(name) if hasattr(builtins, name):
            return name not in _ON_ONE_TENSOR
        case ast.Name(name) | ast.Attribute(attr=name):
            return name[:1].isupper()
    return False


def _listed(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.List | ast.Tuple):
        return value.elts
    return [value.value] if isinstance(value, ast.Starred) else [value]


def is_in_place(method: str) -> bool:
    """Whether a method changes its tensor, by its name."""
    return method.endswith("_") and not method.endswith("__")


def changes_in_place(node: ast.AST) -> bool:
    """Whether an expression is a call of a method that changes its tensor."""
    match node:
        case ast.Call(ast.Attribute(attr=method)):
            return is_in_place(method)
    return False
