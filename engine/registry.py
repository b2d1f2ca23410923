"""Every operation by its name, on arrays and on tensors; filled as operations are declared.

A rule is given one of these namespaces as ``F``, and computes with arrays or with tensors.
"""

from types import SimpleNamespace
from typing import Any

raw = SimpleNamespace()
"""Kernels on arrays, in which a plain backward pass computes; nothing is taped."""

traced = SimpleNamespace()
"""Operations on tensors, in which a pass under ``create_graph`` computes; every one is taped."""


class _Quick(SimpleNamespace):
    """Makes the functions of ``quick`` when they are first asked for."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(traced, name).as_function()
        setattr(self, name, function)
        return function


quick = _Quick()
"""The operations of ``traced`` as faster functions, for calls with plain operands as in rules."""
