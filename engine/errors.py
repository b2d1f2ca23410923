"""PyTorch's wording of what can go wrong, where a learner will search for it."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.tensor import Node, Tensor

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling "
    "backward."
)
NOT_A_LEAF = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed "
    "variable in a subgraph that doesn't require differentiation use "
    "var_no_grad = var.detach()."
)
LEAF_IN_PLACE = "a leaf Variable that requires grad is being used in an in-place operation."
NOTHING_TO_DIFFERENTIATE = (
    "element {index} of tensors does not require grad and does not have a grad_fn"
)
NOT_A_SCALAR = "grad can be implicitly created only for scalar outputs"
UNUSED_INPUT = (
    "One of the differentiated Tensors appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior."
)


class MissingOperationError(NotImplementedError, AttributeError):
    """A name that PyTorch has, or may have, and Gradwalk lacks."""


def changed_in_place(tensor: Tensor, expected: int, maker: Node | None) -> str:
    """That a saved tensor has another version than when it was saved."""
    which = (
        "" if maker is None else f", which is output 0 of {maker.name().partition('Backward')[0]},"
    )
    return (
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: [torch.{tensor.dtype.scalar_name}Tensor {list(tensor.shape)}]{which} is at "
        f"version {tensor._version}; expected version {expected} instead. Hint: enable anomaly "
        "detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )


def check_assigned_gradient(tensor: Tensor, gradient: object) -> None:
    """Refuse what cannot be a tensor's ``.grad``.

    Raises:
        TypeError: neither a tensor nor None.
        RuntimeError: another shape or dtype, or the tensor itself.
    """
    if gradient is None:
        return
    if not isinstance(gradient, type(tensor)):
        raise TypeError(
            "assigned grad expected to be a Tensor or None but got grad of type "
            f"{type(gradient).__name__}"
        )
    if gradient is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    if gradient.dtype is not tensor.dtype:
        theirs, ours = gradient.dtype.scalar_name.lower(), tensor.dtype.scalar_name.lower()
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{theirs}' to a tensor with dtype "
            f"'{ours}'. Please ensure that the gradient and the tensor have the same dtype"
        )
    if gradient.shape != tensor.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(gradient.shape)}' to a tensor of "
            f"size '{list(tensor.shape)}'. Please ensure that the gradient and the tensor are "
            "the same size"
        )


def warn_grad_of_non_leaf() -> None:
    """Say why the ``.grad`` of an intermediate result is None."""
    warnings.warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
        "attribute won't be populated during autograd.backward(). If you indeed want the .grad "
        "field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. "
        "If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
        "instead. See github.com/pytorch/pytorch/pull/30531 for more information.",
        UserWarning,
        stacklevel=3,
    )


def missing(owner: str, name: str, names: Iterable[str]) -> MissingOperationError:
    """That Gradwalk does not have ``owner.name``, and the nearest name that it has."""
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f"; the nearest it has is {owner}.{nearest[0]}" if nearest else ""
    return MissingOperationError(f"Gradwalk does not have {owner}.{name}{hint}")
