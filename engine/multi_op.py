"""Operations with several outputs, declared as those with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import grad_mode, observe
from engine.node import NodeOfMany
from engine.op import Number, Op, may_require_grad
from engine.storage import Creation
from engine.tensor import Tensor, make_output, wrap


class MultiOp(Op):
    """An operation whose kernel returns a tuple of arrays; called, it returns one of tensors."""

    def __call__(  # type: ignore[override]
        self, *operands: Tensor | Number, **settings: Any
    ) -> tuple[Tensor, ...]:
        """Apply the operation, taped where grad mode is on and an operand requires grad."""
        arrays, base = self._arrays(operands), self._base(operands)
        outs = tuple(map(wrap, self.kernel(*arrays, **settings)))
        if base is not None:
            for out in outs:
                self.join(out, base, Creation.SEVERAL_OUTPUTS)
        if grad_mode.here.enabled and self.node_type is not None:
            self._tape_all(operands, arrays, outs, settings)
        if observe.observer is not None:
            observe.observer.op_applied(self, outs, operands, settings)
        return outs

    def _tape_all(
        self, operands: Any, arrays: Any, outs: tuple[Tensor, ...], settings: dict[str, Any]
    ) -> None:
        """Make the outputs with gradients those of one node."""
        with_gradients = [out for number, out in enumerate(outs) if self.has_gradient(number)]
        if not all(map(may_require_grad, with_gradients)):
            return
        for output_nr, out in enumerate(with_gradients):
            make_output(out, output_nr, len(with_gradients))
        node = self._tape(operands, arrays, outs, settings)
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
