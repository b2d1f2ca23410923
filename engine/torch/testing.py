"""What a script imports as ``torch.testing``.

Source: torch.testing.assert_close, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.errors import missing as _missing
from engine.op import Number
from engine.tensor import Tensor
from engine.torch.arguments import elements

_TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}


class _Pair(NamedTuple):
    """What is compared.

    Attributes:
        actual, expected: two numbers or tensors.
        place: where they are in what holds them.
    """

    actual: Any
    expected: Any
    place: str


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Check that numbers or tensors, or what holds such, are nearly equal.

    Raises:
        AssertionError: they are not.
        ValueError: one of two tolerances.
        TypeError: something that cannot be compared.
    """
    if (rtol is None) != (atol is None):
        lacking = "rtol" if rtol is None else "atol"
        raise ValueError(
            f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {lacking}."
        )
    for pair in _pairs(actual, expected, ""):
        words = _difference(pair, rtol, atol, equal_nan, check_dtype)
        if words and pair.place:
            words += f"\n\nThe failure occurred for item {pair.place}"
        if words:
            raise AssertionError(words if msg is None else msg(words) if callable(msg) else msg)


def _pairs(actual: Any, expected: Any, place: str) -> Iterator[_Pair]:
    """All numbers and tensors with what they should be."""
    kinds = (Tensor, np.ndarray, Number, np.generic)
    if isinstance(actual, kinds) and isinstance(expected, kinds):
        yield _Pair(actual, expected, place)
    elif isinstance(actual, Mapping) and isinstance(expected, Mapping):
        if actual.keys() != expected.keys():
            lacking = sorted(expected.keys() - actual.keys())
            more = sorted(actual.keys() - expected.keys())
            raise AssertionError(
                "The keys of the mappings do not match:\n"
                f"Missing keys in the actual mapping: {lacking}\n"
                f"Additional keys in the actual mapping: {more}"
            )
        for key in expected:
            yield from _pairs(actual[key], expected[key], f"{place}[{key!r}]")
    elif isinstance(actual, Sequence) and isinstance(expected, Sequence):
        if isinstance(actual, str) or isinstance(expected, str):
            raise _incomparable(actual, expected)
        if len(actual) != len(expected):
            raise AssertionError(
                f"The length of the sequences mismatch: {len(actual)} != {len(expected)}"
            )
        for at, (one, other) in enumerate(zip(actual, expected)):
            yield from _pairs(one, other, f"{place}[{at}]")
    else:
        raise _incomparable(actual, expected)


def _incomparable(actual: Any, expected: Any) -> TypeError:
    return TypeError(
        f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}."
    )


def _array(value: Any) -> np.ndarray:
    return elements(value) if isinstance(value, Tensor) else np.asarray(value)


def _difference(
    pair: _Pair, rtol: float | None, atol: float | None, equal_nan: bool, check_dtype: bool
) -> str:
    """In which words two differ; none where they do not."""
    actual, expected = _array(pair.actual), _array(pair.expected)
    if isinstance(pair.actual, Tensor) and isinstance(pair.expected, Tensor):
        for name in ("shape", "dtype"):
            found, wanted = getattr(pair.actual, name), getattr(pair.expected, name)
            if found != wanted and (name == "shape" or check_dtype):
                return f"The values for attribute '{name}' do not match: {found} != {wanted}."
    if rtol is None or atol is None:
        both = [_TOLERANCES.get(each.dtype.name, (0.0, 0.0)) for each in (actual, expected)]
        rtol, atol = (max(each) for each in zip(*both))
    return _told(actual, expected, float(rtol), float(atol), equal_nan)


def _told(
    actual: np.ndarray, expected: np.ndarray, rtol: float, atol: float, equal_nan: bool
) -> str:
    are_close = np.isclose(actual, expected, rtol, atol, equal_nan)
    if are_close.all():
        return ""
    is_equality = rtol == atol == 0
    what = "equal" if is_equality else "close"
    ups = ["" if is_equality else f" (up to {each} allowed)" for each in (atol, rtol)]
    distance = np.abs(actual - expected)
    with np.errstate(all="ignore"):
        kind = np.float32 if expected.dtype.kind in "iub" else expected.real.dtype
        ratio = distance.astype(kind) / np.abs(expected).astype(kind)
    if not actual.ndim:
        return (
            f"Scalars are not {what}!\n\nExpected {expected.item()} but got {actual.item()}.\n"
            f"Absolute difference: {distance.item()}{ups[0]}\n"
            f"Relative difference: {ratio.item()}{ups[1]}"
        )
    count, wrong = are_close.size, int((~are_close).sum())
    lines = [
        f"Tensor-likes are not {what}!\n",
        f"Mismatched elements: {wrong} / {count} ({100 * wrong / count:.1f}%)",
    ]
    for name, each, up in (("absolute", distance, ups[0]), ("relative", ratio, ups[1])):
        worst = np.where(are_close, 0, each)
        at = tuple(int(n) for n in np.unravel_index(int(np.argmax(worst)), worst.shape))
        lines.append(f"Greatest {name} difference: {worst[at].item()} at index {at}{up}")
    return "\n".join(lines)


def __getattr__(name: str) -> Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.testing", name, ["assert_close"])
