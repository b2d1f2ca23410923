"""Products of vectors and matrices as scripts call them: arguments checked, then applied."""

from __future__ import annotations

from functools import partial
from math import prod
from typing import Any

from engine import dtypes, errors
from engine.compiled import fast
from engine.op import Op
from engine.ops.algebra import linalg, matrices
from engine.ops.shapes import shape
from engine.registry import traced
from engine.tensor import Tensor
from engine.torch.autocasting import narrowing
from engine.torch.calling.arguments import one_dim, require_tensors
from engine.torch.calling.naming import named
from engine.torch.calling.out_argument import into
from engine.torch.routines import dimensions, shapes


def _refuse_bool(kernel: str, tensor: Tensor) -> None:
    if tensor.dtype is dtypes.bool:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


@partial(fast.on_two, linalg.dot, ndim=1)
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors.

    Raises:
        RuntimeError: not two vectors of one length and dtype.
    """
    require_tensors("dot", input=input, tensor=tensor)
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.dtype is not tensor.dtype:
        raise RuntimeError(
            "dot : expected both vectors to have same dtype, but found "
            f"{input.dtype.scalar_name} and {tensor.dtype.scalar_name}"
        )
    m, n = input.shape[0], tensor.shape[0]
    if m != n:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{m}] and src [{n}] to have the same "
            f"number of elements, but got {m} and {n} elements respectively"
        )
    _refuse_bool("dot", input)
    result = linalg.dot(input, tensor)
    return result if out is None else into("dot", out, result)


def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix times vector.

    Raises:
        RuntimeError: the dimensions, extents or dtypes do not fit.
        IndexError: ``input`` has no dimension.
    """
    require_tensors("mv", input=input, vec=vec)
    if not input.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        rows, columns = input.shape
        raise RuntimeError(
            f"size mismatch, got input ({rows}), mat ({rows}x{columns}), vec ({vec.shape[0]})"
        )
    if input.dtype is not vec.dtype:
        theirs, ours = vec.dtype.scalar_name, input.dtype.scalar_name
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {theirs}, {ours}, and {theirs}"
        )
    _refuse_bool("addmv_impl_cpu", input)
    result = linalg.mv(input, vec)
    return result if out is None else into("mv", out, result)


@partial(fast.on_two, linalg.mm, ndim=2)
@narrowing
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix times matrix.

    Raises:
        RuntimeError: the dimensions, extents or dtypes do not fit.
    """
    require_tensors("mm", input=input, mat2=mat2)
    for name, matrix in (("self", input), ("mat2", mat2)):
        if matrix.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix")
    if input.shape[1] != mat2.shape[0]:
        (m, k), (inner, n) = input.shape, mat2.shape
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({m}x{k} and {inner}x{n})")
    if input.dtype is not mat2.dtype:
        raise RuntimeError(
            "expected m1 and m2 to have the same dtype, but got: "
            f"{errors.cpp_name(input.dtype)} != {errors.cpp_name(mat2.dtype)}"
        )
    _refuse_bool("addmm_impl_cpu_", input)
    result = linalg.mm(input, mat2)
    return result if out is None else into("mm", out, result)


@narrowing
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix times matrix, for each matrix of two batches.

    Raises:
        RuntimeError: no batches of matrices, or extents or dtypes that do not fit.
    """
    require_tensors("bmm", input=input, mat2=mat2)
    for name, each in (("batch1", input), ("batch2", mat2)):
        if each.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    count, _, inner = input.shape
    if tuple(mat2.shape[:2]) != (count, inner):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{count}, {inner}] but got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    check_same_dtype(input, mat2)
    result = matrices.bmm(input, mat2)
    return result if out is None else into("bmm", out, result)


def check_same_dtype(a: Tensor, b: Tensor) -> None:
    """Check that two operands are of one dtype.

    Raises:
        RuntimeError: they are not.
    """
    if a.dtype is not b.dtype:
        raise RuntimeError(
            f"expected scalar type {a.dtype.scalar_name} but found {b.dtype.scalar_name}"
        )


@partial(fast.on_two, linalg.mm, ndim=2)
@narrowing
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of vectors, matrices, and batches of matrices that broadcast.

    Raises:
        RuntimeError: an operand without dimensions, or extents that do not fit.
    """
    require_tensors("matmul", input=input, other=other)
    match input.ndim, other.ndim:
        case 1, 1:
            result = dot(input, other)
        case 2, 1:
            result = mv(input, other)
        case 1, 2:
            result = shape.squeezed(mm(shape.unsqueeze(input, dim=0), other), dim=0)
            result._shared_storage().version = 1  # in PyTorch that is a write in place
        case 2, 2:
            result = mm(input, other)
        case m, n if m and n:
            result = _folded(input, other) if _folds(input, other) else _batched(input, other)
        case m, n:
            raise RuntimeError(
                f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D"
            )
    return result if out is None else into("matmul", out, result)


def _folds(a: Tensor, b: Tensor) -> bool:
    """Whether a batch is multiplied as one tall matrix, as PyTorch decides."""
    large, small = (a, b) if a.ndim >= b.ndim else (b, a)
    if small.ndim > 2:
        return False
    if small.requires_grad:
        return True
    if a.ndim == 2:
        return False
    strides = large._array().strides[:-1]
    extents = large.shape[:-1]
    return not large._data.size or all(
        strides[i] == strides[i + 1] * extents[i + 1] for i in range(len(extents) - 1)
    )


def _folded(a: Tensor, b: Tensor) -> Tensor:
    is_turned = b.ndim > a.ndim
    large = dimensions.matrix_transpose(b) if is_turned else a
    small = b
    if is_turned:
        small = dimensions.t(a) if a.ndim == 2 else a
    *target, inner = large._data.shape
    tall = shape.reshaped(traced, large, (prod(target), inner))
    if small.ndim == 1:
        return shape.unsafe_view(mv(tall, small), shape=tuple(target))
    product = shape.unsafe_view(mm(tall, small), shape=(*target, small._data.shape[1]))
    if not is_turned:
        return product
    return shapes.contiguous(dimensions.matrix_transpose(product))


def _batched(a: Tensor, b: Tensor) -> Tensor:
    of_a, of_b = a._data.shape, b._data.shape
    if len(of_a) == len(of_b) == 3 and of_a[0] != of_b[0]:
        if of_a[0] == 1 and a.requires_grad:
            return matmul(dimensions.squeeze(a, 0), b)
        if of_b[0] == 1 and b.requires_grad:
            return matmul(a, dimensions.squeeze(b, 0))
    batch: tuple[int, ...] = of_a[:-2]
    if batch != of_b[:-2]:
        batch = tuple(dimensions.common_shape(batch, of_b[:-2]))
    left = _flattened(a, batch, of_a[-2:] if len(of_a) > 1 else (1, *of_a))
    right = _flattened(b, batch, of_b[-2:])
    columns = of_b[-1:]
    if len(of_b) == 1:
        right, columns = shape.unsqueeze(right, dim=2), ()
    return shape.unsafe_view(bmm(left, right), shape=(*batch, *of_a[-2:-1], *columns))


def _flattened(operand: Tensor, batch: tuple[int, ...], extents: tuple[int, ...]) -> Tensor:
    """An operand expanded to a batch of these extents, the batch in one dimension."""
    expanded = shape.expand(operand, shape=(*batch, *extents))
    flattened: Tensor = shape.reshaped(traced, expanded, (prod(batch), *extents))
    return flattened


def check_matrices(function: str, input: Tensor, mat1: Tensor, mat2: Tensor) -> None:
    """Check the operands of ``addmm``.

    Raises:
        RuntimeError: extents or dtypes that do not fit.
    """
    require_tensors(function, input=input, mat1=mat1, mat2=mat2)
    for operand, each in (("self", input), ("mat1", mat1)):
        if each.dtype is not mat2.dtype:
            raise RuntimeError(
                f"{operand} and mat2 must have the same dtype, but got {each.dtype.scalar_name} "
                f"and {mat2.dtype.scalar_name}"
            )
    for name, each in (("mat1", mat1), ("mat2", mat2)):
        if each.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {each.ndim}-D tensor")
    (m, k), (inner, n) = mat1.shape, mat2.shape
    if k != inner:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({m}x{k} and {inner}x{n})")
    dimensions.expanded(input, (m, n))


def addmm(
    input: Tensor,
    mat1: Tensor,
    mat2: Tensor,
    *,
    beta: float = 1,
    alpha: float = 1,
    out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2).

    Raises:
        RuntimeError: extents or dtypes that do not fit.
    """
    check_matrices("addmm", input, mat1, mat2)
    result = added_product(input, mat1, mat2, beta, alpha)
    return result if out is None else into("addmm", out, result)


def added_product(
    input: Tensor, mat1: Tensor, mat2: Tensor, beta: float = 1, alpha: float = 1
) -> Tensor:
    """``addmm`` of operands that fit."""
    return matrices.addmm(input, mat1, mat2, beta=beta, alpha=alpha)


def check_matrix_and_vector(input: Tensor, mat: Tensor, vec: Tensor) -> None:
    """Check the operands of ``addmv``.

    Raises:
        RuntimeError: extents or dtypes that do not fit.
    """
    require_tensors("addmv", input=input, mat=mat, vec=vec)
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}"
        )
    length = input.shape[0] if input.ndim else 1
    if mat.shape[1] != vec.shape[0] or length not in (mat.shape[0], 1):
        raise RuntimeError(
            f"size mismatch, got input ({length}), mat ({mat.shape[0]}x{mat.shape[1]}), vec "
            f"({vec.shape[0]})"
        )
    if not input.dtype is mat.dtype is vec.dtype:
        raise RuntimeError(
            "addmv input tensors must have the same dtype, but got "
            f"{input.dtype.scalar_name}, {mat.dtype.scalar_name}, and {vec.dtype.scalar_name}"
        )


def addmv(
    input: Tensor,
    mat: Tensor,
    vec: Tensor,
    *,
    beta: float = 1,
    alpha: float = 1,
    out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * (mat @ vec).

    Raises:
        RuntimeError: extents that do not fit.
    """
    check_matrix_and_vector(input, mat, vec)
    result = matrices.addmv(input, mat, vec, beta=beta, alpha=alpha)
    return result if out is None else into("addmv", out, result)


def addr(
    input: Tensor,
    vec1: Tensor,
    vec2: Tensor,
    *,
    beta: float = 1,
    alpha: float = 1,
    out: Tensor | None = None,
) -> Tensor:
    """beta * input + alpha * the outer product of two vectors."""
    require_tensors("addr", input=input, vec1=vec1, vec2=vec2)
    check_vectors_of_addr(vec1, vec2)
    dimensions.expanded(input, (vec1.shape[0], vec2.shape[0]))
    result = matrices.addr(input, vec1, vec2, beta=beta, alpha=alpha)
    return result if out is None else into("addr", out, result)


def check_vectors_of_addr(vec1: Tensor, vec2: Tensor) -> None:
    """Check that ``addr`` gets vectors.

    Raises:
        RuntimeError: tensors of other dimensions.
    """
    for name, each in (("vec1", vec1), ("vec2", vec2)):
        if each.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {each.ndim}-D")


def check_batches(name: str, input: Tensor, batch1: Tensor, batch2: Tensor) -> None:
    """Check the operands of ``baddbmm`` and ``addbmm``.

    Raises:
        RuntimeError: extents that do not fit.
    """
    require_tensors(name, input=input, batch1=batch1, batch2=batch2)
    one_dim(batch1, 0 if batch1.ndim > 2 else 2)
    one_dim(batch2, 0 if batch2.ndim > 2 else 2)
    for argument, each in (("batch1", batch1), ("batch2", batch2)):
        if each.ndim != 3:
            raise RuntimeError(f"{argument} must be a 3D tensor")
    count, rows, inner = batch1.shape
    if tuple(batch2.shape[:2]) != (count, inner):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{count}, {inner}] but got: [{batch2.shape[0]}, {batch2.shape[1]}]."
        )
    target = (rows, batch2.shape[2])
    dimensions.expanded(input, target if name.startswith("addbmm") else (count, *target))


def _of_batches(operation: Op) -> Any:
    name = operation.name

    def function(
        input: Tensor,
        batch1: Tensor,
        batch2: Tensor,
        *,
        beta: float = 1,
        alpha: float = 1,
        out: Tensor | None = None,
    ) -> Tensor:
        check_batches(name, input, batch1, batch2)
        result = operation(input, batch1, batch2, beta=beta, alpha=alpha)
        return result if out is None else into(name, out, result)

    return named(function, name, operation.__doc__)


addbmm = _of_batches(matrices.addbmm)
baddbmm = _of_batches(matrices.baddbmm)
