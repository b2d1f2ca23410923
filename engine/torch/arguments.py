"""What functions of the namespace ask of their arguments, and PyTorch's words where they fail."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import checks, dtypes, errors, grad_mode
from engine.in_dtype import apply_in_dtype
from engine.op import Number, Op
from engine.ops import combined, shape
from engine.tensor import Tensor
from engine.torch.argument_kinds import first_that_is_no_int
from engine.torch.warning import warn
from engine.untold import rewriting

Operand = Tensor | Number


def elements(tensor: Tensor) -> np.ndarray:
    """A tensor's elements as an array, of no dimension too."""
    return np.asarray(tensor._data)


def require_tensors(function: str, **given: object) -> None:
    """Check that arguments, by their names and in their order, are tensors.

    Raises:
        TypeError: one is not.
    """
    for position, (name, each) in enumerate(given.items(), 1):
        if not isinstance(each, Tensor):
            raise errors.not_a_tensor(function, name, position, each)


def one_dim(input: Tensor, dim: int) -> int:
    """A dimension as a non-negative number.

    Raises:
        IndexError: there is no such dimension.
    """
    limit = max(input.ndim, 1)
    if isinstance(dim, bool) or not isinstance(dim, int):
        dim = whole_number(dim, "dim")
    if not -limit <= dim < limit:
        raise IndexError(
            "Dimension out of range (expected to be in range of "
            f"[{-limit}, {limit - 1}], but got {dim})"
        )
    return dim % limit


def refuse_scalar(input: Tensor, dim: int) -> None:
    """Refuse to ask how far a dimension reaches where there are none.

    Raises:
        IndexError: there are no dimensions.
    """
    if not input.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")


def whole_number(value: Any, name: str) -> int:
    """A whole number, also from numpy or a tensor of one element.

    Raises:
        TypeError: anything else.
    """
    if isinstance(value, Tensor | np.generic) and value.dtype not in (dtypes.float32, np.float32):
        value = value.item()
    if not hasattr(value, "__index__"):
        raise TypeError(f"argument '{name}' must be int, not {errors.type_name(value)}")
    return operator.index(value)


def many_dims(input: Tensor, dim: int | Sequence[int] | None) -> tuple[int, ...]:
    """Dimensions as non-negative numbers; all of them for None or an empty sequence.

    Raises:
        IndexError: there is no such dimension.
        RuntimeError: one comes twice.
    """
    if dim is None:
        return tuple(range(input.ndim))
    dims = dim if isinstance(dim, tuple | list) else (dim,)
    positive = tuple(one_dim(input, each) for each in dims) or tuple(range(input.ndim))
    for at, each in enumerate(positive):
        if each in positive[:at]:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
    return positive if input.ndim else ()


def sizes(function: str, given: tuple[Any, ...]) -> tuple[int, ...]:
    """Whole numbers given one by one or as one sequence, in the argument ``size``.

    Raises:
        TypeError: something that is no whole number.
    """
    wanted = given[0] if len(given) == 1 and isinstance(given[0], Sequence) else given
    return tuple_of_ints(function, "size", 1, wanted)


def check_count(count: int, itemsize: int, extents: Sequence[int]) -> None:
    """Check that numpy can count some elements; it would write them beside their memory.

    Raises:
        RuntimeError: it cannot.
    """
    if count * itemsize >= 2**63:
        raise errors.out_of_memory(count, itemsize, extents)


def filled(extents: tuple[int, ...], value: Any, dtype: np.dtype[Any]) -> np.ndarray:
    """An array of one value.

    Raises:
        RuntimeError: there is no memory for it.
    """
    count = math.prod(extents)
    check_count(count, dtype.itemsize, extents)
    try:
        return np.full(extents, value, dtype)
    except MemoryError:
        raise errors.out_of_memory(count, dtype.itemsize, extents) from None


def checked_float(function: str, argument: str, position: int, given: object) -> float:
    """A number, also as a tensor without dimensions.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or a tensor that requires grad.
    """
    number = _item(given)
    if not isinstance(number, bool | int | float | np.floating | np.integer):
        raise _no_number(function, argument, position, "float", given)
    return float(number)


def checked_number(function: str, argument: str, position: int, given: object) -> Any:
    """A number that may be complex, also as a tensor without dimensions.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or a tensor that requires grad.
    """
    number = python_number(_item(given))
    if not isinstance(number, Number):
        raise _no_number(function, argument, position, "Number", given)
    return number


def _item(given: object) -> object:
    """What a tensor without dimensions holds; anything else as it is."""
    if isinstance(given, Tensor) and given.ndim == 0 and not given.requires_grad:
        return given.item()
    return given


def _no_number(function: str, argument: str, position: int, kind: str, given: object) -> TypeError:
    return TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be {kind}, not "
        f"{errors.type_name(given)}"
    )


def tuple_of_ints(function: str, argument: str, position: int, given: object) -> tuple[int, ...]:
    """The whole numbers that an argument must be a list or tuple of.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or has something else in it.
    """
    if not isinstance(given, list | tuple):
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be tuple of ints, not "
            f"{errors.type_name(given)}"
        )
    failed = first_that_is_no_int(given)
    if failed is not None:
        kind = errors.type_name(given[failed])
        raise TypeError(
            f"{function}(): argument '{argument}' failed to unpack the object at pos "
            f'{failed + 1} with error "type must be tuple of ints,but got {kind}"'
            if failed
            else f"{function}(): argument '{argument}' (position {position}) must be tuple of "
            f"ints, but found element of type {kind} at pos 0"
        )
    return tuple(map(int, given))


def refuse_dtypes(kernel: str, input: Tensor, kinds: str) -> None:
    """Refuse the dtypes of some numpy kinds (``b`` bool, ``iu`` whole, ``f``, ``c`` complex).

    Raises:
        NotImplementedError: the tensor is of one of them.
    """
    if input._data.dtype.kind in kinds:
        raise not_implemented(kernel, input)


def refuse_but_long(kernel: str, input: Tensor) -> None:
    """Refuse truth values, and all whole numbers but those of 64 bits.

    Raises:
        NotImplementedError: the tensor has such.
    """
    if input._data.dtype.kind in "biu" and input.dtype is not dtypes.int64:
        raise not_implemented(kernel, input)


def not_implemented(kernel: str, given: Tensor | dtypes.dtype) -> NotImplementedError:
    """That a kernel does not compute in a dtype, or in that of a tensor."""
    dtype = given.dtype if isinstance(given, Tensor) else given
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.scalar_name}'")


_OF_PYTHON = {
    float: dtypes.float64,
    int: dtypes.int64,
    bool: dtypes.bool,
    complex: dtypes.complex128,
}


def checked_dtype(function: str, given: Any) -> dtypes.dtype:
    """A dtype, also by the Python type of such numbers.

    Raises:
        TypeError: anything else.
    """
    if isinstance(given, dtypes.dtype):
        return given
    if isinstance(given, type) and given in _OF_PYTHON:
        return _OF_PYTHON[given]
    raise TypeError(
        f"{function}(): argument 'dtype' must be torch.dtype, not {errors.type_name(given)}"
    )


def in_dtype(function: str, input: Tensor, dtype: Any) -> Tensor:
    """The tensor in a dtype, or as it is for None.

    Raises:
        TypeError: no dtype.
    """
    if dtype is None or dtype is input.dtype:
        return input
    return shape.to_copy(input, dtype=checked_dtype(function, dtype))


def applied(function: str, operation: Op, input: Tensor, dtype: Any, **settings: Any) -> Tensor:
    """An operation applied to a tensor: in a dtype, unless that is None.

    Raises:
        TypeError: no dtype.
        RuntimeError: a dtype without gradients, where one is needed.
    """
    if dtype is None or dtype is input.dtype:
        return operation(input, **settings)
    return apply_in_dtype(operation, input, checked_dtype(function, dtype), **settings)


def check_dtype_of_norm(function: str, input: Tensor, dtype: Any) -> None:
    """Check that a tensor of real numbers has a norm, in a dtype unless that is None.

    Raises:
        RuntimeError: a tensor or a dtype of other numbers, or one narrower than the tensor's.
    """
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"{function}: Expected a floating point or complex tensor as input. Got "
            f"{input.dtype.scalar_name}"
        )
    if dtype is None:
        return
    wanted = checked_dtype(function.replace(".", "_"), dtype)
    name = wanted.scalar_name
    if not (wanted.is_floating_point or wanted.is_complex):
        raise RuntimeError(f"{function}: dtype should be floating point or complex, but got {name}")
    if wanted.is_complex:
        raise RuntimeError(f"{function}: dtype should be real for real inputs, but got {name}")
    if wanted.itemsize < input.dtype.itemsize:
        raise RuntimeError(
            f"{function}: the dtype of the input ({input.dtype.scalar_name}) should be convertible "
            f"without narrowing to the specified dtype ({name})"
        )


def python_number(value: Any) -> Any:
    """numpy's numbers as Python's; all else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def into(function: str, out: Any, result: Tensor, *operands: Any) -> Tensor:
    """Write a result into ``out=``, which takes its shape, and return that tensor.

    Args:
        function: what it is called in errors.
        out: the tensor to write to.
        result: what was computed.
        operands: what PyTorch would still read while it writes, and so may not be overwritten.

    Raises:
        TypeError: ``out`` is no tensor.
        RuntimeError: gradients would be lost, the dtype of ``out`` does not do, or it shares some
            elements of an operand.
    """
    if not isinstance(out, Tensor):
        raise TypeError(f"{function}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if grad_mode.here().enabled and (result.requires_grad or out.requires_grad):
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )
    checks.check_castable(result.dtype, out.dtype)
    checks.refuse_overlap(out, operands, function)
    write = combined.copy_from
    if out.shape == result.shape:
        return write.apply_in_place(out, result)
    with rewriting(write.name, out, result):
        _resize(out, result.shape)
        return write.apply_in_place(out, result)


def _resize(out: Tensor, extents: tuple[int, ...]) -> None:
    if out._data.size:
        warn(
            f"An output with one or more elements was resized since it had shape "
            f"{list(out.shape)}, which does not match the required output shape {list(extents)}. "
            "This behavior is deprecated, and in a future PyTorch release outputs will not be "
            "resized unless they have zero elements. You can explicitly reuse an out tensor t by "
            "resizing it, inplace, to zero elements with t.resize_(0)."
        )
    out._data = np.zeros(extents, out._data.dtype)


_IN_C = {
    "int32": "int",
    "float32": "float",
    "float64": "double",
    "float16": "c10::Half",
    "bfloat16": "c10::BFloat16",
}


def fitted(value: Any, to: np.dtype[Any], name: str = "") -> Any:
    """A number as an element of an array, whose kind an error calls by ``name``.

    Raises:
        RuntimeError: it is none: too large, a fraction of infinity, or complex.
        OverflowError: a whole number of more than 64 bits.
    """
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, int) and not -(2**63) <= number < 2**64:
        raise OverflowError("int too big to convert")
    if isinstance(number, complex) and to.kind != "c":
        fits, number = not number.imag, number.real
    else:
        fits = True
    if to.kind in dtypes.FLOATING_KINDS:
        element = to.type(number)
        fits = fits and bool(np.isfinite(element) or not np.isfinite(float(number)))
    elif to.kind in "iu":
        is_below = to.kind == "u" and isinstance(number, float) and number < 0
        fits = fits and math.isfinite(number) and not is_below
        element = _whole(int(number), to) if fits else None
        fits = element is not None
    else:
        element = to.type(number)
    if not fits:
        kind = name or _IN_C.get(to.name, f"{to.name}_t")
        raise RuntimeError(f"value cannot be converted to type {kind} without overflow")
    return element


def fitting(value: Any, to: np.dtype[Any]) -> Any:
    """The number itself, or what it wraps around to; errors as for ``fitted``."""
    element = fitted(value, to)
    wraps = to.kind == "u" or (isinstance(value, complex) and to.kind != "c")
    return element.item() if wraps else value


def _whole(number: int, to: np.dtype[Any]) -> Any:
    """A whole number as an element; negative ones wrap around in dtypes without a sign."""
    largest = 2 ** (8 * to.itemsize - (to.kind == "i")) - 1
    least = -largest - 1 if to.kind == "i" else -largest
    if not least <= number <= largest:
        return None
    return to.type(number % (largest + 1) if to.kind == "u" else number)
