"""Gestures that name an expression, and that rename or inline a variable."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.effects import Effects
from engine.edit.hoisting import hoisted
from engine.edit.lines import removed_but_comment
from engine.edit.names import (
    RESULT_NAMES,
    Names,
    Scope,
    Use,
    check_name,
    check_new_name,
    fresh_name,
)
from engine.edit.operations import calls_module
from engine.edit.purity import is_of_one_tensor, is_pure, moves_generator, name_called
from engine.edit.references import assigned_name, references, runner_of
from engine.edit.rewriting import operand, remade
from engine.edit.script import (
    DEFINITIONS,
    FUNCTIONS,
    Script,
    Span,
    is_in_f_string,
    whole_node,
)

_COMPUTING = (ast.BinOp, ast.Call, ast.Compare, ast.Subscript, ast.UnaryOp)


def name_expression(source: str, picked: Picked, name: str | None = None) -> Edit:
    """Assign an expression to a name, in a statement before its own.

    Raises:
        Refusal: NOT_SUITABLE, where it has one; AT_ANOTHER_TIME; NOT_IN_SCRIPT; or NAME_... .
    """
    script = Script(source)
    names = Names(script)
    node = whole_node(script, picked)
    if not isinstance(node, ast.expr) or assigned_name(script, node) is not None:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.NAME)
    if name is None:
        name = fresh_name(names, RESULT_NAMES)
    else:
        check_new_name(script, names, name)
    changes = hoisted(script, node, name)
    sites = (script.place(node),)
    return Edit(Gesture.NAME, source, ordered(changes), script.text(node), name, sites)


def inline(source: str, picked: Picked) -> Edit:
    """Replace a variable by the expression that it is bound to, and remove the assignment.

    Raises:
        Refusal: UNUSED, BOUND_AGAIN, NOT_THE_SAME_TWICE, NOT_SUITABLE, CHANGES_MEANING.
    """
    script = Script(source)
    names = Names(script)
    value = whole_node(script, picked)
    match script.parents[value]:
        case ast.Assign([ast.Name(name) as target]) as statement if isinstance(value, ast.expr):
            bound = names.of(target)
        case _:
            raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.INLINE)
    uses = [use for use in _same_variable(names, bound) if use.node is not target]
    nodes = _readers(script, uses, picked, name)
    is_of_one = any(is_of_one_tensor(script, each) for each in nodes)
    if len(nodes) > 1 and (is_of_one or not is_pure(value)):
        raise Refusal(Reason.NOT_THE_SAME_TWICE, picked.place, name=name)
    if _changes_meaning(script, names, statement, nodes):
        raise Refusal(Reason.CHANGES_MEANING, picked.place, name=name)
    written = operand(script, value)
    replaced = [remade(script, each, written) for each in nodes]
    changes = [*removed_but_comment(script, statement), *replaced]
    return Edit(Gesture.INLINE, source, ordered(changes), name, sites=(script.place(value),))


def _readers(script: Script, uses: list[Use], picked: Picked, name: str) -> list[ast.Name]:
    """The reads of a variable, which must be bound nowhere else."""
    if not uses:
        raise Refusal(Reason.UNUSED, picked.place, name=name)
    nodes = [use.node for use in uses if isinstance(use.node, ast.Name) and not use.is_bound]
    if len(nodes) < len(uses):
        raise Refusal(Reason.BOUND_AGAIN, picked.place, name=name)
    for node in nodes:
        if is_in_f_string(script, node):
            raise Refusal(Reason.IN_F_STRING, script.place(node))
    return nodes


def rename(source: str, picked: Picked, new: str) -> Edit:
    """Rename the variable of a card, or one that was picked, in all its uses.

    Raises:
        Refusal: NAME_...; NOT_SUITABLE, where the card has no name; OTHERWISE_CALLED.
    """
    script = Script(source)
    names = Names(script)
    node = script.node(picked)
    if isinstance(node, ast.Name):
        return _renamed(script, names, names.of(node), new)
    (used,) = references(script, names, [picked])
    bound = [use for use in names.within(used.binder) if use.name == used.name and use.is_bound]
    if not bound:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.RENAME)
    return _renamed(script, names, bound[0], new)


def _renamed(script: Script, names: Names, use: Use, new: str) -> Edit:
    check_name(script, new)
    uses = _same_variable(names, use)
    for each in uses:  # ``import torch`` would import another module
        if isinstance(each.node, ast.alias) and each.node.asname is None:
            raise Refusal(Reason.NOT_SUITABLE, script.place(each.node), gesture=Gesture.RENAME)
    if not any(each.is_bound for each in uses):  # a function of Python's
        raise Refusal(Reason.NOT_SUITABLE, script.place(use.node), gesture=Gesture.RENAME)
    _check_free(names, uses, new)
    _check_attributes(script, names, uses[0])
    spans = {span for each in uses for span in names.spans(each)}
    spans |= set(_keyword_spans(script, names, use.owner, use.name))
    changes = [Change(*span, new) for span in spans]
    return Edit(Gesture.RENAME, script.source, ordered(changes), use.name, new)


def _same_variable(names: Names, use: Use) -> list[Use]:
    return [each for each in names.uses if each.name == use.name and each.owner is use.owner]


def _changes_meaning(
    script: Script, names: Names, statement: ast.stmt, uses: list[ast.Name]
) -> bool:
    """Whether inlining would change a value, compute it twice, or in another mode of autograd."""
    for use in uses:
        if runner_of(script, use) is not runner_of(script, statement):
            return True
        if _withs_around(script, use) != _withs_around(script, statement):
            return True
    starts = [script.span(use).start for use in uses]
    start, end = script.span(statement).end, max(starts)
    if min(starts) < start:
        return True
    # Whatever comes between it and an earlier use comes before the last one, too.
    user = script.statement(uses[starts.index(end)])
    between = list(_expressions_between(script, start, end, _targets(user)))
    if moves_generator(statement) and any(map(moves_generator, between)):
        return True
    read = {each.name for each in names.within(statement) if not each.is_bound}
    is_rebound = any(
        each.name in read and each.is_bound and start < script.span(each.node).start < end
        for each in names.uses
        if script.statement(each.node) is not user
    )
    effects = Effects(script, statement)
    is_computed = any(isinstance(each, _COMPUTING) for each in between)
    return (
        is_rebound
        or effects.are_in(between)
        or (is_computed and effects.are_in(_parts_of_value(statement)))
    )


def _expressions_between(
    script: Script, start: int, end: int, left_out: set[ast.AST]
) -> Iterator[ast.expr]:
    for node in ast.walk(script.tree):
        if isinstance(node, ast.expr) and node not in left_out:
            span = script.span(node)
            if start < span.start and span.end <= end:
                yield node


def _parts_of_value(statement: ast.stmt) -> Iterator[ast.AST]:
    """All parts of what a statement assigns."""
    return ast.walk(statement.value) if isinstance(statement, ast.Assign) else iter(())


def _targets(statement: ast.stmt) -> set[ast.AST]:
    """What a statement assigns to, with its parts: ``x[0]`` in ``x[0] = y``."""
    targets: list[ast.expr] = []
    match statement:
        case ast.Assign(targets):
            pass
        case ast.AugAssign(target) | ast.AnnAssign(target):
            targets = [target]
    return {part for each in targets for part in ast.walk(each)}


def _withs_around(script: Script, node: ast.AST) -> list[ast.AST]:
    """The blocks around a node that a context manager, such as ``no_grad()``, is on in."""
    return [each for each in script.around(node) if isinstance(each, ast.With | ast.AsyncWith)]


def _check_free(names: Names, uses: list[Use], new: str) -> None:
    """Check that a variable of the new name would neither hide another one nor be hidden."""
    owner = uses[0].owner
    for other in names.uses:
        is_inside = owner in other.scope.chain()
        if other.name == new and is_inside and other.owner in owner.chain():
            raise Refusal(Reason.NAME_USED, name=new)
    for use in uses:
        scopes = list(use.scope.chain())
        between = scopes[: scopes.index(owner)]
        seen = [each for each in between if each is use.scope or each.is_seen_inside]
        if any(new in scope.bound for scope in seen):
            raise Refusal(Reason.NAME_USED, name=new)


def _check_attributes(script: Script, names: Names, use: Use) -> None:
    """Check that a variable is not also reached otherwise, by what is not renamed with it.

    A variable of a class is an attribute, and a parameter may be given by its name.

    Raises:
        Refusal: OTHERWISE_CALLED.
    """
    owner = use.owner.node
    renamed = set(_keywords(script, names, use.owner, use.name))
    is_of_class = isinstance(owner, ast.ClassDef)
    is_parameter = use.name in _parameters(owner)
    for node in ast.walk(script.tree):
        match node:
            case ast.Attribute(attr=name) if is_of_class and name == use.name:
                pass
            case ast.keyword(arg=name) if name == use.name and node not in renamed:
                if not (is_of_class or is_parameter) or _is_of_other(script, names, node, owner):
                    continue
            case _:
                continue
        raise Refusal(Reason.OTHERWISE_CALLED, script.place(node), name=use.name)


def _is_of_other(script: Script, names: Names, keyword: ast.keyword, owner: ast.AST) -> bool:
    """Whether an argument is given to a function of torch, of Python, or another of the script."""
    call = script.parents[keyword]
    if not isinstance(call, ast.Call):  # of a class
        return True
    if name_called(call) == "partial":
        return False
    if not calls_module(script, call.func):
        return True
    if not isinstance(call.func, ast.Name):
        return False
    used = names.of(call.func)
    nodes = {each.node for each in _same_variable(names, used) if each.is_bound}
    are_functions = bool(nodes) and all(isinstance(each, DEFINITIONS) for each in nodes)
    is_of_python = not nodes and hasattr(builtins, call.func.id)
    return is_of_python or (are_functions and owner not in nodes)


def _keyword_spans(script: Script, names: Names, owner: Scope, name: str) -> Iterator[Span]:
    """Where calls of a function give a parameter by its name."""
    for keyword in _keywords(script, names, owner, name):
        start = script.span(keyword).start
        yield Span(start, start + len(name))


def _keywords(script: Script, names: Names, owner: Scope, name: str) -> Iterator[ast.keyword]:
    """The arguments by which calls of a function give a parameter by its name."""
    function = owner.node
    if not isinstance(function, FUNCTIONS) or name not in _parameters(function):
        return
    around = names.of(function).owner
    for use in names.uses:
        call = script.parents.get(use.node)
        is_called = isinstance(call, ast.Call) and call.func is use.node
        if use.name == function.name and use.owner is around and is_called:
            assert isinstance(call, ast.Call)
            yield from (each for each in call.keywords if each.arg == name)


def _parameters(function: ast.AST) -> set[str]:
    """The parameters of a function or lambda; of anything else there are none."""
    if not isinstance(function, (*FUNCTIONS, ast.Lambda)):
        return set()
    return {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
