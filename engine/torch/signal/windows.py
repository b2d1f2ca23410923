"""The module ``torch.signal.windows``: windows, symmetric by default.

Source: torch.signal.windows, PyTorch 2.13.
"""

from __future__ import annotations

import math as _math
from collections.abc import Iterable
from typing import Any

from engine import dtypes as _dtypes
from engine.tensor import Tensor
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import creation as _creation
from engine.torch.routines import dimensions as _dimensions
from engine.torch.routines import elementwise as _elementwise
from engine.torch.routines import operands as _operands
from engine.torch.routines import reductions as _reductions

__all__ = [
    "bartlett",
    "blackman",
    "cosine",
    "exponential",
    "gaussian",
    "general_cosine",
    "general_hamming",
    "hamming",
    "hann",
    "kaiser",
    "nuttall",
]


def _options(function: str, count: int, options: dict[str, Any]) -> dict[str, Any]:
    """The options of the tensor that holds a window.

    Raises:
        ValueError: a negative length, or an unsupported layout or dtype.
    """
    chosen = {"dtype": None, "layout": None, "device": None, "requires_grad": False, **options}
    dtype = chosen["dtype"] = chosen["dtype"] or _dtypes.default_dtype()
    if count < 0:
        raise ValueError(f"{function} requires non-negative window length, got M={count}")
    layout = chosen.pop("layout")
    if str(layout) not in ("None", "torch.strided"):
        raise ValueError(f"{function} is implemented for strided tensors only, got: {layout}")
    if dtype not in (_dtypes.float32, _dtypes.float64):
        raise ValueError(f"{function} expects float32 or float64 dtypes, got: {dtype}")
    return chosen


def _spaced(start: float, step: float, count: int, options: dict[str, Any]) -> Tensor:
    """Equally spaced numbers, given start, step and count."""
    end = (start + (count - 1)) * step
    return _creation.linspace(start * step, end, count, **options)


def _bell(places: Tensor) -> Tensor:
    return _elementwise.exp(_elementwise.neg(places))


def exponential(
    M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, **options: Any
) -> Tensor:
    """The exponential (Poisson) window.

    Raises:
        ValueError: a decay that is not positive, or a center of a symmetric window.
    """
    chosen = _options("exponential", M, options)
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    if M == 0:
        return _creation.empty((0,), **chosen)
    if center is None:
        center = (M if not sym and M > 1 else M - 1) / 2.0
    return _bell(_elementwise.abs(_spaced(-center, 1 / tau, M, chosen)))


def cosine(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The cosine (sine) window."""
    chosen = _options("cosine", M, options)
    if M == 0:
        return _creation.empty((0,), **chosen)
    step = _math.pi / (M + 1 if not sym and M > 1 else M)
    return _elementwise.sin(_spaced(0.5, step, M, chosen))


def gaussian(M: int, *, std: float = 1.0, sym: bool = True, **options: Any) -> Tensor:
    """The Gaussian window.

    Raises:
        ValueError: the standard deviation is not positive.
    """
    chosen = _options("gaussian", M, options)
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    if M == 0:
        return _creation.empty((0,), **chosen)
    start = -(M if not sym and M > 1 else M - 1) / 2.0
    places = _spaced(start, 1 / (std * _math.sqrt(2)), M, chosen)
    return _bell(_operands.pow(places, 2))


def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, **options: Any) -> Tensor:
    """The Kaiser window, whose main lobe is the wider the larger ``beta``.

    Raises:
        ValueError: a negative ``beta``.
    """
    chosen = _options("kaiser", M, options)
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M < 2:
        return _of_few(M, chosen)
    width = _creation.tensor(beta, dtype=chosen["dtype"], device=chosen["device"])
    start: Any = _elementwise.neg(width)
    step = _operands.div(_operands.mul(width, 2.0), M - 1 if sym else M)
    last = _operands.add(start, _operands.mul(step, M - 1))
    end: Any = _operands.minimum(width, last)
    places = _creation.linspace(start, end, M, **chosen)
    height = _operands.sub(_operands.mul(width, width), _operands.pow(places, 2))
    return _operands.div(_elementwise.i0(_elementwise.sqrt(height)), _elementwise.i0(width))


def _of_few(count: int, options: dict[str, Any]) -> Tensor:
    """A window with no or one element."""
    make = _creation.ones if count else _creation.empty
    return make((count,), **options)


def bartlett(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The Bartlett (triangular) window."""
    chosen = _options("bartlett", M, options)
    if M < 2:
        return _of_few(M, chosen)
    step = 2 / (M - 1 if sym else M)
    places = _creation.linspace(-1, -1 + (M - 1) * step, M, **chosen)
    return _operands.rsub(_elementwise.abs(places), 1)


def general_cosine(M: int, *, a: Iterable[float], sym: bool = True, **options: Any) -> Tensor:
    """The general cosine window: an alternating sum of cosines with the coefficients ``a``.

    Raises:
        TypeError, ValueError: no coefficients.
    """
    chosen = _options("general_cosine", M, options)
    if M < 2:
        return _of_few(M, chosen)
    if not isinstance(a, Iterable):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    step = 2 * _math.pi / (M - 1 if sym else M)
    places = _creation.linspace(0, (M - 1) * step, M, **chosen)
    heights = _creation.tensor([(-1) ** i * height for i, height in enumerate(a)], **chosen)
    counts = _creation.arange(heights.shape[0], **chosen)
    waves = _elementwise.cos(_operands.mul(_dimensions.unsqueeze(counts, -1), places))
    return _reductions.sum(_operands.mul(_dimensions.unsqueeze(heights, -1), waves), 0)


def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, **options: Any) -> Tensor:
    """The generalized Hamming window, alpha - (1 - alpha) cos(x)."""
    return general_cosine(M, a=[alpha, 1.0 - alpha], sym=sym, **options)


def hamming(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The Hamming window."""
    return general_hamming(M, sym=sym, **options)


def hann(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The Hann window."""
    return general_hamming(M, alpha=0.5, sym=sym, **options)


def blackman(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The Blackman window."""
    _options("blackman", M, options)
    return general_cosine(M, a=[0.42, 0.5, 0.08], sym=sym, **options)


def nuttall(M: int, *, sym: bool = True, **options: Any) -> Tensor:
    """The Nuttall window."""
    heights = [0.3635819, 0.4891775, 0.1365995, 0.0106411]
    return general_cosine(M, a=heights, sym=sym, **options)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.signal.windows", name, __all__)
