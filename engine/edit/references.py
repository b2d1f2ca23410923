"""The names by which a new statement can refer to picked cards, and where it can be inserted."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.edit.edits import Change, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.effects import changes_content
from engine.edit.hoisting import hoisted
from engine.edit.lines import appended, inserted_after, inserted_before
from engine.edit.names import RESULT_NAMES, Names, Use, fresh_name
from engine.edit.operations import is_in_place
from engine.edit.script import FUNCTIONS, Script, whole_node

_REFILLS = (
    *("append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update"),
    *("setdefault", "popitem"),
)
"""The methods that change which things are where in a list or dict."""

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True)
class Reference:
    """How a new statement can refer to a card.

    Attributes:
        name: the name, or dotted path, of the card.
        binder: the statement that binds the name or, for a card that gets a name of its own, the
            statement that its expression is part of.
        naming: the changes that give it the name, where it has none.
        is_before: whether the name is bound in front of the binder, not by it.
    """

    name: str
    binder: ast.stmt
    naming: tuple[Change, ...] = ()
    is_before: bool = False


def references(script: Script, names: Names, picked: Iterable[Picked]) -> list[Reference]:
    """How to refer to each of some cards; a card that occurs twice has one name.

    Raises:
        Refusal: a card is not made by an expression, or as ``hoisted``.
    """
    found: dict[ast.AST, Reference] = {}
    order = [(whole_node(script, each, may_be_part=True), each) for each in picked]
    for node, each in order:
        if node not in found:
            taken = {reference.name for reference in found.values()}
            found[node] = _reference(script, names, node, each, taken)
    return [found[node] for node, _ in order]


def with_statements(
    script: Script,
    names: Names,
    used: Sequence[Reference],
    new: list[str],
    *,
    of_tensor: bool = False,
) -> list[Change]:
    """Insert statements where all the cards can be referred to, naming those that have no name.

    This is the end of the script if all names are still valid there, else the earliest position.

    Args:
        of_tensor: whether they are about the tensors, whatever their numbers are by then.

    Raises:
        Refusal: OUT_OF_REACH.
    """
    used = list(dict.fromkeys(used))
    # An expression that is hoisted comes before its statement, also where that gets a name itself.
    in_order = sorted(used, key=lambda each: not each.is_before)
    changes = [change for each in in_order for change in each.naming]
    check_apart(changes)
    if all(_holds_at_end(script, names, each, of_tensor) for each in used):
        return changes + appended(script, new)
    last = max(used, key=lambda each: (script.span(each.binder), not each.is_before))
    for each in used:
        check_reach(script, names, each, last.binder, is_behind=not last.is_before)
    place = inserted_before if last.is_before else inserted_after
    return changes + place(script, last.binder, new)


def assigned_name(script: Script, node: ast.expr | ast.stmt) -> str | None:
    """The variable that an expression as a whole is assigned to."""
    match node:
        case ast.AugAssign(ast.Name(name)):
            return name
        case ast.Call(ast.Attribute(ast.Name(name), method)) if is_in_place(method):
            return name
    match script.parents[node]:
        case ast.NamedExpr(ast.Name(name), value) if value is node:
            return name
        case ast.Assign(targets, value) if value is node:
            return next((each.id for each in targets if isinstance(each, ast.Name)), None)
        case ast.AnnAssign(ast.Name(name), _, value) if value is node:
            return name
        case ast.Attribute(attr="requires_grad_") as function:
            call = script.parents[function]
            return assigned_name(script, call) if isinstance(call, ast.Call) else None
    return None


def root_of(path: str) -> str:
    """The variable that a path begins at: ``net`` of ``net.weight``, ``pair`` of ``pair[0]``."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def bindings(names: Names, name: str) -> list[Use]:
    """The uses in which the script's outermost scope binds a variable."""
    return [
        use for use in names.uses if use.name == name and use.is_bound and use.scope is names.module
    ]


def runner_of(script: Script, node: ast.AST) -> ast.AST:
    """The innermost function, loop or script that runs a node."""
    for each in script.around(node):
        is_head = isinstance(each, ast.For | ast.AsyncFor) and each.iter is node
        if isinstance(each, (*FUNCTIONS, ast.Lambda, *_LOOPS)) and not is_head:
            return each
        node = each
    return script.tree


def check_reach(
    script: Script, names: Names, used: Reference, statement: ast.stmt, is_behind: bool = False
) -> None:
    """Check that a name still refers to its card in a later statement, or behind that.

    Raises:
        Refusal: OUT_OF_REACH.
    """
    where, name = runner_of(script, used.binder), root_of(used.name)
    end, limit = script.span(used.binder).end, script.span(statement)[is_behind]
    is_rebound = any(
        use.name == name and use.is_bound and end < script.span(use.node).start < limit
        for use in names.within(where)
    )
    if is_rebound or where not in script.around(statement):
        raise Refusal(Reason.OUT_OF_REACH, script.place(used.binder), name=used.name)


def check_apart(changes: Sequence[Change]) -> None:
    """Check that cards can get names at once: none may be part of another's expression.

    Raises:
        Refusal: NOT_SUITABLE.
    """
    order = ordered(changes)
    for one, other in itertools.pairwise(order):
        if other.start < one.end:
            raise Refusal(Reason.NOT_SUITABLE, gesture=Gesture.NAME)


def _reference(
    script: Script, names: Names, node: ast.expr | ast.stmt, picked: Picked, taken: set[str]
) -> Reference:
    statement = script.statement(node)
    name = assigned_name(script, node)
    if name is not None:
        return Reference(_as_python(_path_from(name, picked)), statement)
    for name in reversed(picked.names):
        bound = bindings(names, root_of(name))
        if len(bound) == 1 and runner_of(script, bound[0].node) is script.tree:
            binder = script.statement(bound[0].node)
            if "[" in name and (binder is not statement or _is_refilled(script, names, name)):
                continue
            if binder is not statement or not name.isidentifier():
                return Reference(_as_python(name), binder)
            if isinstance(binder, ast.Assign | ast.For | ast.With):
                return Reference(name, binder)  # one of several names that it binds
    if not isinstance(node, ast.expr) or picked.is_of_module:
        raise Refusal(Reason.NOT_SUITABLE, picked.place)
    if picked.is_part:
        raise Refusal(Reason.NOT_IN_SCRIPT, picked.place)
    name = fresh_name(names, RESULT_NAMES, taken)
    is_shown = isinstance(statement, ast.Expr) and statement.value is node
    return Reference(name, statement, tuple(hoisted(script, node, name)), not is_shown)


def _path_from(variable: str, picked: Picked) -> str:
    """The variable, or the best path from it to a card: ``net.weight``, ``pair[0]``."""
    if variable in picked.names:
        return variable
    begins = f"{variable}.", f"{variable}["
    return next((each for each in reversed(picked.names) if each.startswith(begins)), variable)


def _as_python(path: str) -> str:
    """A path as Python reads it: ``net[0].weight`` for ``net.0.weight``."""
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", path)


def _is_refilled(script: Script, names: Names, path: str) -> bool:
    """Whether the script may put something else into a list, so that a path leads to that."""
    for use in names.uses:
        parent = script.parents.get(use.node)
        if use.name == root_of(path) and isinstance(parent, ast.Attribute | ast.Subscript):
            if isinstance(parent, ast.Attribute) and parent.attr in _REFILLS:
                return True
            if not isinstance(parent.ctx, ast.Load):
                return True
    return False


def _holds_at_end(script: Script, names: Names, used: Reference, of_tensor: bool) -> bool:
    """Whether a name still refers to the card, or its tensor, at the end of the script."""
    if runner_of(script, used.binder) is not script.tree:
        return False
    end = script.span(used.binder).end
    bound = bindings(names, root_of(used.name))
    if of_tensor:
        bound = [use for use in bound if not isinstance(script.parents[use.node], ast.AugAssign)]
    places = [script.span(use.node).start for use in bound]
    if not of_tensor and used.name.isidentifier():
        uses = [use for use in names.uses if use.name == used.name and use.owner is names.module]
        places += [script.span(use.node).start for use in uses if changes_content(script, use.node)]
    return all(place <= end for place in places)
