"""Operations with several outputs, declared as those with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import grad_mode, observe
from engine.node_of_many import NodeOfMany
from engine.op import Number, Op
from engine.tensor import Tensor, wrap


class MultiOp(Op):
    """An operation whose kernel returns a tuple of arrays; called, it returns one of tensors."""

    def __call__(  # type: ignore[override]
        self, *operands: Tensor | Number, **settings: Any
    ) -> tuple[Tensor, ...]:
        """Apply the operation, taped where grad mode is on and an operand requires grad."""
        base = operands[0] if self.is_view else None
        if isinstance(base, Tensor):
            base._array()  # a view needs memory that can be shared
        arrays = self._arrays(operands)
        with np.errstate(all="ignore"):
            outs = tuple(map(wrap, self.kernel(*arrays, **settings)))
        if isinstance(base, Tensor):
            for out in outs:
                out._storage = base._shared_storage()
                out._history = out._storage.histories
        if grad_mode.here.enabled and self.node_type is not None:
            self._tape(operands, arrays, outs, settings)
        if observe.observer is not None:
            observe.observer.op_applied(self, outs, operands, settings)
        return outs

    def _tape(
        self, operands: Any, arrays: Any, outs: tuple[Tensor, ...], settings: dict[str, Any]
    ) -> None:
        """Make the outputs with gradients those of one node."""
        with_gradients = [out for number, out in enumerate(outs) if self.has_gradient(number)]
        if not all(out._data.dtype.kind in "fc" for out in with_gradients):
            return
        for output_nr, out in enumerate(with_gradients):
            out._output_nr = output_nr
        node = self._node(operands, arrays, outs, settings)
        if isinstance(node, NodeOfMany):
            node.output_count = len(with_gradients)
            for out in with_gradients:
                out._node = node


def multi_op(
    node_name: str | None = None,
    *,
    outputs: tuple[str, ...] | None = None,
    gradient_outputs: tuple[str, ...] | None = None,
    promotes: bool = False,
    floating: bool = False,
    is_view: bool = False,
    formula: str = "",
) -> Callable[[Callable[..., tuple[Any, ...]]], MultiOp]:
    """Declare an operation with several outputs: the decorated kernel returns them in a tuple.

    Rules get one gradient where one output has gradients, else a tuple with the gradient of each,
    None where undefined (one at least is defined). They ask for outputs by their names.

    Args:
        outputs: their names; None where the operands decide how many there are.
        gradient_outputs: names of those that have gradients; by default all.
        node_name, promotes, floating, is_view, formula: as for ``op``.
    """

    def declare(kernel: Callable[..., tuple[Any, ...]]) -> MultiOp:
        return MultiOp(
            kernel,
            node_name,
            promotes=promotes,
            floating=floating,
            is_view=is_view,
            formula=formula,
            outputs=outputs,
            gradient_outputs=outputs if gradient_outputs is None else gradient_outputs,
        )

    return declare
