"""Seeding the generator, so that random numbers are the same in every run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from engine.edit.edits import Edit
from engine.edit.imports import torch_name
from engine.edit.operations import function_name
from engine.edit.purity import is_draw, is_move_of_generator, name_called
from engine.edit.script import Script
from engine.edit.trial.attempts import TRIED
from engine.edit.values import CREATORS

_HARMLESS = frozenset({"backward", "print", "range", "retain_grad", "zero_"})


def seeding(script: Script, seed: int, place: int = sys.maxsize) -> list[str]:
    """The statement that seeds the generator before numbers are drawn at an offset of a script.

    Empty where it is seeded before: seeding it again would repeat the same numbers, and a second
    layer would get the weights of the first.
    """
    if any(script.span(each).end <= place for each in _settings(script)):
        return []
    return [f"{torch_name(script)}.manual_seed({seed})"]


def needless_settings(script: Script, removed: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements that seed the generator, once all that drew numbers are removed.

    Empty if the rest of the script has calls that may draw numbers, too.
    """
    gone = {each for statement in removed for each in ast.walk(statement)}
    settings = [each for each in _settings(script) if each not in gone]
    setting = {each for statement in settings for each in ast.walk(statement)}
    left = (each for each in ast.walk(script.tree) if each not in gone | setting)
    if not any(map(is_draw, gone)) or any(is_draw(each) or _is_unknown(each) for each in left):
        return []
    return settings


def _settings(script: Script) -> list[ast.stmt]:
    """The statements outside of all blocks that seed the generator."""
    name = function_name(script, "torch.manual_seed")
    return [each for each in script.tree.body if _is_call_of(script, each, name)]


def _is_call_of(script: Script, statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.Expr(ast.Call(function)):
            return script.text(function) == name
    return False


def draws(statement: str) -> bool:
    """Whether a statement draws random numbers."""
    return any(map(is_draw, ast.walk(ast.parse(statement))))


def shifts_draws(edit: Edit) -> bool:
    """Whether what a seeded script draws behind an edit takes other random numbers from then on."""
    if not edit.changes:
        return False
    script = Script(edit.before)
    calls = (each for each in ast.walk(script.tree) if isinstance(each, ast.Call))
    moves = [each for each in calls if is_move_of_generator(each)]
    first, last = edit.changes[0].start, edit.changes[-1].end
    is_seeded = any(
        name_called(each) == "manual_seed" and script.span(each).end <= first for each in moves
    )
    draws_behind = any(script.span(each).start >= last for each in moves)
    return is_seeded and draws_behind and _draw_count(edit.before) != _draw_count(edit.source)


def _draw_count(source: str) -> int:
    return sum(map(is_draw, ast.walk(Script(source).tree)))


def _is_unknown(node: ast.AST) -> bool:
    """Whether a node is a call that might draw numbers, as far as is known here."""
    return isinstance(node, ast.Call) and name_called(node) not in TRIED | CREATORS | _HARMLESS
