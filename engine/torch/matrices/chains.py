"""Products of several matrices, in the order that takes the fewest multiplications.

Source: linalg_multi_dot in aten/src/ATen/native/LinearAlgebra.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine import errors
from engine.tensor import Tensor
from engine.torch.matrices import products
from engine.torch.routines import dimensions, shapes


def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """The product of several matrices, of which the first and the last may be vectors.

    Raises:
        RuntimeError: fewer than two, other dimensions or dtypes, or extents that do not fit.
    """
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    matrices = list(tensors)
    target: list[int] = []
    for name, at, dim in (("first", 0, 0), ("last", len(matrices) - 1, 1)):
        end = matrices[at]
        if end.ndim == 1:
            matrices[at] = dimensions.unsqueeze(end, dim)
        elif end.ndim == 2:
            target.append(end.shape[dim])
        else:
            raise RuntimeError(
                f"multi_dot(): the {name} tensor must be 1D or 2D but got {end.ndim}D"
            )
    for at, each in enumerate(matrices):
        if each.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {at} must be 2D but got {each.ndim}D")
    _check_neighbours(matrices, tensors)
    return shapes.view(_product(matrices), target)


def _check_neighbours(matrices: Sequence[Tensor], given: Sequence[Tensor]) -> None:
    for at, (one, other) in enumerate(pairwise(matrices)):
        if other.dtype is not matrices[0].dtype:
            kinds = [errors.cpp_name(each.dtype) for each in (matrices[0], other)]
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {kinds[0]} "
                f"and tensor {at + 1} {kinds[1]}"
            )
        if one.shape[1] != other.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {at} and {at + 1} with shapes {list(given[at].shape)} and "
                f"{list(given[at + 1].shape)} cannot be multiplied"
            )


def _product(matrices: Sequence[Tensor]) -> Tensor:
    if len(matrices) == 1:
        return matrices[0]
    extents = [matrices[0].shape[0], *[each.shape[1] for each in matrices]]
    if len(matrices) == 3:
        a, b, c, d = extents
        split = 0 if a * c * (b + d) > b * d * (a + c) else 1
    else:
        split = _best_split(extents)
    second = _product(matrices[split + 1 :])  # first, as PyTorch's compiler has it
    return products.mm(_product(matrices[: split + 1]), second)


def _best_split(extents: Sequence[int]) -> int:
    """Behind which matrix a chain is best divided, the first of those that are as good."""
    count = len(extents) - 1
    costs = {(at, at): (0, at) for at in range(count)}
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            ways = (
                (
                    costs[first, split][0]
                    + costs[split + 1, last][0]
                    + extents[first] * extents[split + 1] * extents[last + 1],
                    split,
                )
                for split in range(first, last)
            )
            costs[first, last] = min(ways)
    return costs[0, count - 1][1]
