"""Blocks of the palette: layers applied to a card, with new parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.edit.edits import Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.imports import torch_name
from engine.edit.names import RESULT_NAMES, Names, fresh_name
from engine.edit.references import references, with_statements
from engine.edit.script import Script
from engine.edit.seeding import seeding

_OTHER_DTYPES = ("float64", "float16", "bfloat16", "complex64", "complex128")
"""Those that parameters get where their input has them, as it could not be multiplied otherwise."""


def add_layers(
    source: str, picked: Picked, sizes: Sequence[int], *, subject: str, seed: int = 0
) -> Edit:
    """Apply linear layers to a card, with ``tanh`` between them: ``torch.tanh(x @ w1 + b1)``.

    ``sizes`` are the numbers of outputs of the layers. Weights are random, biases zero. The seed is
    set unless the script has set one before.

    Shapes: card (..., n) -> (..., sizes[-1]).

    Raises:
        Refusal: NOT_SUITABLE, where a card has no last dimension.
    """
    if not picked.shape:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.APPLY)
    script = Script(source)
    names = Names(script)
    (used,) = references(script, names, [picked])
    torch, taken = torch_name(script), [used.name]

    def fresh(*wished: str) -> str:
        name = fresh_name(names, wished, taken)
        taken.append(name)
        return name

    is_other = picked.dtype in _OTHER_DTYPES
    settings = f"dtype={torch}.{picked.dtype}, " * is_other + "requires_grad=True"
    lines: list[str] = []
    layer_input = used.name
    for number, (size, outputs) in enumerate(pairwise((picked.shape[-1], *sizes)), start=1):
        is_last = number == len(sizes)
        suffix = "" if len(sizes) == 1 else str(number)
        weight = fresh(f"w{suffix}", f"weight{number}")
        bias = fresh(f"b{suffix}", f"bias{number}")
        result = fresh(*(RESULT_NAMES if is_last else ("h",)))
        lines += [
            f"{weight} = {torch}.randn({size}, {outputs}, {settings})",
            f"{bias} = {torch}.zeros({outputs}, {settings})",
        ]
        value = f"{layer_input} @ {weight} + {bias}"
        lines.append(f"{result} = {value if is_last else f'{torch}.tanh({value})'}")
        layer_input = result
    changes = with_statements(script, names, [used], lines)
    seeded = seeding(script, seed, changes[-1].start)
    if seeded:
        changes = with_statements(script, names, [used], [*seeded, *lines])
    return Edit(Gesture.APPLY, source, ordered(changes), subject, layer_input)
