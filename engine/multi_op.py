"""Operations with several outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import grad_mode, observe
from engine.nodes.node import NodeOfMany
from engine.op import Number, Op
from engine.operand_checks import may_require_grad
from engine.storage import Creation
from engine.tensor import Tensor, mark_output, wrap


class MultiOp(Op):
    """An operation whose kernel returns a tuple of arrays; a call returns a tuple of tensors.

    Outputs that were not asked for are None in both.
    """

    def __call__(  # type: ignore[override]
        self, *operands: Tensor | Number, **settings: Any
    ) -> tuple[Tensor, ...]:
        """Apply the operation, taped where grad mode is on and an operand requires grad."""
        arrays = self._arrays(operands)
        results = self.compute(*arrays, **settings)
        outs: tuple[Any, ...] = tuple([None if each is None else wrap(each) for each in results])
        for out in outs:
            if out is not None and not out._data.flags.c_contiguous:
                out._ensure_extra()  # so that operations on it look at its strides
        taping = grad_mode.current_modes().enabled
        if self.is_view:
            base: Any = operands[0]
            for out in outs:
                taping = self.join(out, base, Creation.SEVERAL_OUTPUTS) and taping
        if taping and self.node_type is not None:
            self._tape_all(operands, arrays, outs, settings)
        if observe.observer is not None:
            observe.observer.op_applied(self, _made(outs), operands, settings)
        return outs

    def _tape_all(
        self, operands: Any, arrays: Any, outs: tuple[Any, ...], settings: dict[str, Any]
    ) -> None:
        """Make one node the grad_fn of all differentiable outputs."""
        numbered = enumerate(out for at, out in enumerate(outs) if self.has_gradient(at))
        with_gradients = {number: out for number, out in numbered if out is not None}
        if not with_gradients or not all(map(may_require_grad, with_gradients.values())):
            return
        count = sum(map(self.has_gradient, range(len(outs))))
        for output_nr, out in with_gradients.items():
            mark_output(out, output_nr, count)
        node = self._tape(operands, arrays, _made(outs), settings)
        if isinstance(node, NodeOfMany):
            node.output_count = count
            for out in with_gradients.values():
                out._node = node


def _made(outs: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """The outputs that were asked for."""
    return (
        outs
        if all(out is not None for out in outs)
        else tuple([out for out in outs if out is not None])
    )


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
    """Declare an operation with several outputs: the decorated kernel returns them as a tuple.

    If only one output is differentiable, rules receive its gradient. Otherwise they receive a tuple
    with the gradient of each output, None where undefined; at least one is defined. Rules refer to
    outputs by their names.

    Args:
        node_name: as for ``op``.
        outputs: their names; None where their number depends on the operands.
        gradient_outputs: names of the differentiable ones; by default all.
        promotes, floating, is_view, formula: as for ``op``.
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
