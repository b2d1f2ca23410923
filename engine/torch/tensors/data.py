"""``tensor.data``: a tensor's memory without its history."""

from __future__ import annotations

from engine import observe
from engine.operand_checks import may_require_grad
from engine.storage import Storage
from engine.tensor import Tensor, wrap
from engine.torch.gradients.batched import refusing_data


@refusing_data
def detached_data(input: Tensor) -> Tensor:
    """``input.data``: the same memory with a separate version counter, unknown to autograd."""
    data = wrap(input._array().view())
    data._storage = Storage(input._shared_storage().memory)
    if input.is_inference():
        data._ensure_extra().is_inference = data._ensure_extra().counts_writes = True
    if observe.observer is not None:
        observe.observer.memory_exposed(input, data)
    return data


def replace_data(target: Tensor, source: Tensor) -> None:
    """``target.data = source``: replaces the tensor's memory, unknown to autograd.

    Raises:
        TypeError: ``source`` is not a tensor.
        RuntimeError: it has an integer dtype, and ``target`` requires grad.
    """
    if not isinstance(source, Tensor):
        raise TypeError(f"Variable data has to be a tensor, but got {type(source).__name__}")
    if target.requires_grad and not may_require_grad(source):
        raise RuntimeError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )
    if observe.observer is not None:
        observe.observer.will_change(target)
        observe.observer.memory_exposed(source)
    target._data = source._array()
    storage = Storage(source._shared_storage().memory)
    storage.version = target._writes
    target._storage = storage
    target._ensure_extra()  # so that operations on it look at its strides
