"""Where a script has the gradient of a result kept."""

from __future__ import annotations

import ast

from engine.record.pointing import cards_selected
from engine.record.recording import Recording
from engine.script.script_names import parsed
from engine.script.source import place_of, source_lines


def line_of_keeping(recording: Recording, card: int) -> int:
    """The line that calls ``retain_grad()`` of a card's tensor; 0 if none does."""
    module, lines = parsed(recording.source), source_lines(recording.source)
    nodes = [] if module is None else list(ast.walk(module))
    loops = [node for node in nodes if isinstance(node, ast.For | ast.While)]
    in_loops = {part for loop in loops for part in ast.walk(loop)}
    tensors, names = recording["cards"]["tensor"], recording.names(card)
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(value=tensor, attr="retain_grad")):
                selected = cards_selected(recording, place_of(lines, tensor))
                # Nothing tells in which turns a mere name was read: it stands for those of all.
                is_of_a_turn = tensor in in_loops and ast.unparse(tensor) in names
                if is_of_a_turn or (tensors[selected] == tensors[card]).any():
                    return node.lineno
    return 0
