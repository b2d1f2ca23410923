"""In-place methods that change the shape of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from engine import errors, grad_mode, in_place, observe
from engine.ops.shapes import becoming
from engine.tensor import Tensor
from engine.torch.calling.arguments import distinct_dims, one_dim, sizes
from engine.torch.routines import dimensions, views


def t_(tensor: Tensor) -> Tensor:
    """Transpose a matrix in place.

    Raises:
        RuntimeError: more than two dimensions.
    """
    dimensions.check_matrix("t_", tensor)
    return becoming.t_.apply_in_place(tensor)


def transpose_(tensor: Tensor, dim0: int, dim1: int) -> Tensor:
    """Swap two dimensions in place."""
    first, second = one_dim(tensor, dim0), one_dim(tensor, dim1)
    return becoming.transpose_.apply_in_place(tensor, dim0=first, dim1=second)


swapdims_ = transpose_


def swapaxes_(tensor: Tensor, axis0: int, axis1: int) -> Tensor:
    """Swap two dimensions in place."""
    return transpose_(tensor, axis0, axis1)


def unsqueeze_(tensor: Tensor, dim: int) -> Tensor:
    """Insert a dimension of size 1 before the dimension ``dim``, in place."""
    return becoming.unsqueeze_.apply_in_place(tensor, dim=dimensions.new_dim(tensor, dim))


def squeeze_(tensor: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Remove all dimensions of size 1, or some of them, in place."""
    if dim is None:
        return becoming.squeeze_all_.apply_in_place(tensor)
    if isinstance(dim, int):
        return becoming.squeeze_dim_.apply_in_place(tensor, dim=one_dim(tensor, dim))
    return becoming.squeeze_dims_.apply_in_place(tensor, dim=distinct_dims(tensor, dim))


def as_strided_(
    tensor: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """Change the size, strides and offset, in place."""
    settings = views.strided_settings(tensor, size, stride, storage_offset)
    return becoming.as_strided_.apply_in_place(tensor, **settings)


def resize_(tensor: Tensor, *size: Any) -> Tensor:
    """Change the shape, keeping the elements in order; new elements are 0.

    Raises:
        NotImplementedError: the tensor is a view of a larger memory.
        RuntimeError: the tensor requires grad.
    """
    shape = sizes("resize_", size)
    if tensor.requires_grad and not grad_mode.current_modes().inference:
        raise RuntimeError("cannot resize variables that require grad")
    for extent in shape:
        if extent < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {extent}: {list(shape)}"
            )
    if shape == tuple(tensor.shape):
        return tensor
    elements, count = tensor._array(), prod(shape)
    if not elements.flags.forc or (tensor._extra is not None and count > elements.size):
        raise errors.MissingOperationError(
            "Gradwalk's resize_ takes tensors that fill their memory; use contiguous() first"
        )
    if observe.observer is not None:
        observe.observer.will_change(tensor)
        observe.observer.memory_exposed(tensor)
    row = np.ravel(elements, order="K")
    if count > row.size:
        row = np.concatenate([row, np.zeros(count - row.size, row.dtype)])
    tensor._data = row[:count].reshape(shape)
    tensor._shared_storage().version += 1
    in_place.refuse_inference(tensor)
    return tensor


def resize_as_(tensor: Tensor, the_template: Tensor) -> Tensor:
    """Change the shape to that of another tensor, see ``resize_``."""
    return resize_(tensor, *the_template.shape)


METHODS: dict[str, Callable[..., Tensor]] = {
    each.__name__: each
    for each in (
        t_, transpose_, swapaxes_, unsqueeze_, squeeze_, as_strided_, resize_, resize_as_,
    )
}  # fmt: skip
METHODS["swapdims_"] = swapdims_
