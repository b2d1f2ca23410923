"""The parts of complex tensors, and complex tensors of parts."""

from __future__ import annotations

from typing import Any

from engine import dtypes
from engine.ops.elementwise import complex_numbers
from engine.ops.indexing import select
from engine.ops.shapes import shape
from engine.strides import strides_for_script
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.out_argument import into
from engine.torch.routines import conjugates, indexing
from engine.torch.tensors.storages import start_of


def real(input: Tensor) -> Tensor:
    """The real parts, in the same memory; real numbers as they are."""
    require_tensors("real", input=input)
    if not input.dtype.is_complex:
        return input
    return select.select(complex_numbers.view_as_real(input), dim=input.ndim, index=0)


def imag(input: Tensor) -> Tensor:
    """The imaginary parts, in the same memory.

    Raises:
        RuntimeError: real numbers.
    """
    require_tensors("imag", input=input)
    if not input.dtype.is_complex:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return select.select(complex_numbers.view_as_real(input), dim=input.ndim, index=1)


def set_real(input: Tensor, value: Any) -> None:
    """``input.real = value``: overwrite the real parts."""
    indexing.set_item(real(input), ..., value)


def set_imag(input: Tensor, value: Any) -> None:
    """``input.imag = value``: overwrite the imaginary parts."""
    indexing.set_item(imag(input), ..., value)


def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugates, in memory of their own."""
    require_tensors("conj_physical", input=input)
    result = complex_numbers.conj_physical(input) if input.dtype.is_complex else input
    return result if out is None else into("conj_physical", out, result)


def conj_physical_(tensor: Tensor) -> Tensor:
    """Conjugate the elements in place."""
    return complex_numbers.conj_physical_.apply_in_place(tensor)


def conj(input: Tensor) -> Tensor:
    """The complex conjugates; real numbers as they are."""
    require_tensors("conj", input=input)
    return conjugates.conjugated(input)


def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angles (arguments) of complex numbers; those of integers in the default dtype."""
    require_tensors("angle", input=input)
    if input.dtype.category < dtypes.Category.FLOATING:
        input = shape.to_copy(input, dtype=dtypes.default_dtype())
    found = complex_numbers.angle(input)
    return found if out is None else into("angle", out, found)


def view_as_real(input: Tensor) -> Tensor:
    """The two parts of each number along a new last dimension, in the same memory.

    Raises:
        RuntimeError: real numbers, or conjugates.
    """
    require_tensors("view_as_real", input=input)
    if not input.dtype.is_complex:
        raise RuntimeError("view_as_real is only supported for complex tensors")
    if conjugates.is_conj(input):
        raise RuntimeError(
            "view_as_real doesn't work on unresolved conjugated tensors.  To resolve the conjugate "
            "tensor so you can view it as real, use self.resolve_conj(); however, be warned that "
            "the resulting tensor will NOT alias the original."
        )
    return complex_numbers.view_as_real(input)


def view_as_complex(input: Tensor) -> Tensor:
    """Pairs along the last dimension as the two parts of numbers, in the same memory.

    Raises:
        RuntimeError: no pairs of floating-point numbers, or none that lie like complex ones.
    """
    require_tensors("view_as_complex", input=input)
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError(
            "view_as_complex is only supported for half, float and double tensors, but got a "
            f"tensor of scalar type: {input.dtype.scalar_name}"
        )
    if not input.ndim:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if input.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    *strides, last = strides_for_script(input._array())
    if last != 1:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    if any(each % 2 for each in strides):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension")
    if start_of(input) % 2:
        raise RuntimeError("Tensor must have a storage_offset divisible by 2")
    return complex_numbers.view_as_complex(input)


def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from their real and imaginary parts.

    Raises:
        RuntimeError: parts of other dtypes, or of two, or an ``out`` of another.
    """
    require_tensors("complex", real=real, imag=imag)
    dtype = _dtype_of_both(real, imag)
    made = complex_numbers.complex(real, imag, dtype=dtype.numpy)
    return made if out is None else into("complex", out, made)


_REAL = {dtypes.float16, dtypes.float32, dtypes.float64}


def _dtype_of_both(first: Tensor, second: Tensor) -> dtypes.dtype:
    """The dtype of complex numbers that two tensors of real ones tell.

    Raises:
        RuntimeError: these are no floating-point numbers, or not of one dtype.
    """
    if not {first.dtype, second.dtype} <= _REAL:
        raise RuntimeError(
            "Expected both inputs to be Half, Float or Double tensors but got "
            f"{first.dtype.scalar_name} and {second.dtype.scalar_name}"
        )
    if first.dtype is not second.dtype:
        raise RuntimeError(
            f"Expected object of scalar type {first.dtype.scalar_name} but got scalar type "
            f"{second.dtype.scalar_name} for second argument"
        )
    return dtypes.promote_types(first.dtype, dtypes.complex64)


def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Any:
    """Complex numbers from magnitude and angle (polar coordinates).

    Raises:
        RuntimeError: these are no floating-point numbers, or not of one dtype.
    """
    require_tensors("polar", abs=abs, angle=angle)
    dtype = _dtype_of_both(abs, angle)
    if abs.dtype is dtypes.float16:
        raise not_implemented("polar_cpu", abs)
    made = complex_numbers.polar(abs, angle, dtype=dtype.numpy)
    return made if out is None else into("polar", out, made)
