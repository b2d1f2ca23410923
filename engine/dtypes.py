"""PyTorch's dtypes, on those of numpy: names, the default dtype, promotion and casting.

Source: torch.dtype, torch.result_type, torch.promote_types and torch.can_cast, PyTorch 2.13.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache, reduce
from typing import Any

import numpy as np

from engine.constants import check_whole
from engine.dotted_name import DottedName


class Category(IntEnum):
    """The category of a dtype; promotion never goes to a lower one."""

    BOOL = 0
    INTEGER = 1
    FLOATING = 2
    COMPLEX = 3


_CATEGORY_OF_NUMPY_KIND = {
    "b": Category.BOOL,
    "i": Category.INTEGER,
    "u": Category.INTEGER,
    "f": Category.FLOATING,
    "c": Category.COMPLEX,
}

FLOATING_KINDS = "fV"
"""The ``kind`` of numpy's real floating-point dtypes; bfloat16, from ml_dtypes, has kind "V".

Integers and bool have the kinds "b", "i" and "u", complex numbers "c"."""

DIFFERENTIABLE_KINDS = FLOATING_KINDS + "c"
"""The ``kind`` of numpy's differentiable dtypes."""


class dtype(metaclass=DottedName):  # noqa: N801 (PyTorch's own name, which scripts see)
    """The element type of a tensor; a singleton per type, so that ``is`` compares.

    Attributes:
        name: PyTorch's name without the prefix, such as ``float32``.
        scalar_name: its name in PyTorch's error messages, such as ``Float``.
        numpy: the numpy dtype of such elements.
        category: its category in type promotion.
        is_floating_point: whether it is a real floating-point type.
        is_complex: whether it is a complex type.
        is_signed: whether it can represent negative numbers.
        itemsize: bytes per element.
    """

    __module__ = "torch"
    __slots__ = (
        "category",
        "is_complex",
        "is_floating_point",
        "is_signed",
        "itemsize",
        "name",
        "numpy",
        "scalar_name",
    )

    numpy: np.dtype[np.generic]

    def __init__(self, name: str, scalar_name: str, like: str | None = None) -> None:
        self.name = name
        self.scalar_name = scalar_name
        known = np.dtype(like or name)
        if like is None:
            self.numpy = known
        self.category = _CATEGORY_OF_NUMPY_KIND[known.kind]
        self.is_floating_point = self.category is Category.FLOATING
        self.is_complex = self.category is Category.COMPLEX
        self.itemsize = known.itemsize
        self.is_signed = known.kind in "ifc"

    def __getattr__(self, name: str) -> np.dtype[np.generic]:
        """The numpy dtype of a half-precision dtype, which is set up on first use."""
        if name != "numpy":
            raise AttributeError(f"'torch.dtype' object has no attribute '{name}'")
        if self is bfloat16:
            import ml_dtypes  # slow to import, and few scripts need it

            self.numpy = np.dtype(ml_dtypes.bfloat16)
        else:
            self.numpy = np.dtype(self.name)
        _BY_NUMPY[self.numpy] = self
        while _BEFORE_FIRST_HALF:
            _BEFORE_FIRST_HALF.pop()()
        return self.numpy

    @property
    def abbr(self) -> str:
        """Its short name, such as ``f32``."""
        kind, bits = self.name.rstrip("0123456789"), 8 * self.itemsize
        return f"{'bf' if kind == 'bfloat' else kind[0]}{bits}"

    def to_real(self) -> dtype:
        """The dtype of the parts of complex numbers; others as they are."""
        return of(self.numpy.type().real.dtype) if self.is_complex else self

    def to_complex(self) -> dtype:
        """The complex dtype with such parts, of single precision at least.

        Raises:
            RuntimeError: for integers.
        """
        if not (self.is_floating_point or self.is_complex):
            raise RuntimeError(f"Unknown Complex ScalarType for {self.scalar_name}")
        return self if self.is_complex else _complex_of(self)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name  # as for copies of PyTorch's dtypes


float64 = dtype("float64", "Double")
float32 = dtype("float32", "Float")
float16 = dtype("float16", "Half", like="float16")
bfloat16 = dtype("bfloat16", "BFloat16", like="float16")
int64 = dtype("int64", "Long")
int32 = dtype("int32", "Int")
int16 = dtype("int16", "Short")
int8 = dtype("int8", "Char")
uint8 = dtype("uint8", "Byte")
bool = dtype("bool", "Bool")
complex64 = dtype("complex64", "ComplexFloat")
complex128 = dtype("complex128", "ComplexDouble")

double, float, half = float64, float32, float16
long, int, short = int64, int32, int16
cfloat, cdouble = complex64, complex128

_OF_NUMPY = (
    *(float64, float32, complex64, complex128),
    *(int64, int32, int16, int8, uint8, bool),
)
_BY_NUMPY = {each.numpy: each for each in _OF_NUMPY}
_BY_NAME = {each.name: each for each in (*_OF_NUMPY, float16, bfloat16)}

_HALF = np.dtype(np.float16)
_BEFORE_FIRST_HALF: list[Callable[[], None]] = []


def before_first_half(function: Callable[[], None]) -> None:
    """Register a function to be called just before half precision is first used."""
    _BEFORE_FIRST_HALF.append(function)


_FOREIGN = (
    "given numpy array has byte order different from the native byte order. Conversion between "
    "byte orders is currently not supported."
)


def of(numpy_dtype: np.dtype[np.generic]) -> dtype:
    """The dtype of an ndarray's elements, given its ``array.dtype``.

    Raises:
        TypeError: a numpy dtype that tensors cannot have.
        ValueError: a dtype in non-native byte order.
    """
    try:
        return _BY_NUMPY[numpy_dtype]
    except KeyError:
        if not numpy_dtype.isnative:
            raise ValueError(_FOREIGN) from None
        if numpy_dtype == _HALF:
            return _BY_NUMPY[float16.numpy]
        raise _unsupported(f"numpy.{numpy_dtype.type.__name__}") from None


def of_script(numpy_dtype: np.dtype[np.generic]) -> dtype:
    """The dtype of the elements of an ndarray that comes from the script.

    Raises:
        TypeError: one that tensors cannot have, or that PyTorch does not accept from numpy.
    """
    known = of(numpy_dtype)
    if known is bfloat16:
        raise _unsupported(numpy_dtype.type.__name__)
    return known


def _unsupported(kind: str) -> TypeError:
    return TypeError(
        f"can't convert np.ndarray of type {kind}. The only supported types are: float64, float32, "
        "float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, "
        "and bool."
    )


def named(name: str) -> dtype:
    """The dtype with this name.

    Raises:
        KeyError: there is none.
    """
    return _BY_NAME[name]


_default = float32


def default_dtype() -> dtype:
    """The dtype of tensors made from Python floats."""
    return _default


def set_default_dtype(new_default: dtype) -> None:
    """Set the dtype of tensors made from Python floats.

    Raises:
        TypeError: not a real floating-point dtype.
    """
    global _default
    if not isinstance(new_default, dtype):
        raise TypeError(
            "invalid dtype object: only floating-point types are supported as the default type"
        )
    if not new_default.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _default = new_default


def of_number(number: complex) -> dtype:
    """The dtype of a tensor made from a Python number: bool, int64, or as the default dtype."""
    if isinstance(number, builtins.bool):
        return bool
    if isinstance(number, builtins.int):
        return int64
    if isinstance(number, builtins.float):
        return _default
    return _complex_of(_default)


def _complex_of(floating: dtype) -> dtype:
    if floating is float16:
        raise NotImplementedError("torch.complex32 is not available in Gradwalk")
    return of(np.promote_types(floating.numpy, np.complex64))


class Kind(IntEnum):
    """The kind of an operand, from the weakest to the strongest in promotion."""

    NUMBER = 0
    ZERO_DIM = 1
    TENSOR = 2


Operand = tuple[dtype, Kind]


def operand(value: np.ndarray | np.generic | complex) -> Operand:
    """The dtype and kind of an array or a Python number, for ``result_type``."""
    if isinstance(value, np.ndarray | np.generic):
        return of(value.dtype), Kind.TENSOR if value.ndim else Kind.ZERO_DIM
    check_whole(value)
    return of_number(value), Kind.NUMBER


@lru_cache(maxsize=1024)
def result_type(*operands: Operand) -> dtype:
    """The dtype of the result of an operation on these operands, as ``torch.result_type``.

    Operands of the same kind are promoted together; a weaker kind counts only if its category is
    higher than that of every stronger kind.

    Raises:
        NotImplementedError: the result would be complex32.
    """
    of_each_kind = ([each for each, its_kind in operands if its_kind is kind] for kind in Kind)
    promoted = (reduce(promote_types, dtypes) for dtypes in of_each_kind if dtypes)
    return reduce(_let_widen, promoted)


def _let_widen(weaker: dtype, stronger: dtype) -> dtype:
    if weaker.category <= stronger.category:
        return stronger
    return _complex_of(stronger) if stronger.is_floating_point else weaker


@lru_cache(maxsize=1024)
def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest dtype, by PyTorch's rules, to which both can be cast."""
    low, high = sorted((type1, type2), key=lambda each: each.category)
    if low.category < high.category and low.category < Category.FLOATING:
        return high  # unlike numpy, PyTorch ignores the width of an integer beside a float
    if low is not high and low.itemsize == high.itemsize == 2 and low.is_floating_point:
        return float32  # float16 and bfloat16 cannot represent each other's numbers
    return of(np.promote_types(low.numpy, high.numpy))


def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether the category does not go down, as ``torch.can_cast``; widths are ignored."""
    return from_.category <= to.category


def sum_dtype(summed: dtype) -> dtype:
    """The dtype of a sum, product or cumulative sum: int64 for integers and booleans."""
    return summed if summed.category >= Category.FLOATING else int64


def floating_dtype(argument: dtype) -> dtype:
    """The dtype of a true division or an elementary function: the default dtype for integers."""
    return argument if argument.category >= Category.FLOATING else _default


def limits(numpy_dtype: np.dtype[np.generic]) -> Any:
    """The limits of floating-point numbers, under the names that ``numpy.finfo`` gives them."""
    if numpy_dtype.kind in "fc":
        return np.finfo(numpy_dtype)
    import ml_dtypes

    return ml_dtypes.finfo(numpy_dtype)  # type: ignore[no-untyped-call]


def all_dtypes() -> list[dtype]:
    """Every dtype that tensors can have."""
    return list(_BY_NAME.values())
