"""Random numbers that are the same in every run, and are not drawn twice."""

from __future__ import annotations

import ast
import sys

from engine.edit.imports import torch_name
from engine.edit.operations import function_name
from engine.edit.script import Script


def seeding(script: Script, seed: int, place: int = sys.maxsize) -> list[str]:
    """What sets the generator before numbers are drawn at a place of a script.

    Nothing where it has been set before: set again, it would give the same numbers once more, and
    the weights of a second layer would be those of the first.
    """
    name = function_name(script, "torch.manual_seed")
    for statement in script.tree.body:
        match statement:
            case ast.Expr(ast.Call(function)) if script.text(function) == name:
                if script.span(statement).end <= place:
                    return []
    return [f"{torch_name(script)}.manual_seed({seed})"]
