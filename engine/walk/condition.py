"""Conditions of breakpoints: a small language about a gradient and a value, never run as code.

``norm(grad) > 10 and not isnan(value)``: the names ``grad`` and ``value``, numbers, arithmetic,
comparisons, ``and``, ``or``, ``not`` and the functions of ``FUNCTIONS``. A condition about many
elements is met where it holds for any of them. A comparison with something missing, such as a
gradient that is None, or unknown, such as the elements of a value that was kept as a sample, is
neither true nor false: nor is its negation.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial, reduce

import numpy as np

from engine.walk.stacks import Stack

NAMES = ("grad", "value")
MAX_CHARS = 200

Elements = np.ndarray | None
"""One row of elements for each moment, (k, m) or (k, 1); None where missing or unknown."""


class Fault(Enum):
    """What is wrong with the text of a condition."""

    EMPTY = "there is nothing to be met"
    TOO_LONG = "it is longer than a condition may be"
    NOT_CLEAR = "Python cannot read it"
    UNKNOWN_NAME = "there is no such name"
    UNKNOWN_FUNCTION = "there is no such function"
    NEEDS_BRACKETS = "a function stands without its brackets"
    ONE_ARGUMENT = "a function takes one thing"
    NOT_A_NUMBER = "a text or the like stands where a number should"
    ASSIGNMENT = "a single = compares nothing"
    NOT_ALLOWED = "conditions have no such part"


class ConditionError(ValueError):
    """A text that is not a condition.

    Attributes:
        fault: what is wrong.
        column: where, in characters from 0.
        text: the part of it that is wrong.
    """

    def __init__(self, fault: Fault, column: int = 0, text: str = "") -> None:
        super().__init__(f"column {column + 1}: {fault.value}" + (f": {text}" if text else ""))
        self.fault, self.column, self.text = fault, column, text


class Condition:
    """A condition, which is evaluated for many moments at once."""

    def __init__(self, text: str) -> None:
        """Parse a condition.

        Raises:
            ConditionError: the text is not a condition.
        """
        self.text = text
        self._root = _parsed(text)
        _Check(text).check(self._root)

    def holds(self, stacks: Mapping[str, Stack | None], count: int) -> np.ndarray:
        """At which of ``count`` moments it is met, from the stacks of ``NAMES``. Shapes: (k,)."""
        with np.errstate(all="ignore"):
            met: np.ndarray = (_truth(self._root, stacks) == _TRUE)[:, 0]
        return np.broadcast_to(met, (count,))


# -- reading -----------------------------------------------------------------------------------


def _parsed(text: str) -> ast.expr:
    if not text.strip():
        raise ConditionError(Fault.EMPTY)
    if len(text) > MAX_CHARS:
        raise ConditionError(Fault.TOO_LONG, MAX_CHARS)
    indent = len(text) - len(text.lstrip())
    try:
        # Line breaks would make its columns start anew.
        return ast.parse(text.replace("\n", " ").lstrip(), mode="eval").body
    except SyntaxError as error:
        end = len(text.rstrip())
        column = indent + error.offset - 1 if error.offset else end  # there is more to come
        raise ConditionError(*_fault_in(text, min(column, end))) from None
    except (ValueError, RecursionError, MemoryError):
        raise ConditionError(Fault.NOT_CLEAR) from None


def _fault_in(text: str, column: int) -> tuple[Fault, int]:
    """What is wrong where Python could not parse on, and the column."""
    for at, character in enumerate(text):
        around = text[max(at - 1, 0) : at + 2]
        if character == "=" and not any(each in around for each in ("==", "<=", ">=", "!=")):
            return Fault.ASSIGNMENT, at
    return Fault.NOT_CLEAR, column


class _Check:
    """Refuses everything that the language does not have, before anything is computed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._indent = len(text) - len(text.lstrip())

    def check(self, node: ast.expr) -> None:
        """Check an expression and its parts.

        Raises:
            ConditionError: a part of it is not of the language.
        """
        match node:
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd()):
                pass
            case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
                pass
            case ast.Compare(ops=ops) if all(type(op) in _COMPARISONS for op in ops):
                pass
            case ast.Call():
                self._check_call(node)
                return
            case ast.Name():
                self._check_name(node)
            case ast.Constant(value=bool() | int() | float()):
                pass
            case ast.Constant():
                raise self._error(Fault.NOT_A_NUMBER, node)
            case _:
                raise self._error(Fault.NOT_ALLOWED, node)
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                self.check(part)

    def _check_call(self, call: ast.Call) -> None:
        if not isinstance(call.func, ast.Name):
            raise self._error(Fault.NOT_ALLOWED, call.func)
        if call.func.id not in FUNCTIONS:
            raise self._error(Fault.UNKNOWN_FUNCTION, call.func)
        if len(call.args) != 1 or call.keywords:
            raise self._error(Fault.ONE_ARGUMENT, call.func)
        self.check(call.args[0])

    def _check_name(self, name: ast.Name) -> None:
        if name.id in FUNCTIONS:
            raise self._error(Fault.NEEDS_BRACKETS, name)
        if name.id not in NAMES:
            raise self._error(Fault.UNKNOWN_NAME, name)

    def _error(self, fault: Fault, node: ast.expr) -> ConditionError:
        # Python counts the bytes of UTF-8.
        line = self._text.replace("\n", " ").lstrip().encode()
        column = self._indent + len(line[: node.col_offset].decode(errors="replace"))
        part = line[node.col_offset : node.end_col_offset].decode(errors="replace")
        return ConditionError(fault, column, part)


# -- computing ---------------------------------------------------------------------------------

_FALSE, _UNKNOWN, _TRUE = 0.0, 0.5, 1.0
"""So ``and`` is the minimum, ``or`` the maximum, and ``not`` the difference from one (Kleene)."""


def _truth(node: ast.expr, stacks: Mapping[str, Stack | None]) -> np.ndarray:
    """The truth of an expression, which is true if any element is. Shapes: -> (k, 1) or (1, 1)."""
    match node:
        case ast.BoolOp(op=op, values=values):
            parts = np.broadcast_arrays(*(_truth(value, stacks) for value in values))
            join = np.minimum if isinstance(op, ast.And) else np.maximum
            joined: np.ndarray = join.reduce(parts)
            return joined
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            contrary: np.ndarray = _TRUE - _truth(operand, stacks)
            return contrary
    found = _evaluated(node, stacks)
    if found is None:
        return np.array([[_UNKNOWN]])
    return np.where((found != 0).any(axis=1, keepdims=True), _TRUE, _FALSE)


def _evaluated(node: ast.expr, stacks: Mapping[str, Stack | None]) -> Elements:
    """The elements of an expression."""
    match node:
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return np.where(_truth(node, stacks) == _TRUE, _TRUE, _FALSE)
        case ast.UnaryOp(op=op, operand=operand):
            found = _evaluated(operand, stacks)
            return -found if found is not None and isinstance(op, ast.USub) else found
        case ast.BinOp(op=op, left=left, right=right):
            return _joined(
                _ARITHMETIC[type(op)], _evaluated(left, stacks), _evaluated(right, stacks)
            )
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            terms = [_evaluated(term, stacks) for term in (left, *comparators)]
            pairs = zip(ops, terms, terms[1:])
            compared = [_joined(_COMPARISONS[type(op)], *ends) for op, *ends in pairs]
            return reduce(partial(_joined, np.logical_and), compared)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _called(name, argument, stacks)
        case ast.Name(id=name):
            stack = stacks[name]
            return None if stack is None else stack.elements
        case ast.Constant(value=bool() | int() | float() as number):
            return np.array([[number]], np.float64)
    raise AssertionError(f"an unchecked part of a condition: {ast.dump(node)}")


def _called(name: str, argument: ast.expr, stacks: Mapping[str, Stack | None]) -> Elements:
    """The result of a function."""
    if isinstance(argument, ast.Name) and name in _KEPT:
        stack = stacks[argument.id]
        if stack is not None and stack.elements is None:  # known for a sample, too
            kept: np.ndarray = getattr(stack, _KEPT[name])
            return kept[:, None]
    found = _evaluated(argument, stacks)
    if found is None or (name in _NEEDS_ELEMENTS and not found.shape[1]):
        return None
    if name in _NEEDS_ORDER and found.dtype.kind == "c":
        return None
    return _as_numbers(FUNCTIONS[name](found))


def _joined(join: Callable[..., np.ndarray], left: Elements, right: Elements) -> Elements:
    """The result of an operator; None for shapes that do not fit, or an order of complex ones."""
    if left is None or right is None:
        return None
    widths = {left.shape[1], right.shape[1]} - {1}
    is_complex = "c" in (left.dtype.kind, right.dtype.kind)
    if len(widths) > 1 or (is_complex and join in _ORDERINGS):
        return None
    return _as_numbers(join(left, right))


def _as_numbers(found: np.ndarray) -> np.ndarray:
    """Results of comparisons as numbers, so that they can be computed with."""
    return found if found.dtype.kind == "c" else found.astype(np.float64)


FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "norm": lambda x: np.sqrt((np.abs(x) ** 2).sum(axis=1, keepdims=True)),
    "max": lambda x: x.max(axis=1, keepdims=True),
    "min": lambda x: x.min(axis=1, keepdims=True),
    "mean": lambda x: x.mean(axis=1, keepdims=True),
    "sum": lambda x: x.sum(axis=1, keepdims=True),
    "abs": np.abs,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "any": lambda x: (x != 0).any(axis=1, keepdims=True),
    "all": lambda x: (x != 0).all(axis=1, keepdims=True),
}
"""The functions, by their names in torch; each takes one argument."""

_KEPT = {"max": "highest", "min": "lowest", "mean": "mean"}
_NEEDS_ELEMENTS = ("max", "min", "mean")
_NEEDS_ORDER = ("max", "min")
_ARITHMETIC: dict[type[ast.operator], Callable[..., np.ndarray]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[..., np.ndarray]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
_ORDERINGS = (np.less, np.less_equal, np.greater, np.greater_equal)
