"""The repr of tensors, exactly as PyTorch writes it.

Source: what torch.Tensor.__repr__ and torch.set_printoptions of PyTorch 2.13 print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Protocol

import numpy as np

from engine import dtypes


@dataclass
class PrintOptions:
    """How tensors are printed, as ``torch.set_printoptions`` sets it.

    Attributes:
        precision: digits after the decimal point.
        threshold: the number of elements above which a tensor is summarised.
        edgeitems: elements shown at each end of a summarised dimension.
        linewidth: characters per line.
        sci_mode: whether to use scientific notation; None decides from the values.
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=inf),
}

options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set the given options, after those of the profile ("default", "short" or "full").

    As in PyTorch, ``sci_mode`` becomes None whenever it is not given, and an unknown profile is
    ignored.
    """
    base = _PROFILES.get(profile, options) if profile else options
    options.precision = base.precision if precision is None else precision
    options.threshold = base.threshold if threshold is None else threshold
    options.edgeitems = base.edgeitems if edgeitems is None else edgeitems
    options.linewidth = base.linewidth if linewidth is None else linewidth
    options.sci_mode = sci_mode


def tensor_repr(
    array: np.ndarray | np.generic,
    *,
    grad_fn: str | None = None,
    requires_grad: bool = False,
    tangent: str | None = None,
    prefix: str = "tensor(",
) -> str:
    """The repr of a tensor with these elements.

    ``grad_fn`` is the name of the node that made the tensor (``MulBackward0``), ``tangent`` the
    text of its forward-mode tangent; ``prefix`` begins the text and sets the indent of the lines
    after the first.

    Raises:
        TypeError: a numpy dtype that tensors cannot have.
    """
    array = np.asarray(array)
    elements = _elements_text(array, len(prefix)) if array.size else "[]"
    suffixes = _shape_and_dtype(array)
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    if tangent is not None:
        suffixes.append(f"tangent={tangent}")
    return _with_suffixes(prefix + elements, suffixes, len(prefix)) + ")"


def sparse_repr(
    indices: np.ndarray, values: np.ndarray, size: tuple[int, ...], grad_fn: str | None = None
) -> str:
    """The repr of a sparse tensor."""
    indent = len("tensor(")
    parts = []
    for name, array in {"indices": indices, "values": values}.items():
        opening = f"{name}=tensor("
        text = _elements_text(array, indent + len(opening)) if array.size else "[]"
        parts.append(opening + text + ("" if array.size else f", size={array.shape}") + ")")
    dtype = [each for each in _shape_and_dtype(values) if each.startswith("dtype") and values.size]
    suffixes = [f"nnz={len(values)}", *dtype, "layout=torch.sparse_coo"]
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    size_text = f"size={size}"
    parts.append(_with_suffixes(size_text, suffixes, indent, column=indent + len(size_text)))
    return "tensor(" + (",\n" + " " * indent).join(parts) + ")"


def _shape_and_dtype(array: np.ndarray) -> list[str]:
    """What the elements do not show: the size if empty or summarised, an unusual dtype."""
    dtype, default = dtypes.of(array.dtype), dtypes.default_dtype()
    if array.size:
        size_shows = options.edgeitems > 0
        complex_default = dtypes.complex128 if default is dtypes.float64 else dtypes.complex64
        dtype_shows = dtype in (default, complex_default, dtypes.int64, dtypes.bool)
    else:
        size_shows = array.ndim == 1
        dtype_shows = dtype is default
    size = [] if size_shows else [f"size={array.shape}"]
    return size if dtype_shows else [*size, f"dtype={dtype}"]


def _with_suffixes(text: str, suffixes: list[str], indent: int, column: int | None = None) -> str:
    """Append suffixes, each on a line of its own where it would exceed the line width."""
    if column is None:
        column = len(text) - text.rfind("\n") + 1  # one too many, as PyTorch counts the first line
    for suffix in suffixes:
        if column + len(suffix) + 2 > options.linewidth:
            text += ",\n" + " " * indent + suffix
            column = indent + len(suffix)
        else:
            text += ", " + suffix
            column += len(suffix) + 2
    return text


def _elements_text(array: np.ndarray, indent: int) -> str:
    edge = options.edgeitems
    summarised = array.size > options.threshold
    abbreviated = [summarised and length > 2 * edge for length in array.shape]
    shown = _edges(array, edge) if any(abbreviated) else array
    style = _style_of(shown)
    if array.ndim == 0:
        return style.padded(array.item())
    return _Brackets(style, abbreviated).around(shown.tolist(), indent)


@dataclass(frozen=True, slots=True)
class _Brackets:
    """Formats elements as nested lists in brackets.

    Attributes:
        style: how an element is formatted.
        abbreviated: for each axis, whether its middle is replaced by an ellipsis.
    """

    style: _Style
    abbreviated: list[bool]

    def around(self, values: list[Any], indent: int, axis: int = 0) -> str:
        """Format the slices of one axis, each starting in the column after ``indent``."""
        axes_inside = len(self.abbreviated) - axis - 1
        if axes_inside == 0:
            return self._around_elements(values, indent)
        items = [self.around(value, indent + 1, axis + 1) for value in values]
        if self.abbreviated[axis]:
            items.insert(options.edgeitems, "...")
        return _bracketed(items, "," + "\n" * axes_inside, indent)

    def _around_elements(self, values: list[Any], indent: int) -> str:
        items = [self.style.padded(value) for value in values]
        if self.abbreviated[-1]:
            items.insert(options.edgeitems, " ..." if items else "...")
        per_line = max(1, (options.linewidth - indent) // (self.style.width + len(", ")))
        lines = [", ".join(items[k : k + per_line]) for k in range(0, len(items), per_line)]
        return _bracketed(lines, ",\n", indent)


def _bracketed(items: list[str], separator: str, indent: int) -> str:
    return "[" + (separator + " " * (indent + 1)).join(items) + "]"


def _edges(array: np.ndarray, edge: int) -> np.ndarray:
    """The ``edge`` elements at either end of every axis."""
    kept = (
        np.r_[:edge, length - edge : length] if length > 2 * edge else np.arange(length)
        for length in array.shape
    )
    corners: np.ndarray = array[np.ix_(*kept)]
    return corners


class _Style(Protocol):
    """How the elements of a tensor are formatted.

    Attributes:
        width: the largest number of characters of a finite element.
    """

    @property
    def width(self) -> int: ...

    def padded(self, value: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class _RealStyle:
    text: Callable[[Any], str]
    width: int

    def padded(self, value: float) -> str:
        return self.text(value).rjust(self.width)


@dataclass(frozen=True, slots=True)
class _ComplexStyle:
    real: _RealStyle
    imaginary: _RealStyle

    @property
    def width(self) -> int:
        return self.real.width + self.imaginary.width + len("j")

    def padded(self, value: complex) -> str:
        imaginary = self.imaginary.text(value.imag)
        sign = "" if imaginary.startswith("-") else "+"
        return f"{self.real.padded(value.real)}{sign}{imaginary}j"


def _style_of(shown: np.ndarray) -> _Style:
    if shown.dtype.kind == "c":
        return _ComplexStyle(_float_style(shown.real), _float_style(shown.imag))
    if shown.dtype.kind in dtypes.FLOATING_KINDS:
        return _float_style(shown)
    return _RealStyle(str, max((len(str(value)) for value in shown.ravel().tolist()), default=1))


def _float_style(shown: np.ndarray) -> _RealStyle:
    """One format for all elements, chosen by the finite non-zero ones alone, as is the width."""
    significant = [value for value in shown.ravel().tolist() if value and isfinite(value)]
    text = _float_text(significant)
    return _RealStyle(text, max((len(text(value)) for value in significant), default=1))


def _float_text(significant: list[float]) -> Callable[[float], str]:
    if not significant:
        return _whole_text
    if _needs_exponent(significant) if options.sci_mode is None else options.sci_mode:
        return f"{{:.{options.precision}e}}".format
    if all(value.is_integer() for value in significant):
        return _whole_text
    return f"{{:.{options.precision}f}}".format


def _needs_exponent(significant: list[float]) -> bool:
    magnitudes = [abs(value) for value in significant]
    smallest, largest = min(magnitudes), max(magnitudes)
    return largest / smallest > 1000 or largest > 1e8 or smallest < 1e-4


def _whole_text(value: float) -> str:
    return f"{value:.0f}." if isfinite(value) else f"{value:.0f}"
