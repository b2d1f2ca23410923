"""``torch.UntypedStorage`` and ``torch.TypedStorage``: the memory that tensors are views of.

Who writes to it changes tensors behind autograd's back: no version is counted, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dtypes, observe
from engine.device import CPU, device
from engine.strides import memory_of
from engine.tensor import Tensor
from engine.warned import warn_once


def start_of(tensor: Tensor) -> int:
    """How many elements of its memory come before a tensor's first."""
    array = tensor._array()
    return int(array.ctypes.data - memory_of(array).ctypes.data) // array.itemsize


def in_a_row(memory: np.ndarray, dtype: np.dtype[Any]) -> np.ndarray:
    """All the memory of an array as elements of a dtype, one after the other."""
    buffer = memory.reshape(-1, order="A").view(np.uint8)
    return buffer[: buffer.size - buffer.size % dtype.itemsize].view(dtype)


class _Storage:
    """Elements in a row.

    Attributes:
        is_cuda: whether they are on another device: never.
    """

    __module__ = "torch.storage"
    is_cuda = False

    def __init__(self, elements: np.ndarray) -> None:
        self._elements = elements

    def __len__(self) -> int:
        return self._elements.size

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(self._elements[index])
        return self._elements[self._place(index)].item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._elements[index if isinstance(index, slice) else self._place(index)] = value

    def _place(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(f"index {index} out of range for storage of size {len(self)}")
        return index

    def __repr__(self) -> str:
        lines = [f" {each}" for each in self.tolist()]
        kind = f"torch.storage.{type(self).__name__}"
        return "\n".join([*lines, f"[{kind}({self._told()}device=cpu) of size {len(self)}]"])

    def _told(self) -> str:
        return ""

    def tolist(self) -> list[Any]:
        """The elements as Python numbers."""
        elements: list[Any] = self._elements.tolist()
        return elements

    @property
    def elements(self) -> np.ndarray:
        """The elements as an array."""
        return self._elements

    def size(self) -> int:
        """How many elements there are."""
        return len(self)

    def nbytes(self) -> int:
        """How many bytes they take."""
        return self._elements.nbytes

    def element_size(self) -> int:
        """How many bytes each of them takes."""
        return self._elements.itemsize

    def data_ptr(self) -> int:
        """The address of the first element."""
        return self._elements.ctypes.data

    @property
    def device(self) -> device:
        """Where they are."""
        return CPU

    def cpu(self) -> Any:
        """Itself: there is no other device."""
        return self

    def clone(self) -> Any:
        """The same elements in memory of their own."""
        return type(self)(self._elements.copy())

    def copy_(self, source: _Storage, non_blocking: bool | None = None) -> Any:
        """Take over another storage's elements."""
        self._elements[:] = source._elements
        return self

    def fill_(self, value: Any) -> Any:
        """Write one number everywhere."""
        self._elements[:] = value
        return self


class UntypedStorage(_Storage):
    """The bytes of memory; that of two tensors is the same where they share it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UntypedStorage) and self.data_ptr() == other.data_ptr()

    def __hash__(self) -> int:
        return hash(self.data_ptr())


class TypedStorage(_Storage):
    """Memory as elements of one dtype; deprecated."""

    @property
    def dtype(self) -> dtypes.dtype:
        """That of the elements."""
        return dtypes.of(self._elements.dtype)

    def _told(self) -> str:
        return f"dtype={self.dtype}, "

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return super().__getitem__(index)

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(in_a_row(self._elements, np.dtype(np.uint8)))


def _exposed(tensor: Tensor) -> np.ndarray:
    """The memory of a tensor, which somebody may write to from now on."""
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return memory_of(tensor._array())


def untyped_storage(tensor: Tensor) -> UntypedStorage:
    """The memory that a tensor is a view of, as bytes."""
    return UntypedStorage(in_a_row(_exposed(tensor), np.dtype(np.uint8)))


def storage(tensor: Tensor) -> TypedStorage:
    """The memory that a tensor is a view of, as elements of its dtype."""
    warn_once(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be "
        "the only storage class. This should only matter to you if you are using storages "
        "directly.  To access UntypedStorage directly, use tensor.untyped_storage() instead of "
        "tensor.storage()"
    )
    return TypedStorage(in_a_row(_exposed(tensor), tensor._array().dtype))


def is_storage(obj: object) -> bool:
    """Whether this is the memory of tensors."""
    return isinstance(obj, _Storage)
