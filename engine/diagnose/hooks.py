"""Hooks that replaced a gradient, and where the script registers them."""

from __future__ import annotations

import ast
from typing import NamedTuple

import numpy as np

from engine.diagnose.finding import Cause, Finding
from engine.record.places import Places, bounds
from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, EventKind
from engine.script.script_names import parsed
from engine.script.source import Place, place_of, source_lines

_OF_TENSORS = ("register_hook", "register_prehook")
_OF_MODULES = ("register_full_backward_hook", "register_full_backward_pre_hook")
_NODE_OF_MODULES = "BackwardHookFunctionBackward"


class _Registered(NamedTuple):
    """A call that registers a hook: its line, and the place of the hook; None if unknown."""

    line: int
    place: Place | None


def is_of_module(node: str) -> bool:
    """Whether a node, by its name, calls the hooks of a module."""
    return node == _NODE_OF_MODULES


def hooked(recording: Recording, cards: tuple[int, ...], step: int, node: str = "") -> Finding:
    """The finding that a hook replaced what arrived at the last card.

    Args:
        recording: the recording.
        cards: the path from the card in question.
        step: the cursor at which it can be seen.
        node: the name of the node that calls the hooks of a module; empty for those of a tensor.
    """
    found = _registered(recording, cards[-1], _OF_MODULES if node else _OF_TENSORS)
    if len(found) > 1:
        found = _that_replaced(recording, found, step) or found
    lines = tuple(sorted({each.line for each in found}))
    line = lines[0] if len(lines) == 1 else 0
    return Finding(Cause.HOOKED, cards, (step,), op=node, line=line, lines=lines)


def _registered(recording: Recording, card: int, methods: tuple[str, ...]) -> list[_Registered]:
    """The calls that register hooks there; all calls, if it is not known which."""
    module, lines = parsed(recording.source), source_lines(recording.source)
    tensors = recording["cards"]["tensor"]
    calls, here = [], []
    for call in () if module is None else ast.walk(module):
        match call:
            case ast.Call(ast.Attribute(value=tensor, attr=method)) if method in methods:
                calls.append(_Registered(call.lineno, _place_of_hook(module, lines, call)))
                selected = cards_selected(recording, place_of(lines, tensor))
                if (tensors[selected] == tensors[card]).any():
                    here.append(calls[-1])
    return here or calls


def _place_of_hook(module: ast.AST | None, lines: list[str], call: ast.Call) -> Place | None:
    """Where the function that a call registers is written, if it is a lambda or of the script."""
    match call.args[:1]:
        case [ast.Lambda() as hook]:
            return place_of(lines, hook)
        case [ast.Name(name)] if module is not None:
            for node in ast.walk(module):
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    return place_of(lines, node)
    return None


def _that_replaced(recording: Recording, hooks: list[_Registered], step: int) -> list[_Registered]:
    """Of several hooks the first that computed what the node received; else all that computed."""
    made = {each: _made_in(recording, each.place, step) for each in hooks}
    computed = [each for each in hooks if made[each]]
    state = recording.at(step)
    if len(computed) < 2 or state.step is None:
        return computed
    evaluation = recording["evaluations"][state.step.row]
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    received = recording["incoming"]["value"][first : first + count].tolist()
    for each in computed:
        value = int(recording["cards"]["value"][made[each][-1]])
        if any(_are_equal(recording, value, other) for other in received):
            return [each]
    return computed


def _made_in(recording: Recording, place: Place | None, step: int) -> list[int]:
    """The cards that a part of the script made right before a node was evaluated."""
    if place is None:
        return []
    cards, kinds = recording["cards"], recording["events"]["kind"]
    end = recording.at(step).happened - 1
    begins = (EventKind.NODE_EVALUATED, EventKind.PASS_BEGAN)
    before = np.flatnonzero(np.isin(kinds[:end], begins))
    begin = int(before[-1]) if len(before) else NONE
    is_new = (cards["event"] > begin) & (cards["event"] < end)
    is_new &= cards["flags"] & CardFlag.GRADIENT_OF == 0
    made = np.flatnonzero(is_new)
    are_here = Places(recording).are_within(cards["event"][made], *bounds(place))
    found: list[int] = made[are_here].tolist()
    return found


def _are_equal(recording: Recording, one: int, other: int) -> bool:
    if NONE in (one, other):
        return False
    first, second = recording.value(one), recording.value(other)
    if first is None or second is None:
        return False
    return np.array_equal(first.array, second.array, equal_nan=first.array.dtype.kind in "fc")
