"""What nodes keep of tensors until their gradients come."""

from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.plan import Plan
from engine.registry import traced
from engine.storage import Storage
from engine.tensor import Tensor, wrap


def saved(
    plan: Plan,
    operands: Sequence[Any],
    arrays: Sequence[Any],
    outs: tuple[Tensor, ...],
    writes: int,
) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """What a node keeps, and in which versions.

    ``writes`` tells how often the one output, then also the first operand, is still to be written
    to.
    """
    if writes and plan.saves_output:
        outs[0]._array()  # a bare number has no memory in which the node would see the write
    keeps = [
        detached(outs[~at]) if at < 0 else kept(operands[at], arrays[at]) for at in plan.positions
    ]
    if writes and 0 in plan.positions:
        keeps[plan.positions.index(0)] = frozen(outs[0])
    versions = [each._writes if isinstance(each, Tensor) else 0 for each in keeps]
    if writes and plan.saves_output:
        versions[-1] += writes
    return tuple(keeps), tuple(versions)


def detached(tensor: Tensor) -> Tensor:
    """The same memory and version counter without a node, to be saved by the node itself."""
    saved = wrap(tensor._data)
    saved._storage = tensor._shared_storage()
    if tensor.output_nr:
        saved._own_extra().output_nr = tensor.output_nr
    return saved


def frozen(tensor: Tensor) -> Tensor:
    """A tensor as it is before an in-place change: a clone of it, with a node of its own.

    It passes for the same tensor in that version, which it stays.
    """
    before = wrap(tensor._data.copy())
    before._node = traced.clone._tape((tensor,), (tensor._data,), (before,), {})
    before._serial = tensor._serial
    before._storage = Storage()
    before._storage.version = tensor._writes
    return before


def kept(operand: Any, array: Any) -> Any:
    """What a node keeps of an operand: the tensor, or the number in the dtype of the result.

    Raises:
        RuntimeError: a tensor made in inference mode.
    """
    if not isinstance(operand, Tensor):
        return array
    if operand._extra is not None and operand._extra.is_inference:
        raise RuntimeError(errors.INFERENCE_SAVED)
    return operand
