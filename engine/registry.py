"""All operations by name, on arrays and on tensors; filled as operations are declared.

A rule receives one of these namespaces as ``F``, and computes with arrays or with tensors.
"""

from types import SimpleNamespace
from typing import Any

raw = SimpleNamespace()
"""Kernels on arrays, used in a plain backward pass; nothing is taped."""

traced = SimpleNamespace()
"""Operations on tensors, used in a pass under ``create_graph``; all are taped."""


class _Quick(SimpleNamespace):
    """Makes the functions of ``quick`` when they are first used."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(traced, name).as_function()
        setattr(self, name, function)
        return function


quick = _Quick()
"""The operations of ``traced`` as faster functions, for calls with plain operands as in rules."""
