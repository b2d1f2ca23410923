"""Operations that compute in a dtype that is asked for, and lead back to the operand as it is."""

from __future__ import annotations

from typing import Any

from engine import checks, dtypes, grad_mode, observe
from engine.op import Op
from engine.strides import converted
from engine.tensor import Tensor, wrap


def apply_in_dtype(op: Op, operand: Tensor, dtype: dtypes.dtype, **settings: Any) -> Tensor:
    """Apply an operation on one tensor to its elements in a dtype.

    That they are converted leaves no node: the gradient is converted back as those of all operands
    are that were brought to another dtype.

    Raises:
        RuntimeError: gradients are asked for of numbers that cannot have any.
    """
    arrays = [converted(operand._data, dtype.numpy)]
    mode = grad_mode.here
    out = wrap(op.compute(*arrays, **settings))
    if mode.enabled and operand.requires_grad:
        if not checks.may_require_grad(out):
            raise RuntimeError(f"Autograd not support dtype: {dtype.scalar_name}")
        out._node = op._tape((operand,), arrays, (out,), settings)
    elif mode.inference:
        out._own_extra().is_inference = True
    if observe.observer is not None:
        observe.observer.op_applied(op, out, (operand,), settings)
    return out
