"""What a kernel computed and the rules of its operation need again."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

KEPT = "kept"
"""The name that such settings have."""


class Kept:
    """Something that was computed from an array, as a setting of one call of an operation.

    It says nothing about what the operation does, and so is left out of recordings. As PyTorch
    does with what it saves, it trusts that nobody wrote to the array.
    """

    __slots__ = ("_found", "_source")

    def __init__(self) -> None:
        self._source: Callable[[], np.ndarray | None] | None = None
        self._found: Any = None

    def of(self, array: np.ndarray, compute: Callable[..., Any], *settings: Any) -> Any:
        """What ``compute`` returns for an array, not computed again for the same one."""
        if self._source is None or self._source() is not array:
            self._found = compute(array, *settings)
            self._source = weakref.ref(array)  # the node frees what it saved
        return self._found
