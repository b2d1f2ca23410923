"""Gestures that append a statement about a card: a backward pass, zeroing its gradient, a print."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from engine.edit.arguments import added_keyword, argument, removed_argument, replaced
from engine.edit.consequences import begins_pass
from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.imports import torch_name
from engine.edit.literals import Numbers, numbers_text
from engine.edit.names import Names
from engine.edit.references import references, with_statements
from engine.edit.script import Script
from engine.edit.seeds import PassCall, pass_call

FLAGS = ("retain_graph", "create_graph")


def ask_backward(
    source: str,
    picked: Picked,
    seed: Numbers | None = None,
    flags: tuple[str, ...] = (),
    through: Sequence[Picked] = (),
) -> Edit:
    """Append a backward pass from a card.

    ``through`` are the passes that go through the graph of the card, see ``passes_through``. All of
    them but the last one, which may be the new one, have to retain the graph.

    Raises:
        Refusal: NEEDS_SEED, where it is no scalar and there is no seed; NO_GRAD.
    """
    if seed is None and any(size != 1 for size in picked.shape or ()):
        raise Refusal(Reason.NEEDS_SEED, picked.place, shape=picked.shape)
    if picked.shape is not None and not picked.requires_grad:
        raise Refusal(Reason.NO_GRAD, picked.place)
    script = Script(source)
    names = Names(script)
    (used,) = references(script, names, [picked])
    seeds = [] if seed is None else [f"{torch_name(script)}.tensor({numbers_text(seed)})"]

    def changes_with(given: Iterable[str]) -> list[Change]:
        arguments = ", ".join([*seeds, *(f"{flag}=True" for flag in given)])
        return with_statements(script, names, [used], [f"{used.name}.backward({arguments})"])

    changes = changes_with(flags)
    place = max(change.end for change in changes[len(used.naming) :])
    passes = list(_pass_calls(script, through))
    before = [each for each in passes if script.span(each.call).start < place]
    if len(before) < len(passes):  # the new pass is not the last
        changes = changes_with(dict.fromkeys(("retain_graph", *flags)))
    changes += filter(None, (_retaining(script, each) for each in before))
    return Edit(Gesture.BACKWARD, source, ordered(changes), used.name)


def set_flag(source: str, picked: Picked, flag: str, is_set: bool) -> Edit:
    """Set or remove ``retain_graph`` or ``create_graph`` in the call that begins a pass.

    Raises:
        Refusal: also where it is so already.
    """
    script = Script(source)
    found = pass_call(script, picked)
    change = _flag_change(script, found, flag, is_set)
    if change is None:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.SET_FLAG)
    sites = (script.place(found.call),)
    return Edit(Gesture.SET_FLAG, source, (change,), f"{flag}={is_set}", sites=sites)


def zero_grad(source: str, picked: Picked) -> Edit:
    """Set the gradient of a card to zero, in place.

    Raises:
        Refusal: NO_GRADIENT; OUT_OF_REACH, where it has one only after its name is gone.
    """
    _check_gradient(picked)
    edit = _appended(source, picked, Gesture.ZERO_GRAD, "{}.grad.zero_()")
    script = Script(edit.source)
    passes = [script.span(node).start for node in ast.walk(script.tree) if begins_pass(node)]
    if passes and all(start > edit.spans[-1][1] for start in passes):
        raise Refusal(Reason.OUT_OF_REACH, picked.place, name=edit.subject)
    return edit


def drop_grad(source: str, picked: Picked) -> Edit:
    """Set the gradient of a card to None.

    Raises:
        Refusal: NO_GRADIENT.
    """
    _check_gradient(picked)
    return _appended(source, picked, Gesture.DROP_GRAD, "{}.grad = None")


def print_card(source: str, picked: Picked) -> Edit:
    """Print a card.

    Raises:
        Refusal
    """
    return _appended(source, picked, Gesture.PRINT, "print({})")


def _check_gradient(picked: Picked) -> None:
    if picked.has_grad is False:
        raise Refusal(Reason.NO_GRADIENT, picked.place, name=picked.told)


def _appended(source: str, picked: Picked, gesture: Gesture, template: str) -> Edit:
    script = Script(source)
    names = Names(script)
    (used,) = references(script, names, [picked])
    new, is_of_gradient = [template.format(used.name)], gesture is not Gesture.PRINT
    changes = with_statements(script, names, [used], new, of_tensor=is_of_gradient)
    return Edit(gesture, source, ordered(changes), used.name)


def _flag_change(script: Script, found: PassCall, flag: str, is_set: bool) -> Change | None:
    call, given = found.call, _flag(found, flag)
    match given:
        case None:
            return added_keyword(script, call, flag, "True") if is_set else None
        case ast.Constant(value) if bool(value) == is_set:
            return None
    if is_set or given in call.args:
        return replaced(script, given, str(is_set))
    return removed_argument(script, call, given)


def _flag(found: PassCall, flag: str) -> ast.expr | None:
    """The argument for a flag; None if it is not given. The flags come right after the seed."""
    return argument(found.call, flag, found.position + 1 + FLAGS.index(flag))


def _pass_calls(script: Script, passes: Iterable[Picked]) -> Iterator[PassCall]:
    """The calls that begin passes, as far as the script calls ``backward`` or ``grad`` itself."""
    for each in passes:
        with suppress(Refusal):
            yield pass_call(script, each)


def _retaining(script: Script, found: PassCall) -> Change | None:
    """Have a pass retain the graph; None where it does, also because it creates one."""
    match _flag(found, "create_graph"):
        case ast.Constant(True):
            return None
    return _flag_change(script, found, "retain_graph", is_set=True)
