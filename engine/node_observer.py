"""An observer that hears of each new node, and relays to the previous observer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import grad_mode
from engine.observe import Applied, Relay
from engine.tensor import Tensor


class NodeObserver(Relay):
    """Calls ``made`` with each new node; relays every event to the previous observer."""

    def op_applied(
        self,
        op: Applied,
        out: Tensor | tuple[Tensor, ...],
        operands: Sequence[Any],
        settings: Mapping[str, Any],
    ) -> None:
        """An operation produced a tensor, or several."""
        if self.inner is not None:
            self.inner.op_applied(op, out, operands, settings)
        outs = (out,) if isinstance(out, Tensor) else out
        node = next((each._node for each in outs if each._node is not None), None)
        if node is not None:
            self.made(node, outs)

    def changed_in_place(
        self, op: Applied, tensor: Tensor, operands: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        """An operation overwrote a tensor in place."""
        if self.inner is not None:
            self.inner.changed_in_place(op, tensor, operands, settings)
        changed = tensor if tensor._view is None else tensor._view.base
        if grad_mode.current_modes().enabled and changed._node is not None:
            self.made(changed._node, (tensor,))

    def made(self, node: Any, outs: Sequence[Tensor]) -> None:
        """An operation created a node; ``outs`` are its results."""
        raise NotImplementedError
