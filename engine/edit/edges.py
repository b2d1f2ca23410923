"""Gestures on an edge: insert or bypass an operation, detach, attach, rewire."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.flow import dependants
from engine.edit.literals import Numbers, numbers_text
from engine.edit.names import Names
from engine.edit.operations import DETACH, Operation, operands_of, written
from engine.edit.references import Reference, check_apart, check_reach, references
from engine.edit.rewriting import fitted, operand, plain, remade
from engine.edit.script import Script, is_about_others, is_target, whole_node
from engine.edit.values import is_creation, is_literal

_JOINING = (
    *("cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack"),
    *("column_stack", "row_stack", "block_diag"),
)


@dataclass(frozen=True)
class Edge:
    """An edge of the graph, from a card to one that was made from it.

    Attributes:
        operand: the card that it leads from.
        user: the card that it leads to.
        number: its index among the edges between the two: ``x * x`` has two.
    """

    operand: Picked
    user: Picked
    number: int = 0


def insert(
    source: str,
    edge: Edge,
    operation: Operation,
    others: Sequence[Numbers] = (),
    gesture: Gesture = Gesture.INSERT,
) -> Edit:
    """Insert an operation into an edge: the user takes its result instead of the operand.

    ``others`` are the numbers that the operation takes besides the operand.

    Raises:
        Refusal
    """
    script = Script(source)
    used = operand_of(script, edge)
    operands = [operand(script, used), *(plain(numbers_text(each)) for each in others)]
    change = fitted(script, used, written(script, operation, operands))
    sites = (script.place(script.node(edge.user)),)
    subject = script.text(used) if gesture is Gesture.DETACH else operation.short_name
    return Edit(gesture, source, (change,), subject, sites=sites)


def bypass(
    source: str, picked: Picked, kept: int | None = None, gesture: Gesture = Gesture.BYPASS
) -> Edit:
    """Replace an operation by one of its operands.

    This is the operand with index ``kept`` in the script's text; by default the first that is not a
    literal.

    Raises:
        Refusal
    """
    script = Script(source)
    node = whole_node(script, picked)
    operands = [] if _takes_no_tensor(node) else operands_of(script, node)
    if kept is None:
        operands, kept = [each for each in operands if not _is_constant(each)], 0
    if not isinstance(node, ast.expr) or not 0 <= kept < len(operands):
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=gesture)
    change = _with_comment(
        script, remade(script, node, operand(script, operands[kept], with_space=True))
    )
    subject = script.text(operands[kept] if gesture is Gesture.ATTACH else node)
    return Edit(gesture, source, (change,), subject, sites=(script.place(node),))


def _with_comment(script: Script, change: Change) -> Change:
    """The removal of a line in a chain of calls, but not of a comment behind the line above."""
    start, end, text = change
    line_end = script.end_of_line(start)
    is_last = end == script.end_of_line(end)
    if text or not is_last or not script.source[start:line_end].lstrip().startswith("#"):
        return change
    return Change(max(start, min(line_end, end)), end, "")


def _takes_no_tensor(node: ast.expr | ast.stmt) -> bool:
    """Whether a function makes a tensor of numbers, or joins those of a list made elsewhere."""
    match node:
        case ast.Call(ast.Attribute(attr=name)) if name.endswith("_like"):
            return False
        case ast.Call(ast.Attribute(attr=name), [ast.Name() | ast.Attribute(), *_]):
            return name in (*_JOINING, "from_numpy") or is_creation(node)
    return is_creation(node)


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or is_literal(node)


def detach(source: str, edge: Edge) -> Edit:
    """Cut an edge by ``detach()``: no gradient crosses it.

    Raises:
        Refusal
    """
    return insert(source, edge, DETACH, gesture=Gesture.DETACH)


def attach(source: str, picked: Picked) -> Edit:
    """Remove a ``detach()``, so that the gradient crosses the edge again.

    Raises:
        Refusal: also where the card was not made by ``detach()``.
    """
    match Script(source).node(picked):
        case ast.Call(ast.Attribute(attr="detach")):
            return bypass(source, picked, 0, Gesture.ATTACH)
    raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.ATTACH)


def rewire(source: str, edge: Edge, picked: Picked) -> Edit:
    """Make an edge lead from another card.

    Raises:
        Refusal: CYCLE, USED_BEFORE, OUT_OF_REACH, or another reason.
    """
    script = Script(source)
    names = Names(script)
    replaced, user = operand_of(script, edge), script.node(edge.user)
    (used,) = references(script, names, [picked])
    told = picked.code if used.naming else used.name  # nobody knows the name that it would get
    _check_order(script, names, used, user, script.node(picked), told)
    changes = [*used.naming, remade(script, replaced, plain(used.name))]
    check_apart(changes)
    sites = (script.place(user),)
    return Edit(Gesture.REWIRE, source, ordered(changes), used.name, sites=sites)


def operand_of(script: Script, edge: Edge) -> ast.expr:
    """The operand of an edge as an expression of the script.

    Raises:
        Refusal: NOT_WRITTEN, where the expression does not name it: it goes in by way of a
            function's parameters, or there are fewer such edges; NOT_IN_SCRIPT, CHANGED_IN_PLACE.
    """
    user = script.node(edge.user)
    if is_about_others(user):
        raise Refusal(Reason.NOT_IN_SCRIPT, edge.user.place)
    found = [each for each in operands_of(script, user) if _is_operand(script, each, edge.operand)]
    if edge.number >= len(found):
        raise Refusal(Reason.NOT_WRITTEN, edge.user.place, name=edge.operand.told)
    if is_target(found[edge.number]):
        raise Refusal(Reason.CHANGED_IN_PLACE, edge.user.place, name=edge.operand.told)
    return found[edge.number]


def _is_operand(script: Script, written_operand: ast.expr, picked: Picked) -> bool:
    if picked.place is not None and script.is_at(written_operand, picked.place):
        return True
    match written_operand:
        case ast.Name() | ast.Attribute():
            return script.text(written_operand) in picked.names
    return False


def _check_order(
    script: Script,
    names: Names,
    used: Reference,
    user: ast.expr | ast.stmt,
    picked: ast.expr | ast.stmt,
    told: str,
) -> None:
    """Check that a card is made before another one is to use it, and not from that one.

    Args:
        told: how refusals call the card.
    """
    place, statement = script.place(user), script.statement(user)
    is_part = user in script.around(picked) or picked in script.around(user)
    if picked is user or is_part:
        raise Refusal(Reason.CYCLE, place, name=told)
    is_taken_out = used.binder is statement and used.is_before
    if not is_taken_out and script.span(used.binder) >= script.span(statement):
        is_made_from = used.binder in (statement, *dependants(script, names, statement))
        raise Refusal(Reason.CYCLE if is_made_from else Reason.USED_BEFORE, place, name=told)
    check_reach(script, names, used, statement)
