"""The seeds of a backward pass: the initial gradients, and the edges that receive them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.constants import constant
from engine.nodes.grad_fn import Edge
from engine.nodes.gradient_edge import GradientEdge, edge_of
from engine.registry import traced
from engine.tensor import Tensor, wrap

Tensors = Tensor | Sequence[Tensor]
Seeds = Tensor | Sequence[Tensor | None] | None


def starts(tensors: Tensors, given: Seeds, create_graph: bool) -> list[tuple[Edge, Any]]:
    """The edges where a pass from these tensors begins, each with its seed.

    Seeds are arrays, or tensors under ``create_graph``.

    Raises:
        RuntimeError: a tensor does not require grad, or as ``seeds_of``.
    """
    if (
        given is None
        and isinstance(tensors, Tensor)
        and tensors._node is not None
        and tensors._extra is None
        and isinstance(tensors._data, np.floating)
    ):
        one = constant(1, type(tensors._data))
        return [((tensors._node, 0), wrap(one) if create_graph else one)]
    roots = as_tuple(tensors)
    seeds = seeds_of(roots, given)
    found = []
    for index, root in enumerate(roots):
        if not root.requires_grad or _is_view_apart(root):
            raise RuntimeError(errors.NOTHING_TO_DIFFERENTIATE.format(index=index))
        seed = seeds[index]
        found.append((edge_of(root), seed if create_graph else seed._data))
    return found


def _is_view_apart(root: Any) -> bool:
    """Whether a tensor requires grad only because its base was set to after the view was taken.

    No gradient can reach the base through such a view.
    """
    is_view = isinstance(root, Tensor) and root._view is not None
    return is_view and root.grad_fn is None and not root._requires_grad


def as_tuple(tensors: Any) -> tuple[Any, ...]:
    """A tuple of one tensor, or of several."""
    return (tensors,) if isinstance(tensors, Tensor | GradientEdge) else tuple(tensors)


def seeds_of(roots: tuple[Tensor, ...], given: Seeds) -> list[Tensor]:
    """A seed for each root: the given one, or 1 for a scalar.

    Raises:
        RuntimeError: a seed has another shape than its root, a root that is not a scalar has no
            seed, or there are too few seeds.
        TypeError: a seed is not a tensor.
    """
    if given is None:
        return [_seed(index, root, None) for index, root in enumerate(roots)]
    pairs = zip(roots, as_tuple(given), strict=False)  # PyTorch ignores superfluous seeds
    seeds = [_seed(index, *pair) for index, pair in enumerate(pairs)]
    if len(seeds) != len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(seeds)} gradients")
    return seeds


def _seed(index: int, root: Tensor, seed: Tensor | None) -> Tensor:
    if isinstance(root, GradientEdge):
        root = root._stand_in()
    if seed is None:
        if not isinstance(root, Tensor):
            raise AssertionError("Expected output to be a torch.Tensor")
        data = root._data
        if isinstance(data, np.floating):
            return wrap(constant(1, type(data)))
        if not root.requires_grad:
            return root  # the caller raises a more specific error
        if data.size != 1:
            raise RuntimeError(errors.NOT_A_SCALAR)
        if root.dtype.is_complex:
            raise RuntimeError(errors.NOT_A_REAL_SCALAR.format(dtype=root.dtype))
        return wrap(np.ones_like(data)[()])
    if not isinstance(seed, Tensor):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(seed).__name__}")
    if seed.shape != root.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{index}] has a shape of {seed.shape} and "
            f"output[{index}] has a shape of {root.shape}."
        )
    if seed.dtype is root.dtype:
        return seed
    if seed.dtype.is_complex or root.dtype.is_complex:
        raise RuntimeError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. "
            f"Mismatch in dtype: grad_output[{index}] has a dtype of {seed.dtype} and "
            f"output[{index}] has a dtype of {root.dtype}."
        )
    cast: Tensor = traced.to_copy(seed, dtype=root.dtype)
    return cast


def batch_size(outputs: Sequence[Any], stacks: Sequence[Tensor | None]) -> int:
    """The number of rows of batches of seeds.

    Raises:
        RuntimeError: the rows do not fit the outputs.
        ValueError: the batches have different numbers of rows.
    """
    for index, (output, stack) in enumerate(zip(outputs, stacks, strict=False)):
        if stack is not None and stack.shape[1:] != output.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output "
                "as the batch dimension. The sizes of the remaining dimensions are expected to "
                "match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{index}] has a shape of {stack.shape[2:]} and output[{index}] has a "
                f"shape of {output.shape}. If you only want some tensors in `grad_output` to be "
                "considered batched, consider using vmap."
            )
    counts = [stack.shape[0] for stack in stacks if stack is not None]
    if len(set(counts)) > 1:
        raise ValueError(errors.DIFFERENT_BATCHES.format(sizes=counts))
    return counts[0]
