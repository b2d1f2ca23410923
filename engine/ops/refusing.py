"""Operations that PyTorch gives a node which cannot be differentiated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.op import Op


def refusing(text: str, kind: type[Exception] = RuntimeError) -> Callable[[Op], Op]:
    """Give an operation rules for all of its inputs that raise an error with a text.

    Nodes that bear no name of their own show those edges only along which a gradient would go.
    """

    def declare(operation: Op) -> Op:
        def refuse(F: Any, g: Any) -> Any:
            raise kind(text)

        for name in operation.inputs:
            operation.vjp(name, slope=r"\mathrm{undefined}")(refuse)
        node_type = operation.node_type
        if node_type is not None and node_type.__name__ == "NotImplemented":
            node_type.edges_in_pytorch = property(_edges)  # type: ignore[assignment]
        return operation

    return declare


def _edges(node: Any) -> tuple[tuple[Any, int], ...]:
    return tuple(edge for edge in node.next_edges if edge is not None)
