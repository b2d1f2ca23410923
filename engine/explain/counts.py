"""The number ``n`` in formulas: of elements, of losses or what these weigh, or of a dimension."""

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

_ALONG = frozenset(("flip", "roll", "fft_c2c", "fft_r2c", "fft_c2r"))
"""Operations whose formulas have the length of a dimension."""


def count_of(recording: Recording, applied: Application) -> float | None:
    """The number of which an operation is the mean, or the length that it is along; or None."""
    is_mean = applied.settings.get("reduction") == "mean"
    operands = {each.letter: each for each in applied.operands}
    if is_mean and "target" in operands:
        return _count_of_classes(recording, applied, operands)
    first, result = (_of(recording, card) for card in (applied.operands[0].card, applied.card))
    if applied.op.name in _ALONG and first is not None:
        dims = applied.settings.get("dims", applied.settings.get("dim"))
        return first.shape[dims[0]] if isinstance(dims, tuple) and len(dims) == 1 else None
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
