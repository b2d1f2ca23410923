"""The gesture that applies an operation to cards: a new statement with a new name."""

from __future__ import annotations

from collections.abc import Sequence

from engine.edit.edits import Edit, Gesture, Picked, ordered
from engine.edit.literals import Numbers, numbers_text
from engine.edit.names import RESULT_NAMES, Names, check_new_name, fresh_name
from engine.edit.operations import Operation, written
from engine.edit.references import references, with_statements
from engine.edit.rewriting import plain
from engine.edit.script import Script
from engine.edit.trial.check import check_operation
from engine.edit.trial.kinds import Kind


def apply(
    source: str,
    operation: Operation,
    operands: Sequence[Picked | Numbers],
    name: str | None = None,
) -> Edit:
    """Apply an operation to picked cards and numbers, in the given order.

    Cards that have no name get one. The result gets the name asked for, else a new one.

    Raises:
        Refusal
    """
    script = Script(source)
    names = Names(script)
    picked = [each for each in operands if isinstance(each, Picked)]
    check_operation(script, operation, [_kind(each) for each in operands], picked[-1].place)
    used = references(script, names, picked)
    remaining = iter(used)
    texts = [
        plain(next(remaining).name if isinstance(each, Picked) else numbers_text(each))
        for each in operands
    ]
    if name is None:
        wished = ("loss", *RESULT_NAMES) if _is_loss(operation) else RESULT_NAMES
        name = fresh_name(names, wished, [each.name for each in used])
    else:
        check_new_name(script, names, name)
    statement = f"{name} = {written(script, operation, texts).text}"
    changes = with_statements(script, names, used, [statement])
    return Edit(Gesture.APPLY, source, ordered(changes), operation.short_name, name)


def _is_loss(operation: Operation) -> bool:
    return operation.short_name.endswith("_loss") or "cross_entropy" in operation.short_name


def _kind(operand: Picked | Numbers) -> Kind | float | None:
    """The shape and dtype of an operand; None if unknown."""
    if isinstance(operand, Picked):
        return None if operand.shape is None else Kind(operand.shape, operand.dtype)
    return operand if isinstance(operand, int | float) else None
