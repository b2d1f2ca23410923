"""Bounds, and several elementwise steps in one, as scripts call them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.op import Number
from engine.ops.elementwise import combined, exponentials
from engine.ops.reductions import extremes
from engine.script_warnings import warn_of_old_overload
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import Operand, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented, refuse_dtypes
from engine.torch.calling.numbers import fitting
from engine.torch.calling.out_argument import into, warn_of_resize


def clamp(
    input: Tensor,
    min: Operand | None = None,
    max: Operand | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """input clamped between two bounds, of which one may be missing.

    Raises:
        RuntimeError: no bound at all.
        NotImplementedError: complex numbers.
    """
    require_tensors("clamp", input=input)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    refuse_to_clamp(input, min, max)
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        result = extremes.clamp_tensors(input, *as_tensors(input, min, max))
    else:
        widened = _widened(input, min, max)
        result = extremes.clamp(widened, min=_fitting(widened, min), max=_fitting(widened, max))
    return result if out is None else into("clamp", out, result, input, min, max)


clip = clamp


_PLAIN = (int, float, type(None))


def refuse_to_clamp(input: Tensor, min: Any, max: Any) -> None:
    """Refuse dtypes that PyTorch does not hold between bounds.

    Raises:
        NotImplementedError: complex numbers, or booleans as a kernel would compute in them.
    """
    is_plain = isinstance(min, _PLAIN) and isinstance(max, _PLAIN)
    if is_plain and input._data.dtype.kind not in "bc":
        return
    given = [each for each in (min, max) if each is not None]
    if input.dtype.is_complex or any(isinstance(each, complex) for each in given):
        raise NotImplementedError("clamp is not supported for complex types")
    for each, kernel in ((min, "maximum_cpu"), (max, "minimum_cpu")):
        if isinstance(each, Tensor):
            refuse_dtypes(kernel if len(given) == 1 else "clamp_cpu", each, "c")
    if input.dtype is not dtypes.bool or not all(_is_truth(each) for each in given):
        return
    if any(isinstance(each, Tensor) for each in given):
        if len(given) > 1:
            raise not_implemented("clamp_cpu", input)
        return
    bound = "" if len(given) > 1 else "_max" if min is None else "_min"
    raise not_implemented(f"clamp{bound}_scalar_cpu", input)


def _is_truth(bound: Operand) -> bool:
    return bound.dtype is dtypes.bool if isinstance(bound, Tensor) else isinstance(bound, bool)


def _widened(input: Tensor, *bounds: Number | None) -> Tensor:
    """A tensor of integers as floats where a bound is one."""
    if input._data.dtype.kind in "biu" and any(isinstance(each, float) for each in bounds):
        return wrap(input._data.astype(dtypes.default_dtype().numpy))
    if input._data.dtype.kind == "b" and not all(isinstance(each, bool) for each in bounds):
        return wrap(input._data.astype(dtypes.int64.numpy))
    return input


def _fitting(input: Tensor, bound: Any) -> Any:
    return bound if bound is None else fitting(bound, input._data.dtype)


_IN_C = {
    "bool": "bool", "uint8": "unsigned char", "int8": "signed char", "int16": "short int",
    "int32": "int", "int64": "long int",
}  # fmt: skip


def in_place(bound: Any, to: np.dtype[Any]) -> Any:
    """A bound as it fits a dtype.

    Raises:
        RuntimeError: it does not.
    """
    is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
    if is_number and (to.kind == "b" or (isinstance(bound, float) and to.kind in "iu")):
        kind = "Float" if isinstance(bound, float) else "Long"
        raise RuntimeError(
            f"result type {kind} can't be cast to the desired output type {_IN_C[to.name]}"
        )
    return fitting(bound, to)


def as_tensors(input: Tensor, min: Any, max: Any) -> list[Tensor]:
    """Two bounds, of which one is a tensor, as tensors; a missing one is infinite."""
    bounds: list[Tensor] = []
    of_bounds = [each._data.dtype for each in (min, max) if isinstance(each, Tensor)]
    kind = of_bounds[0] if input._data.dtype.kind == "b" else input._data.dtype
    for bound, is_upper in ((min, False), (max, True)):
        if bound is None:
            bound = wrap(_extreme(kind, is_upper))
        if not isinstance(bound, Tensor):
            bound = wrap(np.asarray(bound, input._data.dtype)[()])
        operand_checks.check_broadcast(input._data, bound._data)
        bounds.append(bound)
    return bounds


def _extreme(kind: np.dtype[Any], is_upper: bool) -> Any:
    """The largest number of a dtype, or its smallest."""
    if kind.kind in dtypes.FLOATING_KINDS:
        return kind.type(np.inf if is_upper else -np.inf)
    if kind.kind == "b":
        return np.bool_(is_upper)
    limits = np.iinfo(kind)
    return kind.type(limits.max if is_upper else limits.min)


def clamp_min(input: Tensor, min: Operand, *, out: Tensor | None = None) -> Tensor:
    """input, but at least ``min``."""
    require_tensors("clamp_min", input=input)
    if isinstance(min, Tensor):
        result = extremes.clamp_min_tensor(input, min)
    else:
        widened = _widened(input, min)
        result = extremes.clamp_min(widened, min=_fitting(widened, min))
    return result if out is None else into("clamp_min", out, result, input, min)


def clamp_max(input: Tensor, max: Operand, *, out: Tensor | None = None) -> Tensor:
    """input, but at most ``max``."""
    require_tensors("clamp_max", input=input)
    if isinstance(max, Tensor):
        result = extremes.clamp_max_tensor(input, max)
    else:
        widened = _widened(input, max)
        result = extremes.clamp_max(widened, max=_fitting(widened, max))
    return result if out is None else into("clamp_max", out, result, input, max)


def _broadcast_all(*tensors: Tensor) -> None:
    shape = tensors[0]._data
    for each in tensors[1:]:
        operand_checks.check_broadcast(shape, each._data)
        shape = np.empty(np.broadcast_shapes(shape.shape, each._data.shape), "?")


def old_value(function: str, value: Any) -> Any:
    """The factor that stands before the tensors it is for, as it did in old versions."""
    warn_of_old_overload(
        function,
        "Number value, Tensor tensor1, Tensor tensor2",
        "Tensor tensor1, Tensor tensor2, *, Number value = 1",
    )
    return value


def addcmul(
    input: Tensor,
    tensor1: Any,
    tensor2: Tensor,
    last: Tensor | None = None,
    *,
    value: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """input + value * tensor1 * tensor2."""
    if last is not None:
        return addcmul(input, tensor2, last, value=old_value("addcmul", tensor1), out=out)
    require_tensors("addcmul", input=input, tensor1=tensor1, tensor2=tensor2)
    _broadcast_all(input, tensor1, tensor2)
    result = combined.addcmul(input, tensor1, tensor2, value=value)
    return result if out is None else into("addcmul", out, result, input, tensor1, tensor2)


def refuse_whole_quotient(tensor1: Tensor, tensor2: Tensor) -> None:
    """Refuse to divide integers in ``addcdiv``.

    Raises:
        RuntimeError: both are.
    """
    if all(each._data.dtype.kind in "biu" for each in (tensor1, tensor2)):
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release "
            "addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv "
            "behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to("
            "input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float "
            "inputs. The future addcdiv behavior is just the latter implementation: (input + value "
            "* tensor1 / tensor2), for all dtypes."
        )


def addcdiv(
    input: Tensor,
    tensor1: Any,
    tensor2: Tensor,
    last: Tensor | None = None,
    *,
    value: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """input + value * tensor1 / tensor2.

    Raises:
        RuntimeError: a quotient of integers.
    """
    if last is not None:
        return addcdiv(input, tensor2, last, value=old_value("addcdiv", tensor1), out=out)
    require_tensors("addcdiv", input=input, tensor1=tensor1, tensor2=tensor2)
    refuse_whole_quotient(tensor1, tensor2)
    _broadcast_all(input, tensor1, tensor2)
    result = combined.addcdiv(input, tensor1, tensor2, value=value)
    return result if out is None else into("addcdiv", out, result, input, tensor1, tensor2)


def lerp(input: Tensor, end: Tensor, weight: Operand, *, out: Tensor | None = None) -> Tensor:
    """Linear interpolation, input + weight * (end - input).

    Raises:
        RuntimeError: the dtypes differ.
    """
    check_lerp(input, end, weight)
    if isinstance(weight, Tensor):
        _broadcast_all(input, end, weight)
        result = combined.lerp(input, end, weight)
    else:
        operand_checks.check_broadcast(input._data, end._data)
        result = combined.lerp_number(input, end, weight=weight)
    return result if out is None else into("lerp", out, result, input, end, weight)


def check_lerp(input: Tensor, end: Tensor, weight: Operand) -> None:
    """Check the dtypes of the operands of ``lerp``.

    Raises:
        RuntimeError: they differ.
        NotImplementedError: integers.
    """
    require_tensors("lerp", input=input, end=end)
    for name, each in (("end", end), ("weight", weight)):
        if isinstance(each, Tensor) and each.dtype is not input.dtype:
            raise RuntimeError(
                f"expected dtype {errors.cpp_name(input.dtype)} for `{name}` but got dtype "
                f"{errors.cpp_name(each.dtype)}"
            )
    kind = "tensor" if isinstance(weight, Tensor) else "scalar"
    refuse_dtypes(f"lerp_kernel_{kind}", input, "biu")


def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input * 2 ** other."""
    if isinstance(other, Tensor) and input.dtype.is_floating_point:
        refuse_dtypes("ldexp_cpu_exp", other, "b")
    result = exponentials.ldexp(input, other)
    is_scaled = input.dtype.is_floating_point and not (
        other.dtype.is_floating_point or other.dtype.is_complex
    )
    if out is None and is_scaled and input._data.size and result.shape != input.shape:
        warn_of_resize(input.shape, result.shape)  # PyTorch writes into memory like the input's
    if out is not None and not (out.dtype.is_floating_point or out.dtype.is_complex):
        wanted = out.dtype.scalar_name
        raise RuntimeError(f"ldexp can't be cast to the desired output type {wanted}")
    return result if out is None else into("ldexp", out, result, input, other)
