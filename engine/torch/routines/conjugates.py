"""Complex conjugates, which PyTorch leaves to be computed until their elements are asked for.

Here they are computed at once, in memory of their own, and that is marked.

Source: torch.conj, torch.is_conj and torch.resolve_conj, PyTorch 2.13.
"""

from __future__ import annotations

from weakref import WeakSet

from engine.ops.elementwise import complex_numbers
from engine.ops.shapes import shape
from engine.storage import Storage
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors

_marked: WeakSet[Storage] = WeakSet()
"""The memory of conjugates."""


def conjugated(input: Tensor) -> Tensor:
    """The complex conjugates; real numbers as they are."""
    if not input.dtype.is_complex:
        return input
    result = complex_numbers.conj(input)
    if not is_conj(input):
        _marked.add(result._shared_storage())
    return result


def is_conj(input: Tensor) -> bool:
    """Whether elements are conjugates that PyTorch has not computed yet."""
    require_tensors("is_conj", input=input)
    storage = input._storage
    return storage is not None and input.dtype.is_complex and storage.memory in _marked


def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself; a copy of conjugates."""
    require_tensors("resolve_conj", input=input)
    if not is_conj(input):
        return input
    copied: Tensor = shape.clone(input)
    return copied
