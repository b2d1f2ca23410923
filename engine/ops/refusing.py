"""Operations that PyTorch gives a node which cannot be differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.op import Op


def refusing(text: str, kind: type[Exception] = RuntimeError) -> Callable[[Op], Op]:
    """Give an operation rules for all of its inputs that raise an error with a text."""

    def declare(operation: Op) -> Op:
        def refuse(F: Any, g: Any) -> Any:
            raise kind(text)

        for name in operation.inputs:
            operation.vjp(name, slope=r"\mathrm{undefined}")(refuse)
        return operation

    return declare
