"""The number ``n`` in the formulas of means: of elements, of losses, or of what these weigh."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.values import Value

if TYPE_CHECKING:
    from engine.explain.application import Application, Operand

_REDUCTIONS = frozenset(("mean", "mean_dims", "var", "std", "std_mean", "var_mean"))


def count_of(recording: Recording, applied: Application) -> float | None:
    """The number of which an operation is the mean; None if it is none, or its count is unknown."""
    is_mean = applied.settings.get("reduction") == "mean"
    operands = {each.letter: each for each in applied.operands}
    if is_mean and "target" in operands:
        return _count_of_classes(recording, applied, operands)
    first, result = (_of(recording, card) for card in (applied.operands[0].card, applied.card))
    if first is None or result is None or not (is_mean or applied.op.name in _REDUCTIONS):
        return None
    if not is_mean:
        return first.size // max(result.size, 1)
    other = operands.get("b")
    second = None if other is None else _of(recording, other.card)
    return max(first.size, 0 if second is None else second.size)


def _count_of_classes(
    recording: Recording, applied: Application, operands: dict[str, Operand]
) -> float | None:
    """The number of targets that count, or the sum of the weights of their classes."""
    target, weights = _of(recording, operands["target"].card), operands.get("w")
    if target is None or not target.is_whole:
        return None
    if "multi" in applied.op.name:
        rows = target.shape[: 1 if applied.op.name == "multi_margin_loss" else -1]
        return prod(rows)
    kept = target.array[target.array != applied.settings.get("ignore_index")]
    if weights is None or weights.card == NONE:
        return int(kept.size)
    weight = _of(recording, weights.card)
    return None if weight is None or not weight.is_whole else float(np.sum(weight.array[kept]))


def _of(recording: Recording, card: int) -> Value | None:
    return None if card == NONE else recording.value(int(recording["cards"]["value"][card]))
