"""Products other than those of matrices, as scripts call them."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine import dtypes, operand_checks
from engine.ops.algebra import matrices
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.calling import unfit_operands
from engine.torch.calling.arguments import many_dims, one_dim, refuse_scalar, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.out_argument import into
from engine.torch.matrices import products
from engine.torch.routines import dimensions, reductions, shapes

_NO_DIM_OF_CROSS = (
    "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim "
    "explicitly or simply use torch.linalg.cross.\nThe default value of dim will change to agree "
    "with that of linalg.cross in a future release."
)


def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The outer product of two vectors.

    Raises:
        RuntimeError: not two vectors.
    """
    require_tensors("outer", input=input, vec2=vec2)
    for name, each in (("self", input), ("vec2", vec2)):
        if each.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {each.ndim}-D")
    result = arithmetic.mul(shapes.reshape(input, input.shape[0], 1), vec2)
    return result if out is None else into("outer", out, result)


ger = outer


def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inner products along the last dimensions.

    Raises:
        RuntimeError: they differ.
    """
    require_tensors("inner", input=input, other=other)
    if not input.ndim or not other.ndim:
        return arithmetic.mul(input, other)
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}"
        )
    if input.dtype is not other.dtype:
        raise RuntimeError("both inputs should have same dtype")
    result = tensordot(input, other, ([-1], [-1]))
    return result if out is None else into("inner", out, result)


def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors, the first conjugated where it is complex."""
    require_tensors("vdot", input=input, other=other)
    products.dot(shape.detach(input), shape.detach(other))  # for its errors
    result = matrices.vdot(input, other)
    return result if out is None else into("vdot", out, result)


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Tensor:
    """Sums of products over the last dimensions of one and the first of the other, or given ones.

    Raises:
        RuntimeError: their extents differ.
    """
    require_tensors("tensordot", a=a, b=b)
    if isinstance(dims, Tensor):
        dims = dims.item() if not dims.ndim else np.asarray(dims._data).tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(-dims, 0)), list(range(dims)))
    of_a, of_b = ([each] if isinstance(each, int) else list(each) for each in dims)
    if len(of_a) != len(of_b):
        raise RuntimeError("both dimension lists should have same length")
    if a.dtype is not b.dtype:
        raise RuntimeError("both inputs should have same dtype")
    places = (many_dims(a, of_a), many_dims(b, of_b)) if of_a else ((), ())
    for one, other in zip(of_a, of_b):
        a, b = _matched(a, b, one, other)
    of_a, of_b = map(list, places)
    kept_a = [dim for dim in range(a.ndim) if dim not in of_a]
    kept_b = [dim for dim in range(b.ndim) if dim not in of_b]
    target = [a.shape[dim] for dim in kept_a] + [b.shape[dim] for dim in kept_b]
    left = dimensions.permute(a, kept_a + of_a)
    if prod(target) == 1:
        product = _dot(left, dimensions.permute(b, of_b + kept_b))
    else:
        rows, columns = prod(a.shape[d] for d in kept_a), prod(b.shape[d] for d in kept_b)
        inner_size = prod(a.shape[dim] for dim in of_a)
        left = shapes.reshape(left, rows, inner_size)
        right = dimensions.permute(b, of_b + kept_b)
        product = products.mm(left, shapes.reshape(right, inner_size, columns))
    result = shapes.reshape(product, target)
    return result if out is None else into("tensordot", out, result)


def _dot(a: Tensor, b: Tensor) -> Tensor:
    """The sum of the products of all elements; PyTorch copies none for that."""
    if shapes.is_contiguous(a) and shapes.is_contiguous(b):
        right = dimensions.flatten(b)
        return products.dot(dimensions.flatten(a), right)
    right = dimensions.squeeze(b)
    return reductions.sum(arithmetic.mul(dimensions.squeeze(a), right))


def _matched(a: Tensor, b: Tensor, one: int, other: int) -> tuple[Tensor, Tensor]:
    """Two operands that have as many elements along two dimensions: one of them may have one.

    Raises:
        RuntimeError: they have neither as many, nor one.
    """
    m, n = a.shape[one], b.shape[other]
    if m != n and n == 1:
        return reductions.sum(a, one, keepdim=True), b
    if m != n and m == 1:
        return a, reductions.sum(b, other, keepdim=True)
    if m != n:
        raise RuntimeError(
            f"contracted dimensions need to match, but first has size {m} in dim {one} and second "
            f"has size {n} in dim {other}"
        )
    return a, b


def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Kronecker product.

    Raises:
        RuntimeError: the products of all elements lie in memory in an order that has no view.
    """
    require_tensors("kron", input=input, other=other)
    ndim = max(input.ndim, other.ndim)
    m, n = ((1,) * (ndim - each.ndim) + tuple(each.shape) for each in (input, other))
    left = shape.unsafe_view(input, shape=tuple(e for extent in m for e in (extent, 1)))
    right = shape.unsafe_view(other, shape=tuple(e for extent in n for e in (1, extent)))
    target = tuple(p * q for p, q in zip(m, n))
    products = arithmetic.mul(left, right)
    shapes.check_view(products, target)
    result = shape.unsafe_view(products, shape=target)
    return result if out is None else into("kron", out, result)


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal.

    Raises:
        RuntimeError: no matrix.
    """
    require_tensors("trace", input=input)
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    refuse_dtypes("trace", input, "b")
    return matrices.trace(input)


def cross(
    input: Tensor, other: Tensor, dim: int | None = None, *, out: Tensor | None = None
) -> Tensor:
    """Cross products of three-dimensional vectors along a dimension; by default the first of 3.

    Raises:
        RuntimeError: there is no such dimension.
    """
    require_tensors("cross", input=input, other=other)
    if dim is None:
        warn_once(_NO_DIM_OF_CROSS)
        if 3 not in input.shape:
            raise RuntimeError("no dimension of size 3 in input")
        if input.ndim == other.ndim:
            dim = list(input.shape).index(3)
    return linalg_cross(input, other, dim=-1 if dim is None else dim, out=out)


def linalg_cross(
    input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None
) -> Tensor:
    """Cross products of three-dimensional vectors along a dimension.

    Raises:
        RuntimeError: there is no such dimension, or other operands.
    """
    require_tensors("linalg_cross", input=input, other=other)
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    refuse_scalar(input, dim)
    along = one_dim(input, dim)
    if input.shape[along] != 3 or other.shape[along] != 3:
        raise RuntimeError(
            "linalg.cross: inputs dimension "
            f"{dim} must have length 3. Got {input.shape[along]} and {other.shape[along]}"
        )
    refuse_dtypes("cross", input, "b")
    if input.dtype is not other.dtype:
        raise RuntimeError(
            f"expected scalar type {input.dtype.scalar_name} but found {other.dtype.scalar_name}"
        )
    operand_checks.check_broadcast(input._data, other._data)
    result = matrices.cross(input, other, dim=along)
    return result if out is None else into("cross", out, result)


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The norm of order p of the difference."""
    require_tensors("dist", input=input, other=other)
    unfit_operands.refuse_bool_subtraction(input, other)
    operand_checks.check_broadcast(input._data, other._data)
    difference = dtypes.promote_types(input.dtype, other.dtype)
    if not (difference.is_floating_point or difference.is_complex):
        raise RuntimeError(
            "norm(): input dtype should be either floating point or complex. Got "
            f"{difference.scalar_name} instead."
        )
    return matrices.dist(input, other, p=float(p))
