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
    cards, lines = recording["cards"], source_lines(recording.source)
    is_constant = cards["op"] == recording.string_number(_OP)
    constants = np.flatnonzero(is_constant & (cards["event"] < before)).tolist()
    last = {recording.card_site(each): each for each in constants}  # of those of a loop
    module = parsed(recording.source) if last else None
    nodes = ast.walk(module) if module is not None else ()
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        constant = last.get(place_of(lines, call))
        if constant is None or path_to(recording, constant, seeds) is None:
            continue
        for operand in _operands(call):
            found = cards_selected(recording, place_of(lines, operand)).tolist()
            goals = [each for each in found if each < constant]
            path = path_to(recording, card, goals) if goals else None
            if path is not None:
                return Taken(path.cards, _name_of(call), call.lineno, path.cut)
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
