"""How an operation is applied: promotion, the kernel, shared memory and the node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from engine import errors, grad_mode, in_place, observe, operand_checks
from engine.compiled import fast, fast_in_place
from engine.complex_refusals import REAL_ONLY, refuse_complex
from engine.declaration import Declaration
from engine.nodes.node import Node
from engine.promotion import Number, promoted
from engine.storage import Creation, View
from engine.strides import arranged, is_column_major, unexpanded
from engine.taping import node_of
from engine.tensor import Array, Tensor, wrap

__all__ = ["Number", "Op", "op"]


class Op(Declaration):
    """An operation that can be applied to tensors."""

    # -- as a function -------------------------------------------------------------------------

    @cached_property
    def on_one(self) -> Callable[[Any], Tensor]:
        """The operation as a function of one tensor."""
        return fast.on_one(self, lambda *operands: self.apply(operands, {}), is_operator=True)

    @cached_property
    def on_two(self) -> Callable[[Any, Any], Tensor]:
        """The operation as a function of a tensor, and another one or a number."""
        return fast.on_two(self, lambda *operands: self.apply(operands, {}), is_operator=True)

    @cached_property
    def _on_one_with_settings(self) -> Callable[[Any, dict[str, Any]], Tensor]:
        return fast.on_one_with_settings(self)

    def as_function(self) -> Callable[..., Any]:
        """The operation as a function in which everything that can be is decided beforehand."""
        if self.is_variadic or self.outputs != ("out",) or len(self.inputs) > 2:
            return self
        if len(self.inputs) == 1 and (self.settings or self.is_view):
            on_one = self._on_one_with_settings
            if not self.settings:
                return on_one
            return lambda operand, **settings: on_one(operand, settings)
        if self.settings or self.is_view:
            return self
        return self.on_one if len(self.inputs) == 1 else self.on_two

    def __call__(self, *operands: Tensor | Number, **settings: Any) -> Tensor:
        """Apply the operation, taped where grad mode is on and an operand requires grad."""
        if not self.is_variadic:
            if len(operands) == 1:
                if settings or self.is_view:
                    return self._on_one_with_settings(operands[0], settings)
                return self.on_one(*operands)
            if len(operands) == 2 and not settings and not self.is_view:
                return self.on_two(*operands)
        return self.apply(operands, settings)

    # -- applying it ---------------------------------------------------------------------------

    def apply(self, operands: Sequence[Tensor | Number], settings: dict[str, Any]) -> Tensor:
        """Apply the operation to operands of any kind, without shortcuts.

        Raises:
            RuntimeError: there is no memory for the result.
        """
        mode = grad_mode.current_modes()
        taping = mode.enabled  # evaluated first: it also silences numpy in a new thread
        arrays = self._arrays(operands)
        try:
            result = self.compute(*arrays, **settings)
        except MemoryError as error:
            raise errors.of_memory(error) from None
        out = wrap(arranged(result, arrays) if self.promotes and len(arrays) > 1 else result)
        if self.is_view:
            base: Any = operands[0]
            taping = self.join(out, base, Creation.DEFAULT) and taping
        elif mode.inference:
            out._ensure_extra().is_inference = True
        elif type(out._data) is np.ndarray and not out._data.flags.c_contiguous:
            out._ensure_extra()  # so that operations on it look at its strides
            out._data = unexpanded(out._data, arrays[0]) if len(arrays) == 1 else out._data
        if taping and self.node_type is not None and operand_checks.may_require_grad(out):
            out._node = self._tape(operands, arrays, (out,), settings)
        if observe.observer is not None:
            observe.observer.op_applied(self, out, operands, settings)
        return out

    def create(self, *operands: Tensor, requires_grad: bool = False, **settings: Any) -> Tensor:
        """Make a new leaf, by an operation that has no tensor operands or no derivative.

        Raises:
            RuntimeError: a leaf that requires grad was asked for, but the dtype is integer or bool.
        """
        arrays = self._arrays(operands) if operands else ()
        out = wrap(self.compute(*arrays, **settings))
        if requires_grad and not operand_checks.may_require_grad(out):
            raise RuntimeError(errors.NO_GRADIENTS_OF_DTYPE)
        out._requires_grad = requires_grad
        if grad_mode.current_modes().inference:
            out._ensure_extra().is_inference = True
        if observe.observer is not None:
            observe.observer.op_applied(self, out, operands, settings)
        return out

    def apply_in_place(self, target: Tensor, *others: Tensor | Number, **settings: Any) -> Tensor:
        """Overwrite ``target``, the first operand, with the result; return ``target``.

        Raises:
            RuntimeError: a leaf that requires grad or a view of one, a view that cannot get a new
                grad_fn, or a result that does not fit.
        """
        if fast_in_place.overwrite(self, target, others, settings):
            return target
        operands = (target, *others)
        taped = in_place.refuse_operands(target, operands)
        operand_checks.refuse_overlap(target, others, self.name)
        is_expanded = operand_checks.warn_of_expanded(target, self.name)
        arrays = self._arrays(operands)
        result = self.compute(*arrays, **settings)
        operand_checks.check_fits(result, target)
        if observe.observer is not None:
            observe.observer.will_change(target, operands, self.name)
        node = None
        if taped and self.node_type is not None:
            # Before the write: the target itself may be among the saved operands.
            node = self._tape(operands, arrays, (target,), settings, writes=1)
        if is_expanded:  # what stays must not undo what was written
            whole = target._array()
            np.copyto(whole, result, where=result != whole)
            result = whole
        target._write(result)
        if taped and not target.is_inference():
            in_place.rebase(target, node)
        if observe.observer is not None:
            observe.observer.changed_in_place(self, target, operands, settings)
        in_place.refuse_inference(target)
        return target

    # -- memory --------------------------------------------------------------------------------

    def join(self, out: Tensor, base: Tensor, creation: Creation) -> bool:
        """Make a result share the storage of its base: as a view, unless the op cuts gradients.

        Returns whether the result may be taped. A view of an inference tensor may not; it is no
        differentiable view either.
        """
        storage = out._storage = base._storage or base._shared_storage()
        if out._extra is not None:
            out._extra.is_inference = False  # which others are that are made in inference mode
        if self.cuts:
            if base.is_inference():
                out._ensure_extra().is_inference = out._ensure_extra().counts_writes = True
            return True
        if base._extra is not None and base._extra.is_inference:
            out._ensure_extra().is_inference = True
            return False
        if not grad_mode.current_modes().enabled:
            creation = (
                Creation.INFERENCE if grad_mode.current_modes().inference else Creation.NO_GRAD
            )
        view = None if base._extra is None else base._extra.view
        if view is not None:
            base = view.base
            is_sure = view.creation == Creation.INFERENCE
            creation = view.creation if is_sure else creation or view.creation
        out._ensure_extra().view = View(base, creation, storage.version)
        return True

    # -- operands ------------------------------------------------------------------------------

    def _arrays(self, operands: Sequence[Tensor | Number]) -> list[Any]:
        """The arrays on which the kernel computes, cast to one dtype if the operation promotes."""
        values = [o._data if isinstance(o, Tensor) else self._number(o, operands) for o in operands]
        if self.is_view and isinstance(operands[0], Tensor):
            values[0] = operands[0]._array()  # a view needs memory that can be shared
        if self.name in REAL_ONLY:
            refuse_complex(self.name, values)
        if not self.promotes:
            return values
        if len(values) == 2:
            operand_checks.check_broadcast(*values)
        return promoted(values, floating=self.floating, is_exact=self.takes_exact_number)

    def _number(self, operand: Any, operands: Sequence[Any]) -> Number | np.generic:
        """An operand that is not a tensor: a number, where the operation accepts one.

        Raises:
            TypeError: the operation needs a tensor there.
        """
        if isinstance(operand, Number | np.generic) and self.promotes and len(self.inputs) == 2:
            return operand
        at = next(i for i, each in enumerate(operands) if each is operand)
        name = ("input", "other", *self.inputs[2:])[at]
        raise errors.not_a_tensor(self.name, name, at + 1, operand)

    # -- taping --------------------------------------------------------------------------------

    def _tape(
        self,
        operands: Sequence[Any],
        arrays: Sequence[Any],
        outs: tuple[Tensor, ...],
        settings: dict[str, Any],
        writes: int = 0,
        needed: tuple[bool, ...] = (),
    ) -> Node | None:
        """The node of one application; None where no operand requires grad, or none can.

        Args:
            writes: the number of in-place writes to the output still to come, see ``node_of``.
            needed: which operands require grad, if known already.
        """
        needed = needed or tuple([isinstance(o, Tensor) and o.requires_grad for o in operands])
        if True not in needed or operand_checks.are_apart(operands, operands[needed.index(True)]):
            return None
        is_complex = self.is_holomorphic and outs[0]._data.dtype.kind == "c"
        column_major = self._column_major(arrays) if self.column_major_rules else ()
        plan = (
            self.plans_by[is_complex, column_major] if is_complex or column_major else self.plans
        )[needed]
        return node_of(plan, operands, arrays, outs, settings, writes) if plan.has_rules else None

    def _column_major(self, arrays: Sequence[Any]) -> tuple[str, ...]:
        """Those inputs that are column-major matrices, if the operation has rules for them."""
        named = zip(self.inputs, arrays)
        return tuple(
            [n for n, array in named if n in self.column_major_rules and is_column_major(array)]
        )


def op(
    node_name: str | None = None,
    *,
    promotes: bool = False,
    floating: bool = False,
    is_view: bool = False,
    cuts: bool = False,
    formula: str = "",
    fits: bool = False,
    is_holomorphic: bool = False,
) -> Callable[[Callable[..., Array]], Op]:
    """Declare an operation; the decorated function is its kernel (see ``Op``).

    Args:
        node_name: PyTorch's name of the node, such as ``MulBackward0``; None without a derivative.
        promotes: whether the inputs are first promoted to a common dtype, by PyTorch's rules.
        floating: whether integers and booleans are promoted to the default floating-point dtype.
        is_view: whether the result shares the first input's memory.
        cuts: whether the operation exists to stop gradients.
        formula: what it computes, in LaTeX, with the names of its inputs.
        fits: whether its rules already return gradients in the shapes of the inputs.
        is_holomorphic: whether it is complex differentiable; its rules, written for real numbers,
            are then conjugated for complex ones.
    """

    def declare(kernel: Callable[..., Array]) -> Op:
        return Op(
            kernel,
            node_name,
            promotes=promotes,
            floating=floating,
            is_view=is_view,
            cuts=cuts,
            formula=formula,
            fits=fits,
            is_holomorphic=is_holomorphic,
        )

    return declare
