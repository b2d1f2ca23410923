"""Products of vectors and matrices as scripts call them: arguments checked, then applied."""

from __future__ import annotations

from engine import dtypes, errors
from engine.ops import linalg, shape
from engine.tensor import Tensor


def _check_tensors(function: str, input: object, name: str, other: object) -> None:
    for position, (argument, given) in enumerate((("input", input), (name, other)), 1):
        if not isinstance(given, Tensor):
            raise errors.not_a_tensor(function, argument, position, given)


def _refuse_bool(kernel: str, tensor: Tensor) -> None:
    if tensor.dtype is dtypes.bool:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """Inner product of two vectors.

    Raises:
        RuntimeError: not two vectors of one length and dtype.
    """
    _check_tensors("dot", input, "tensor", tensor)
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
    return linalg.dot(input, tensor)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector.

    Raises:
        RuntimeError: the dimensions, extents or dtypes do not fit.
        IndexError: ``input`` has no dimension.
    """
    _check_tensors("mv", input, "vec", vec)
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
    return linalg.mv(input, vec)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Matrix times matrix.

    Raises:
        RuntimeError: the dimensions, extents or dtypes do not fit.
    """
    _check_tensors("mm", input, "mat2", mat2)
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
    return linalg.mm(input, mat2)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """``dot``, ``mv`` or ``mm``, by the operands' dimensions.

    Raises:
        RuntimeError: an operand without dimensions, or extents that do not fit.
        NotImplementedError: batches of matrices.
    """
    _check_tensors("matmul", input, "other", other)
    match input.ndim, other.ndim:
        case 1, 1:
            return dot(input, other)
        case 2, 1:
            return mv(input, other)
        case 1, 2:
            return shape.squeeze(mm(shape.unsqueeze(input, dim=0), other), dim=0)
        case 2, 2:
            return mm(input, other)
        case m, n if m and n:
            raise errors.MissingOperationError(
                f"Gradwalk's matmul multiplies vectors and matrices, not {m}-D and {n}-D tensors"
            )
        case m, n:
            raise RuntimeError(
                f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D"
            )
