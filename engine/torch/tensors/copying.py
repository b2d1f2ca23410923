"""Copying of tensors: into others, and by Python's ``copy`` and ``pickle``."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from engine import grad_mode, operand_checks
from engine.ops.elementwise import combined
from engine.ops.shapes import shape
from engine.strides import memory_of
from engine.tensor import Tensor, wrap
from engine.torch import overriding
from engine.torch.calling.dtype_arguments import warn_of_lost_parts


def write(target: Tensor, source: Tensor) -> Tensor:
    """Write a tensor's elements into another; untaped for integer and bool targets."""
    warn_of_lost_parts(source, target.dtype)
    if operand_checks.may_require_grad(target):
        return combined.copy_from.apply_in_place(target, source)
    with grad_mode.no_grad():
        return combined.copy_from.apply_in_place(target, source)


def deepcopied(tensor: Tensor, memo: dict[int, Any]) -> Tensor:
    """``copy.deepcopy(tensor)``: a leaf of the same class in new memory.

    Raises:
        RuntimeError: the tensor is not a leaf.
    """
    if not tensor.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
            "protocol at the moment.  If you were attempting to deepcopy a module, this may be "
            "because of a torch.nn.utils.weight_norm usage, see "
            "https://github.com/pytorch/pytorch/pull/103001"
        )
    copied = shape.clone(shape.detach(tensor))
    overriding.become(copied, type(tensor))
    if tensor.requires_grad:
        copied._with_grad_required()
    memo[id(tensor)] = copied
    if type(tensor) is Tensor:  # subclasses keep only their elements
        if isinstance(tensor._data, np.ndarray):
            copied._data = _in_copied_memory(tensor._data, memo)
        copied.__dict__.update(copy.deepcopy(tensor.__dict__, memo))
        if tensor._grad is not None:
            copied._grad = shape.clone(shape.detach(tensor._grad))
    return copied


def _in_copied_memory(array: np.ndarray, memo: dict[int, Any]) -> np.ndarray:
    """The same view of a copy of an array's base: one copy for all views of it."""
    whole = memory_of(array)
    if not whole.flags.c_contiguous:
        return array.copy()
    copied = memo.get(id(whole))
    if copied is None:
        copied = memo[id(whole)] = whole.copy()
    offset = array.ctypes.data - whole.ctypes.data
    return np.ndarray(array.shape, array.dtype, copied, offset, array.strides)


def reduced(tensor: Tensor, protocol: int) -> tuple[Any, ...]:
    """What ``copy.copy`` and ``pickle`` store: the elements and ``requires_grad``."""
    kept = type(tensor), tensor._array(), tensor.requires_grad
    return rebuilt, kept, tensor.__dict__ or None


def rebuilt(kind: type[Tensor], elements: np.ndarray, requires_grad: bool) -> Tensor:
    """A leaf of a class with given elements."""
    tensor = wrap(elements)
    overriding.become(tensor, kind)
    return tensor._with_grad_required(requires_grad) if requires_grad else tensor
