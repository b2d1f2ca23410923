"""Where a script writes the ``backward()`` of a function of its own."""

from __future__ import annotations

import ast

from engine.record.recording import Recording
from engine.script.script_names import parsed


def line_of_backward(recording: Recording, node: str) -> int:
    """The line of the ``backward()`` that a node, by its name, runs; 0 if it is not found."""
    module = parsed(recording.source)
    for part in ast.walk(module) if module is not None else ():
        if not isinstance(part, ast.ClassDef) or f"{part.name}Backward" != node:
            continue
        for method in part.body:
            if isinstance(method, ast.FunctionDef) and method.name == "backward":
                return method.lineno
    return 0
