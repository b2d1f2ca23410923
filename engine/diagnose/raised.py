"""Why a run ended with an error: the tensors involved, and the steps that led to it."""

from __future__ import annotations

import ast
import re

import numpy as np

from engine import errors
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.missing import why_none, without_requires_grad
from engine.diagnose.paths import path_to, seed_cards
from engine.diagnose.taken import lists_gone_through
from engine.record.pointing import cards_selected
from engine.record.recording import Recording, Site
from engine.record.schema import NONE, CardFlag
from engine.record.variables import card_bound_at
from engine.script.script_names import name_of, parsed
from engine.script.source import place_of, source_lines

_STARTERS = ("backward", "grad")
_UNUSED, _, _ = errors.UNUSED_INPUT.partition("{")


def why_raised(recording: Recording) -> Finding | None:
    """Why a run's error was raised; None if no tensor is involved."""
    if not len(recording["errors"]):
        return None
    error = recording["errors"][-1]
    message = recording.text(int(error["message"]))
    site = Site(*(int(error[name]) for name in Site._fields))
    pass_ = _pass_ended_by(recording, int(error["type"]))
    if pass_ != NONE and errors.FREED in message:
        return _freed(recording, pass_)
    if pass_ != NONE and errors.CHANGED_IN_PLACE in message:
        return _changed_in_place(recording, pass_)
    if errors.NOT_A_SCALAR in message:
        started = _started_from(recording, site)
        return None if started == NONE else Finding(Cause.NOT_SCALAR, (started,))
    if errors.NO_GRAD_FN in message:
        return _without_graph(recording, _started_from(recording, site))
    if "NoneType" in message and (missing := _grad_that_is_none(recording, site)) != NONE:
        return why_none(recording.at(recording.step_count), missing)
    if _UNUSED in message and (unused := _asked_for(recording, site, message)) != NONE:
        return why_none(recording.at(recording.step_count), unused)
    if pass_ != NONE and _start_at(recording, site) and (failed := _node_failed(recording, pass_)):
        return failed
    involved = _involved(recording, site)
    return Finding(Cause.INVOLVED, involved) if involved else None


def start_that_failed(recording: Recording) -> int:
    """The line of the call that ended the run before its pass began; 0 if there is none."""
    for error in recording["errors"][-1:]:
        site = Site(*(int(error[name]) for name in Site._fields))
        if _pass_ended_by(recording, int(error["type"])) == NONE and _start_at(recording, site):
            return site.line
    return 0


def _pass_ended_by(recording: Recording, kind: int) -> int:
    """The last pass, if it ended with an error of this type and text; else NONE."""
    ends = recording["pass_ends"]
    if not len(ends) or int(ends["raised"][-1]) != kind:
        return NONE
    return int(ends["pass_"][-1])


def _failed(recording: Recording, pass_: int) -> tuple[int, int]:
    """The node that raised in a pass, and the event."""
    rows = recording["evaluations"][recording["evaluations"]["pass_"] == pass_]
    return int(rows["node"][-1]), int(rows["event"][-1])


def _node_failed(recording: Recording, pass_: int) -> Finding | None:
    """A pass ended at a node, for a reason that its message gives; None if it had no node yet."""
    if not (recording["evaluations"]["pass_"] == pass_).any():
        return None
    node, event = _failed(recording, pass_)
    card, step = int(recording["nodes"]["card"][node]), recording.cursor_of_event(event)
    return Finding(Cause.NODE_FAILED, (card,), (step,), op=_name(recording, node))


def _freed(recording: Recording, pass_: int) -> Finding:
    """An earlier pass ran a node and freed its saved tensors."""
    node, event = _failed(recording, pass_)
    evaluations = recording["evaluations"]
    earlier = evaluations[(evaluations["node"] == node) & (evaluations["event"] < event)]
    steps = [recording.cursor_of_event(event)]
    if len(earlier):
        steps.insert(0, recording.index.pass_start(int(earlier["pass_"][-1])))
    card = int(recording["nodes"]["card"][node])
    way = path_to(recording, card, seed_cards(recording, pass_))
    cards = (card,) if way is None else way.cards[::-1]
    return Finding(Cause.FREED, cards, tuple(steps), op=_name(recording, node))


def _changed_in_place(recording: Recording, pass_: int) -> Finding:
    """A tensor saved by a node was overwritten before the pass reached it."""
    node, event = _failed(recording, pass_)
    cards = recording["cards"]
    made = int(recording["nodes"]["card"][node])
    operands = recording.operands_of(made)["operand"]
    for saved in (*operands[operands != NONE].tolist(), made):
        changed = _change_of(recording, saved, int(cards["event"][made]), event)
        if changed != NONE:
            path = tuple(dict.fromkeys((made, saved, changed)))
            events = int(cards["event"][made]), int(cards["event"][changed]), event
            steps = tuple(recording.cursor_of_event(each) for each in events)
            return Finding(Cause.CHANGED_IN_PLACE, path, steps, op=_name(recording, node))
    return Finding(
        Cause.CHANGED_IN_PLACE,
        (made,),
        (recording.cursor_of_event(event),),
        op=_name(recording, node),
    )


def _change_of(recording: Recording, card: int, after: int, before: int) -> int:
    """The first content that was written into a card's memory between two events, or NONE."""
    cards = recording["cards"]
    memory = _memory(recording)
    is_change = (cards["flags"] & CardFlag.IN_PLACE != 0) & (memory == memory[card])
    changes = np.flatnonzero(is_change & (cards["event"] > after) & (cards["event"] < before))
    return int(changes[0]) if len(changes) else NONE


def _memory(recording: Recording) -> np.ndarray:
    """For each card the first one with the same memory, as a view or as a later content."""
    cards = recording["cards"]
    shares = cards["flags"] & (CardFlag.VIEW | CardFlag.IN_PLACE) != 0
    memory = np.where(shares & (cards["joined"] != NONE), cards["joined"], np.arange(len(cards)))
    while not np.array_equal(memory[memory], memory):
        memory = memory[memory]
    return memory


def _without_graph(recording: Recording, card: int) -> Finding | None:
    """A pass was started from a tensor without a graph."""
    if card == NONE:
        return None
    found = without_requires_grad(recording.at(recording.step_count), card)
    if found.cause in (Cause.FROZEN, Cause.TAKEN_OUT):
        return found
    return Finding(Cause.NO_GRAPH, found.cards, cut=found.cut)


def _started_from(recording: Recording, site: Site) -> int:
    """The card from which the call at a site tried to start a pass, or NONE."""
    call = _start_at(recording, site)
    if call is None or not isinstance(call.func, ast.Attribute):
        return NONE
    is_method = not (isinstance(call.func.value, ast.Attribute) and call.args)
    root = call.func.value if is_method else call.args[0]
    if isinstance(root, ast.List | ast.Tuple) and root.elts:
        root = root.elts[0]
    return _newest_at(recording, root)


def _asked_for(recording: Recording, site: Site, message: str) -> int:
    """The card whose gradient the call at a site asks for, of the number in a message, or NONE."""
    call, number = _start_at(recording, site), int(message.removeprefix(_UNUSED).split()[0])
    if call is None or len(call.args) < 2:
        return NONE
    asked = call.args[1]
    each = asked.elts if isinstance(asked, ast.List | ast.Tuple) else [asked]
    return _newest_at(recording, each[number]) if number < len(each) else NONE


def _start_at(recording: Recording, site: Site) -> ast.Call | None:
    """The call at a site, if it is to begin a pass."""
    match _expression_at(recording.source, site):
        case ast.Call(ast.Attribute(attr=method)) as call if method in _STARTERS:
            return call
    return None


def _involved(recording: Recording, site: Site) -> tuple[int, ...]:
    """The tensors that the expression at a site refers to by name, in order."""
    expression = _expression_at(recording.source, site)
    if expression is None:
        return ()
    names = [each for each in ast.walk(expression) if isinstance(each, ast.Name)]
    names.sort(key=lambda name: (name.lineno, name.col_offset))
    found = [_newest_at(recording, name) for name in names]
    return tuple(dict.fromkeys(card for card in found if card != NONE))


def _grad_that_is_none(recording: Recording, site: Site) -> int:
    """The card whose gradient the expression at a site reads while it is None, or NONE.

    Gradients of non-leaves are not retained: a leaf without one comes first.
    """
    expression, end = _expression_at(recording.source, site), recording.at(recording.step_count)
    reads = [] if expression is None else list(ast.walk(expression))
    grads = [read for read in reads if isinstance(read, ast.Attribute) and read.attr == "grad"]
    read = [each for grad in grads for each in _cards_read(recording, grad.value)]
    cards = np.array(read, np.int64)
    lacking = [card for card in cards.tolist() if end.gradient(card) == NONE]
    others = cards[~recording.index.are_leaves(cards)].tolist()
    return next(iter((*lacking, *others)), NONE)


def _cards_read(recording: Recording, expression: ast.expr) -> list[int]:
    """The cards that an expression may have referred to when the run ended.

    The variable of a comprehension stands for the elements of the list that it goes through.
    """
    lists = lists_gone_through(recording, expression) if isinstance(expression, ast.Name) else ()
    elements = [
        name for each in lists for name in recording.strings if re.fullmatch(rf"{each}\[\d+]", name)
    ]
    numbers = sorted(map(recording.string_number, elements))
    end = int(recording["errors"]["event"][-1])
    cards = [recording.index.bindings.last_named(number, end) for number in numbers]
    return [card for card in cards or [_newest_at(recording, expression)] if card != NONE]


def _expression_at(source: str, site: Site) -> ast.expr | None:
    """The expression exactly at a site; None if there is none."""
    module, lines = parsed(source), source_lines(source)
    if module is None:
        return None
    found = (node for node in ast.walk(module) if isinstance(node, ast.expr))
    return next((each for each in found if place_of(lines, each) == site), None)


def _newest_at(recording: Recording, expression: ast.expr) -> int:
    """The card that an expression of the script referred to when the run ended, or NONE."""
    site = place_of(source_lines(recording.source), expression)
    if isinstance(expression, ast.Name):
        return _bound_at_end(recording, expression.id, site)
    cards = cards_selected(recording, site)
    return int(cards[-1]) if len(cards) else NONE


def _bound_at_end(recording: Recording, name: str, site: Site) -> int:
    """The card of a variable that is read at a site, or NONE.

    Of a variable of another call, as an argument of the call that failed, the newest card.
    """
    variable, end = name_of(recording.source, site), int(recording["errors"]["event"][-1])
    found = NONE if variable is None else card_bound_at(recording, variable, end)
    if found == NONE:
        bound = recording["names"]
        named = bound["card"][bound["name"] == recording.string_number(name)]
        found = int(named[-1]) if len(named) else NONE
    return found


def _name(recording: Recording, node: int) -> str:
    return recording.text(int(recording["nodes"]["name"][node]))
