"""The module ``torch.fft``: discrete Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, prod, sqrt
from typing import Any

from engine import dtypes
from engine.half_precision import is_half
from engine.ops import fourier
from engine.ops.elementwise import complex_numbers, with_numbers
from engine.ops.indexing import select
from engine.ops.shapes import joining, shape
from engine.tensor import Tensor
from engine.torch import autocasting
from engine.torch.calling.arguments import one_dim, require_tensors
from engine.torch.calling.naming import named
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import creation
from engine.torch.routines import joining as _joining

_MODES = ("forward", "backward", "ortho")


def _scale(norm: str | None, count: int, forward: bool) -> float:
    """The scale factor of a transform.

    Raises:
        RuntimeError: an unknown normalisation.
    """
    mode = "backward" if norm is None else norm
    if mode not in _MODES:
        raise RuntimeError(f'Invalid normalization mode: "{mode}"')
    if mode == "ortho":
        return 1 / sqrt(count)
    return 1 / count if (mode == "forward") == forward else 1.0


def _floating(input: Tensor) -> Tensor:
    """Integers cast to the default dtype.

    Raises:
        RuntimeError: half precision.
    """
    input = autocasting.widened(input)
    _refuse_halves(input)
    if input.dtype.is_floating_point or input.dtype.is_complex:
        return input
    return shape.to_copy(input, dtype=dtypes.default_dtype())


def _refuse_halves(input: Tensor) -> None:
    if is_half(input._data.dtype):
        raise RuntimeError(f"Unsupported dtype {input.dtype.scalar_name}")


def _complex(input: Tensor) -> Tensor:
    input = autocasting.widened(input)
    _refuse_halves(input)
    if input.dtype.is_complex:
        return input
    wide = dtypes.promote_types(input.dtype, dtypes.complex64)
    return shape.to_copy(input, dtype=wide)


def _places(
    function: str,
    input: Tensor,
    sizes: Sequence[int] | int | None,
    dim: Sequence[int] | int | None,
) -> tuple[tuple[int, ...], list[int | None]]:
    """The dimensions, and the sizes of the transform along them.

    Raises:
        RuntimeError: the numbers of sizes and dimensions differ, or a dimension occurs twice.
        IndexError: a dimension is out of range.
    """
    if isinstance(sizes, int):
        sizes = (sizes,)
    if dim is not None and dim != () and not input.ndim:
        first = dim if isinstance(dim, int) else dim[0]
        raise IndexError(f"Dimension specified as {first} but tensor has no dimensions")
    if dim is None:
        count = input.ndim if sizes is None else len(sizes)
        if count > input.ndim:
            raise RuntimeError(
                f"Got shape with {count} values but input tensor only has {input.ndim} dimensions."
            )
        dim = range(input.ndim - count, input.ndim)
    dims = tuple(one_dim(input, each) for each in ([dim] if isinstance(dim, int) else dim))
    if sizes is not None and len(sizes) != len(dims):
        raise RuntimeError("When given, dim and shape arguments must have the same length")
    if len(set(dims)) < len(dims):
        raise RuntimeError("FFT dims must be unique")
    if _has_one_dim(function):
        return dims, [None] if sizes is None else list(sizes)
    if not dims and _of_all(function) not in ("fftn", "ifftn"):
        raise RuntimeError(f"{_of_all(function)} must transform at least one axis")
    return dims, [None if each == -1 else each for each in sizes or [-1] * len(dims)]


def _has_one_dim(function: str) -> bool:
    return function[-1] not in "2n"


def _of_all(function: str) -> str:
    """A transform along several dimensions, under the name that errors show."""
    return f"{function[:-1]}n"


def _all_resized(input: Tensor, dims: tuple[int, ...], sizes: Sequence[int | None]) -> Tensor:
    """The input, cropped or zero-padded along dimensions.

    Raises:
        RuntimeError: a size below 1.
    """
    behind = dict.fromkeys(range(input.ndim), 0)
    for dim, size in zip(dims, sizes):
        extent = input.shape[dim]
        wanted = extent if size is None else size
        if wanted < 1:
            raise RuntimeError(f"Invalid number of data points ({wanted}) specified")
        if wanted < extent:
            input = select.slice(input, dim=dim, start=0, end=wanted, step=1)
        behind[dim] = max(wanted - extent, 0)
    if not any(behind.values()):
        return input
    return joining.constant_pad(input, pad=tuple((0, each) for each in behind.values()), value=0)


def _two_sided(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any, forward: bool) -> Any:
    require_tensors(function, input=input)
    input = _floating(input)
    dims, wanted = _places(function, input, sizes, dim)
    resized = _all_resized(_complex(input) if not _has_one_dim(function) else input, dims, wanted)
    scale = _scale(norm, prod(resized.shape[each] for each in dims), forward)
    if resized.dtype.is_complex:
        return fourier.fft_c2c(resized, dim=dims, scale=scale, forward=forward)
    found = fourier.fft_r2c(resized, dim=dims, scale=scale, onesided=False)
    return found if forward else complex_numbers.conj(found)


def _to_one_side(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    require_tensors(function, input=input)
    input = _floating(input)
    if input.dtype.is_complex:
        got = f"but got {input.dtype.scalar_name}"
        raise RuntimeError(
            f"{function} expects a real input tensor, {got}"
            if _has_one_dim(function)
            else f"{_of_all(function)} expects a real-valued input tensor, {got}"
        )
    dims, wanted = _places(function, input, sizes, dim)
    resized = _all_resized(input, dims, wanted)
    scale = _scale(norm, prod(resized.shape[each] for each in dims), True)
    return fourier.fft_r2c(resized, dim=dims, scale=scale, onesided=True)


def _one_side(
    function: str, input: Tensor, sizes: Any, dim: Any
) -> tuple[Tensor, tuple[int, ...], int]:
    """The one-sided input, the dimensions, and the size of the last one in the real output.

    Raises:
        RuntimeError: a size below 1.
    """
    require_tensors(function, input=input)
    input = _complex(_floating(input))
    dims, wanted = _places(function, input, sizes, dim)
    last = wanted[-1]
    size = 2 * (input.shape[dims[-1]] - 1) if last is None else last
    if size < 1:
        raise RuntimeError(f"Invalid number of data points ({size}) specified")
    return _all_resized(input, dims, [*wanted[:-1], size // 2 + 1]), dims, size


def _from_one_side(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    resized, dims, size = _one_side(function, input, sizes, dim)
    count = prod(resized.shape[each] for each in dims[:-1]) * size
    return fourier.fft_c2r(resized, dim=dims, scale=_scale(norm, count, False), size=size)


def _from_half_of_time(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    resized, (*others, last), size = _one_side(function, input, sizes, dim)
    if others:
        scale = _scale(norm, prod(resized.shape[each] for each in others), True)
        resized = fourier.fft_c2c(resized, dim=tuple(others), scale=scale, forward=True)
    turned = complex_numbers.conj(resized)
    return fourier.fft_c2r(turned, dim=(last,), scale=_scale(norm, size, True), size=size)


def _to_half_of_time(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    require_tensors(function, input=input)
    input = _floating(input)
    if input.dtype.is_complex and _has_one_dim(function):
        raise RuntimeError(
            f"{function} expects a real input tensor, but got {input.dtype.scalar_name}"
        )
    dims, wanted = _places(function, input, sizes, dim)
    resized = _all_resized(input, dims, wanted)
    if input.dtype.is_complex:
        name = input.dtype.scalar_name
        raise RuntimeError(f"Only supports floating-point dtypes, but found: {name}")
    *others, last = dims
    scale = _scale(norm, resized.shape[last], False)
    found = fourier.fft_r2c(resized, dim=(last,), scale=scale, onesided=True)
    if not others:
        return complex_numbers.conj(found)
    scale = _scale(norm, prod(resized.shape[each] for each in others), False)
    turned = complex_numbers.conj_physical(found)
    return fourier.fft_c2c(turned, dim=tuple(others), scale=scale, forward=False)


def _transform(name: str, function: Callable[..., Any], default: Any, doc: str) -> Any:
    """The transform along one dimension, two or all, by its name."""
    if _has_one_dim(name):

        def transform(
            input: Tensor, n: int | None = None, dim: int = default, norm: str | None = None
        ) -> Any:
            return function(name, input, None if n is None else [n], dim, norm)

    else:

        def transform(  # type: ignore[misc]
            input: Tensor,
            s: Sequence[int] | None = None,
            dim: Sequence[int] | None = default,
            norm: str | None = None,
        ) -> Any:
            return function(name, input, s, dim, norm)

    return named(transform, name, doc)


def _forwards(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    return _two_sided(function, input, sizes, dim, norm, True)


def _backwards(function: str, input: Tensor, sizes: Any, dim: Any, norm: Any) -> Any:
    return _two_sided(function, input, sizes, dim, norm, False)


fft, fft2, fftn = (
    _transform(f"fft{end}", _forwards, dim, "The transform.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)
ifft, ifft2, ifftn = (
    _transform(f"ifft{end}", _backwards, dim, "The inverse transform.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)
rfft, rfft2, rfftn = (
    _transform(f"rfft{end}", _to_one_side, dim, "One side of the transform of real numbers.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)
irfft, irfft2, irfftn = (
    _transform(f"irfft{end}", _from_one_side, dim, "Real numbers, from one side of a transform.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)
hfft, hfft2, hfftn = (
    _transform(f"hfft{end}", _from_half_of_time, dim, "The real transform of one side of a signal.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)
ihfft, ihfft2, ihfftn = (
    _transform(f"ihfft{end}", _to_half_of_time, dim, "One side of the signal of real numbers.")
    for end, dim in (("", -1), ("2", (-2, -1)), ("n", None))
)


def _shifted(input: Tensor, dim: Any, back: bool) -> Tensor:
    dims, _ = _places("fftn", input, None, dim)
    shifts = [(input.shape[each] + back) // 2 for each in dims]
    return _joining.roll(input, shifts, list(dims))


def fftshift(input: Tensor, dim: Any = None) -> Tensor:
    """The zero-frequency component moved to the middle."""
    return _shifted(input, dim, back=False)


def ifftshift(input: Tensor, dim: Any = None) -> Tensor:
    """The inverse of ``fftshift``."""
    return _shifted(input, dim, back=True)


def fftfreq(n: int, d: float = 1.0, *, dtype: Any = None) -> Tensor:
    """The sample frequencies of a discrete Fourier transform.

    Raises:
        RuntimeError: a size below 0, or an integer dtype.
    """
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    half = (n + 1) // 2
    return _frequencies("fftfreq", [*range(half), *range(half - n, 0)], n * d, dtype)


def rfftfreq(n: int, d: float = 1.0, *, dtype: Any = None) -> Tensor:
    """The sample frequencies of a one-sided discrete Fourier transform.

    Raises:
        RuntimeError: an integer dtype.
    """
    return _frequencies("rfftfreq", list(range(int(n / 2) + 1)), n * d, dtype)


def _frequencies(function: str, places: list[int], period: float, dtype: Any) -> Tensor:
    if dtype is not None and not (dtype.is_floating_point or dtype.is_complex):
        raise RuntimeError(f"{function} requires a floating point or complex dtype")
    numbers = creation.tensor([float(each) for each in places], dtype=dtype)
    return with_numbers.mul_number(numbers, number=1.0 / period if period else inf)


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.fft", name, [each for each in globals() if "fft" in each])
