"""Checks whether the script that a gesture results in can be computed, without running it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType

from engine.edit.edits import Edit, Gesture, Reason, Refusal
from engine.edit.endless import check_ends
from engine.edit.imports import module_names
from engine.edit.operations import Operation, written
from engine.edit.rewriting import plain
from engine.edit.script import Script
from engine.edit.trial.attempts import Misfit, Missing, quietly
from engine.edit.trial.expressions import MisfitAt, modules_of, value_of
from engine.edit.trial.kinds import Kind, Kinds, kind_of
from engine.edit.trial.statements import Failure, Trial, tensor_of
from engine.script.source import Place

COMPUTING = frozenset(
    {
        Gesture.ADD_STATEMENT,
        Gesture.APPLY,
        Gesture.BYPASS,
        Gesture.CHANGE_OPERATION,
        Gesture.EDIT_VALUE,
        Gesture.INSERT,
        Gesture.REWIRE,
        Gesture.SWAP,
    }
)
"""The gestures that change what is computed."""

NOTHING_KNOWN: Kinds = MappingProxyType({})


def check_operation(
    script: Script,
    operation: Operation,
    operands: Sequence[Kind | float | None],
    place: Place | None,
) -> None:
    """Check that an operation accepts its operands: tensors, numbers, None where unknown.

    Raises:
        Refusal: SHAPES, MISFIT.
    """
    names = [f"operand_{number}" for number in range(len(operands))]
    code = written(script, operation, [plain(name) for name in names]).text
    variables = modules_of(module_names(script))
    for name, each in zip(names, operands):
        variables[name] = each if isinstance(each, int | float) else tensor_of(each)
    with quietly():
        try:
            value_of(ast.parse(code, mode="eval").body, variables)
        except MisfitAt as found:
            raise _refusal(found.misfit, operation.short_name, place) from None


def check(edit: Edit, kinds: Kinds = NOTHING_KNOWN) -> None:
    """Check that everything new in a script, or with new operands, can be computed, and ends.

    ``kinds`` are those of the recording of the script as it was.

    Raises:
        Refusal: SHAPES, MISFIT, MISSING, INTEGER_GRAD: what the first new failure is; ENDLESS.
    """
    check_ends(edit)
    if edit.gesture not in COMPUTING or edit.source == edit.before:
        return
    with quietly():
        failure = _first_failure(edit, kinds)
        if failure is None:
            return
        script = Script(edit.source)
        place = script.place(failure.node)
        further = {} if failure.is_new else {"line": place.line, "code": script.text(failure.node)}
        raise _refusal(failure.misfit, failure.misfit.name, place, **further)


def _first_failure(edit: Edit, kinds: Kinds) -> Failure | None:
    """The first failure that was not there before, or is in a new statement."""
    try:
        failures = Trial(Script(edit.source), kinds, edit.before).failures
        known = _known_failures(edit.before, tuple(kinds.items())) if failures else set()
    except RecursionError:  # a sum of a thousand terms: the run will tell
        return None
    return next((each for each in failures if ast.dump(each.node) not in known), None)


@lru_cache(maxsize=4)
def _known_failures(source: str, kinds: tuple[tuple[str, Kind], ...]) -> set[str]:
    """The failures that there were before."""
    return {ast.dump(each.node) for each in Trial(Script(source), dict(kinds)).failures}


def _refusal(misfit: Misfit, name: str, place: Place | None, **further: object) -> Refusal:
    if isinstance(misfit, Missing):
        return Refusal(Reason.MISSING, place, message=misfit.message, **further)
    tensors, fitting = misfit.tensors, misfit.fitting
    shapes = [tuple(each.shape) for each in tensors]
    if "can require gradients" in misfit.message:
        return Refusal(Reason.INTEGER_GRAD, place, dtype=kind_of(tensors[0]).dtype, **further)
    if len(shapes) == 2 and fitting:
        left, right = shapes
        return Refusal(
            Reason.SHAPES, place, operation=name, left=left, right=right, fitting=fitting, **further
        )
    return Refusal(
        Reason.MISFIT,
        place,
        operation=name,
        kinds=tuple(map(kind_of, tensors)),
        message=misfit.message,
        fitting=fitting,
        fitting_first=() if fitting else misfit.fitting_first,
        **further,
    )
