"""``torch.UntypedStorage`` and ``torch.TypedStorage``: the memory of tensors.

Writing to a storage bypasses autograd: no version is incremented, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dtypes, observe
from engine.device import CPU, device
from engine.script_warnings import warn_once
from engine.strides import memory_of
from engine.tensor import Tensor


def start_of(tensor: Tensor) -> int:
    """The offset of a tensor's first element in its memory, in elements."""
    array = tensor._array()
    return int(array.ctypes.data - memory_of(array).ctypes.data) // array.itemsize


def in_a_row(memory: np.ndarray, dtype: np.dtype[Any]) -> np.ndarray:
    """The whole memory of an array as a flat array of a dtype."""
    buffer = memory.reshape(-1, order="A").view(np.uint8)
    return buffer[: buffer.size - buffer.size % dtype.itemsize].view(dtype)


class _Storage:
    """A flat sequence of elements.

    Attributes:
        is_cuda: False: there are no other devices.
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
        return "\n".join([*lines, f"[{kind}({self._dtype_text()}device=cpu) of size {len(self)}]"])

    def _dtype_text(self) -> str:
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
        """The number of elements."""
        return len(self)

    def nbytes(self) -> int:
        """The number of bytes."""
        return self._elements.nbytes

    def element_size(self) -> int:
        """The number of bytes per element."""
        return self._elements.itemsize

    def data_ptr(self) -> int:
        """The address of the first element."""
        return self._elements.ctypes.data

    @property
    def device(self) -> device:
        """The device."""
        return CPU

    def cpu(self) -> Any:
        """The storage itself."""
        return self

    def clone(self) -> Any:
        """A copy in new memory."""
        return type(self)(self._elements.copy())

    def copy_(self, source: _Storage, non_blocking: bool | None = None) -> Any:
        """Copy another storage's elements."""
        self._elements[:] = source._elements
        return self

    def fill_(self, value: Any) -> Any:
        """Set all elements to a number."""
        self._elements[:] = value
        return self


class UntypedStorage(_Storage):
    """Memory as bytes; tensors that share memory have the same storage."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UntypedStorage) and self.data_ptr() == other.data_ptr()

    def __hash__(self) -> int:
        return hash(self.data_ptr())


class TypedStorage(_Storage):
    """Memory as elements of a dtype; deprecated."""

    @property
    def dtype(self) -> dtypes.dtype:
        """The dtype of the elements."""
        return dtypes.of(self._elements.dtype)

    def _dtype_text(self) -> str:
        return f"dtype={self.dtype}, "

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return super().__getitem__(index)

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(in_a_row(self._elements, np.dtype(np.uint8)))


def _exposed(tensor: Tensor) -> np.ndarray:
    """The memory of a tensor, which may be written to from now on."""
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return memory_of(tensor._array())


def untyped_storage(tensor: Tensor) -> UntypedStorage:
    """The storage of a tensor, as bytes."""
    return UntypedStorage(in_a_row(_exposed(tensor), np.dtype(np.uint8)))


def storage(tensor: Tensor) -> TypedStorage:
    """The storage of a tensor, as elements of its dtype."""
    warn_once(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be "
        "the only storage class. This should only matter to you if you are using storages "
        "directly.  To access UntypedStorage directly, use tensor.untyped_storage() instead of "
        "tensor.storage()"
    )
    return TypedStorage(in_a_row(_exposed(tensor), tensor._array().dtype))


def is_storage(obj: object) -> bool:
    """Whether an object is a storage."""
    return isinstance(obj, _Storage)
