"""The memory of the gradients of leaves: which leaves' ``.grad`` a memory holds."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from engine.storage import Storage
from engine.tensor import Array, Tensor


class LeafGradients:
    """Looks up leaves, by their serial numbers, by the memory of their ``.grad``.

    It refers to leaves by number and to memory weakly, and so keeps neither alive.
    """

    def __init__(self) -> None:
        self._memory_of: WeakValueDictionary[int, Storage] = WeakValueDictionary()
        self._in_memory: WeakKeyDictionary[Storage, dict[int, Array]] = WeakKeyDictionary()

    def note(self, leaf: Tensor, gradient: Tensor | None) -> None:
        """Note the current ``.grad`` of a leaf that has a serial number."""
        older = self._memory_of.pop(leaf._serial, None)
        if older is not None:
            self._in_memory[older].pop(leaf._serial, None)
        if gradient is not None:
            memory = gradient._shared_storage().memory
            self._memory_of[leaf._serial] = memory
            self._in_memory.setdefault(memory, {})[leaf._serial] = gradient._data

    def relaid(self, before: Array, tensor: Tensor) -> None:
        """Note that a tensor, such as a ``.grad``, was transposed in place.

        One with another shape than its leaf's is told as it was, as views rely on the shape.
        """
        gradients = self._in_memory.get(tensor._shared_storage().memory, {})
        for leaf, elements in gradients.items():
            if elements is before and elements.shape == tensor._data.shape:
                gradients[leaf] = tensor._data

    def sharing(self, tensor: Tensor) -> dict[int, Any]:
        """The elements of each ``.grad`` that shares a tensor's memory, by the leaf's number."""
        if tensor._storage is None:
            return {}
        gradients = self._in_memory.get(tensor._storage.memory, {})
        unshared = np.asarray(tensor._data)  # an unshared scalar moves once its memory is shared
        return {
            leaf: each if isinstance(each, np.ndarray) else unshared[()]
            for leaf, each in gradients.items()
        }
