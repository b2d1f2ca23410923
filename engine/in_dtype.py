"""Operations with a ``dtype`` argument: they compute in that dtype, and gradients are cast back."""

from __future__ import annotations

from typing import Any

from engine import dtypes, grad_mode, observe, operand_checks
from engine.op import Op
from engine.strides import converted
from engine.tensor import Tensor, wrap


def apply_in_dtype(op: Op, operand: Tensor, dtype: dtypes.dtype, **settings: Any) -> Tensor:
    """Cast a tensor to a dtype and apply an operation.

    The cast has no node of its own: the gradient is cast back as after any promotion.

    Raises:
        RuntimeError: the tensor requires grad, but the dtype is integer or bool.
    """
    arrays = [converted(operand._data, dtype.numpy)]
    mode = grad_mode.current_modes()
    out = wrap(op.compute(*arrays, **settings))
    if mode.enabled and operand.requires_grad:
        if not operand_checks.may_require_grad(out):
            raise RuntimeError(f"Autograd not support dtype: {dtype.scalar_name}")
        out._node = op._tape((operand,), arrays, (out,), settings)
    elif mode.inference:
        out._ensure_extra().is_inference = True
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (operand,), settings)
    return out
