"""The two faces of every operation, filled by ``engine.op`` as operations are declared."""

from types import SimpleNamespace
from typing import Any

raw = SimpleNamespace()
"""name -> kernel on arrays: what a plain backward computes with; nothing is taped."""

traced = SimpleNamespace()
"""name -> operation on tensors: what ``create_graph=True`` computes with; every step is taped."""


class _Quick(SimpleNamespace):
    """The operations as functions that do no more than each needs."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(traced, name).as_function()
        setattr(self, name, function)
        return function


quick = _Quick()
"""name -> the same operation, for rules: they call it in no other way than with its operands."""
