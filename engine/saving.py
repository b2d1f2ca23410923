"""What nodes keep of tensors until their gradients come."""

from typing import Any

from engine import errors
from engine.storage import Storage
from engine.tensor import Tensor, wrap


def detached(tensor: Tensor) -> Tensor:
    """The same memory and version counter without a node, to be saved by the node itself."""
    saved = wrap(tensor._data)
    saved._storage = tensor._shared_storage()
    if tensor.output_nr:
        saved._own_extra().output_nr = tensor.output_nr
    return saved


def frozen(tensor: Tensor) -> Tensor:
    """A tensor as it is before an in-place change: its node, its elements in memory apart.

    It passes for the same tensor in that version, which it stays.
    """
    before = wrap(tensor._data.copy(), tensor._node)
    before._serial = tensor._serial
    before._storage = Storage()
    before._storage.version = tensor._version
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
