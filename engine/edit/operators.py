"""Gestures on an operation: replace it, swap its operands."""

from __future__ import annotations

import ast

from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal
from engine.edit.operations import (
    Form,
    Operation,
    calls_module,
    function_name,
    is_method,
    operands_of,
    written,
)
from engine.edit.rewriting import composed, operand, remade
from engine.edit.script import Script, whole_node
from engine.edit.values import is_creation, is_literal


def change_operation(
    source: str, picked: Picked, operation: Operation, count: int | None = None
) -> Edit:
    """Replace an operation by another one on the same operands, of which it takes ``count``.

    A function or method keeps its other arguments where it becomes another of its kind.

    Raises:
        Refusal: NOT_SUITABLE, where a tensor is made rather than computed, or the number of
            operands is another.
    """
    script = Script(source)
    node = whole_node(script, picked)
    is_whole = is_creation(node) or (isinstance(node, ast.Call) and calls_module(script, node.func))
    operands = [] if is_whole else operands_of(script, node)
    if count is not None and len(operands) > count:  # those left out are settings
        operands = [each for each in operands if not is_literal(each)][:count] or operands
    has_two = operation.form is Form.OPERATOR
    is_of_number = operation.form is Form.METHOD and operands and is_literal(operands[0])
    has_other_count = not operands or (has_two and len(operands) != 2)
    if not isinstance(node, ast.expr) or has_other_count or is_of_number:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.CHANGE_OPERATION)
    new = written(script, operation, [operand(script, each) for each in operands])
    change = _renamed(script, node, operation) or remade(script, node, new)
    sites = (script.place(node),)
    return Edit(Gesture.CHANGE_OPERATION, source, (change,), operation.short_name, sites=sites)


def swap(source: str, picked: Picked) -> Edit:
    """Swap the two operands of an operation.

    Raises:
        Refusal: also where there are not two, or a tensor is made rather than computed.
    """
    script = Script(source)
    node = whole_node(script, picked)
    operands = [] if is_creation(node) else operands_of(script, node)
    if not isinstance(node, ast.BinOp | ast.Call | ast.Compare) or len(operands) != 2:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.SWAP)
    if isinstance(node, ast.Call) and (
        any(each.value in operands for each in node.keywords)
        or (is_method(script, node.func) and is_literal(operands[1]))  # a number has no methods
    ):
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.SWAP)
    first, second = (script.outer_span(each) for each in operands)
    start, end = script.span(node)
    between = source[first.end : second.start]
    swapped = [operand(script, each) for each in reversed(operands)]
    parts = source[start : first.start], between, source[second.end : end]
    change = remade(script, node, composed(parts, swapped))
    return Edit(Gesture.SWAP, source, (change,), script.text(node), sites=(script.place(node),))


def _renamed(script: Script, node: ast.expr, operation: Operation) -> Change | None:
    """Replace a function or method by another of its kind; None where the kinds differ."""
    if not isinstance(node, ast.Call) or operation.settings:
        return None
    match node.func, operation.form:
        case ast.Attribute() as function, Form.METHOD if is_method(script, function):
            end = script.span(function).end
            return Change(end - len(function.attr), end, operation.name)
        case function, Form.FUNCTION if not is_method(script, function):
            return Change(*script.span(function), function_name(script, operation.name))
    return None
