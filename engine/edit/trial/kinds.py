"""The shape and dtype of a tensor, and tensors of zeros of such a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import engine.torch as torch
from engine.edit.edits import Shape
from engine.tensor import Tensor
from engine.torch.routines import creation

MOST_ELEMENTS = 1 << 20
"""A tensor of more is not tried: an answer must be there before it is missed."""


class Kind(NamedTuple):
    """The shape of a tensor, and its dtype, e.g. ``float32``."""

    shape: Shape
    dtype: str


Kinds = Mapping[str, Kind]
"""Those of the tensors of a recording, by the names that stand for one kind only."""


def zeros(kind: Kind) -> Tensor | None:
    """A tensor of a kind; None where it is too large, or of a dtype that is not known."""
    dtype = getattr(torch, kind.dtype or "float32", None)
    count = 1
    for size in kind.shape:
        count *= max(size, 1)
    if dtype is None or count > MOST_ELEMENTS:
        return None
    return creation.zeros(kind.shape, dtype=dtype)


def kind_of(tensor: Tensor) -> Kind:
    """The kind of a tensor."""
    return Kind(tuple(tensor.shape), str(tensor.dtype).rpartition(".")[2])
