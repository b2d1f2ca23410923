"""The gesture that adds a tensor: a statement at the end of the script."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.edit.edits import Edit, Gesture, Reason, Refusal, Shape, ordered
from engine.edit.imports import torch_name
from engine.edit.lines import appended
from engine.edit.literals import Numbers, is_floating, numbers_text
from engine.edit.names import TENSOR_NAMES, Names, check_new_name, fresh_name
from engine.edit.script import Script
from engine.edit.seeding import seeding


class Source(StrEnum):
    """The source of the numbers of a new tensor."""

    ARANGE = "arange"
    VALUES = "tensor"
    ZEROS = "zeros"
    ONES = "ones"
    RAND = "rand"
    RANDN = "randn"


_RANDOM = (Source.RAND, Source.RANDN)


@dataclass(frozen=True)
class NewTensor:
    """A tensor to be added.

    Attributes:
        source: the source of its numbers.
        numbers: the end of ``arange``, or the values of ``tensor``; a lone number is a scalar.
        shape: the shape, for all other sources.
        seed: the seed set before the first random numbers; None for none.
        requires_grad: whether it requires grad.
    """

    source: Source
    numbers: Numbers = 0.0
    shape: Shape = ()
    seed: int | None = None
    requires_grad: bool = False


def add_tensor(source: str, tensor: NewTensor, name: str | None = None) -> Edit:
    """Add a tensor at the end of a script, with the given name or else a new one.

    Raises:
        Refusal: INTEGER_GRAD, where integers are to require a gradient; or NAME_... .
    """
    script = Script(source)
    names = Names(script)
    if name is None:
        name = fresh_name(names, TENSOR_NAMES)
    else:
        check_new_name(script, names, name)
    torch = torch_name(script)
    statements = [f"{name} = {_creation(torch, tensor)}"]
    if tensor.source in _RANDOM and tensor.seed is not None:
        statements = [*seeding(script, tensor.seed), *statements]
    changes = appended(script, statements)
    return Edit(Gesture.ADD_TENSOR, source, ordered(changes), name, name)


def _creation(torch: str, tensor: NewTensor) -> str:
    arguments = [_numbers(tensor)]
    if tensor.requires_grad:
        is_given = tensor.source in (Source.ARANGE, Source.VALUES)
        if is_given and not is_floating(tensor.numbers):
            raise Refusal(Reason.INTEGER_GRAD, dtype="int64")
        arguments.append("requires_grad=True")
    return f"{torch}.{tensor.source}({', '.join(arguments)})"


def _numbers(tensor: NewTensor) -> str:
    if tensor.source in (Source.ARANGE, Source.VALUES):
        return numbers_text(tensor.numbers)
    return ", ".join(map(str, tensor.shape)) or "()"
