"""Hooks that replaced a gradient, and where the script registers them."""

from __future__ import annotations

import ast

from engine.diagnose.finding import Cause, Finding
from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.script.script_names import parsed
from engine.script.source import place_of, source_lines

_OF_TENSORS = ("register_hook", "register_prehook")
_OF_MODULES = ("register_full_backward_hook", "register_full_backward_pre_hook")
_NODE_OF_MODULES = "BackwardHookFunctionBackward"


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
    lines = _lines_of_hooks(recording, cards[-1], _OF_MODULES if node else _OF_TENSORS)
    line = lines[0] if len(lines) == 1 else 0
    return Finding(Cause.HOOKED, cards, (step,), op=node, line=line, lines=lines)


def _lines_of_hooks(recording: Recording, card: int, methods: tuple[str, ...]) -> tuple[int, ...]:
    """The lines of the calls that register hooks there; of all calls, if it is not known which."""
    module, lines = parsed(recording.source), source_lines(recording.source)
    tensors = recording["cards"]["tensor"]
    calls, here = [], []
    for call in () if module is None else ast.walk(module):
        match call:
            case ast.Call(ast.Attribute(value=tensor, attr=method)) if method in methods:
                calls.append(call.lineno)
                selected = cards_selected(recording, place_of(lines, tensor))
                if (tensors[selected] == tensors[card]).any():
                    here.append(call.lineno)
    return tuple(sorted(set(here or calls)))
