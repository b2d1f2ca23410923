"""Results that the engine computes outside of the graph, such as the places of ``nonzero``."""

from __future__ import annotations

import ast

import numpy as np

from engine.diagnose.paths import path_to
from engine.diagnose.taken import Taken
from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.script.script_names import parsed
from engine.script.source import place_of, source_lines

_OP = "constant"


def constant_from(recording: Recording, card: int, seeds: list[int], before: int) -> Taken | None:
    """The call whose result depends on a card without an edge to it, and leads to a pass."""
    cards = recording["cards"]
    is_constant = cards["op"] == recording.string_number(_OP)
    for constant in np.flatnonzero(is_constant & (cards["event"] < before)).tolist():
        call = _call_of(recording, constant)
        if call is None or path_to(recording, constant, seeds) is None:
            continue
        for operand in _operands(call):
            place = place_of(source_lines(recording.source), operand)
            goals = [each for each in cards_selected(recording, place).tolist() if each < constant]
            path = path_to(recording, card, goals) if goals else None
            if path is not None:
                return Taken(path.cards, _name_of(call), call.lineno, path.cut)
    return None


def _call_of(recording: Recording, card: int) -> ast.Call | None:
    """The call of the script that made a card."""
    module, site = parsed(recording.source), recording.card_site(card)
    lines = source_lines(recording.source)
    for node in ast.walk(module) if module is not None else ():
        if isinstance(node, ast.Call) and place_of(lines, node) == site:
            return node
    return None


def _operands(call: ast.Call) -> list[ast.expr]:
    """The tensor of a method, and the arguments."""
    is_method = isinstance(call.func, ast.Attribute) and not _is_of_library(call.func)
    own = [call.func.value] if is_method and isinstance(call.func, ast.Attribute) else []
    return [*own, *call.args]


def _is_of_library(function: ast.Attribute) -> bool:
    return ast.unparse(function).startswith("torch.")


def _name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute) and not _is_of_library(call.func):
        return f".{call.func.attr}()"
    return f"{ast.unparse(call.func)}()"
