"""``torch.testing``: assertions that tensors are close.

Source: torch.testing.assert_close, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine import dtypes
from engine.tensor import Tensor
from engine.torch.names.absent import missing as _missing

__all__ = ["assert_close"]

_TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.bfloat16: (1.6e-2, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.complex64: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
    dtypes.complex128: (1e-7, 1e-7),
}
"""Relative and absolute tolerances by dtype; other dtypes must be equal."""

Message = str | Callable[[str], str] | None


class _Options(NamedTuple):
    """How two results are compared.

    Attributes:
        rtol, atol: the tolerances, None for the defaults.
        equal_nan: whether nan equals nan.
        check_dtype: whether dtypes must be the same.
        msg: the error message, instead of the default.
        allow_subclasses: whether tensors may be of different classes.
    """

    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_dtype: bool
    msg: Message
    allow_subclasses: bool


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
    msg: Message = None,
) -> None:
    """Check that tensors, numbers, or sequences and mappings of them, are close to each other.

    Raises:
        AssertionError: they are not; the message has the largest differences.
        TypeError: objects that cannot be compared.
        ValueError: only one of the tolerances is given.
    """
    if (rtol is None) != (atol is None):
        absent = "atol" if atol is None else "rtol"
        raise ValueError(
            f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {absent}."
        )
    options = _Options(rtol, atol, equal_nan, check_dtype, msg, allow_subclasses)
    _compare(actual, expected, options, "")


def _compare(actual: Any, expected: Any, options: _Options, path: str) -> None:
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        _compare_mappings(actual, expected, options, path)
    elif _is_sequence(actual) and _is_sequence(expected):
        if len(actual) != len(expected):
            counts = f"{len(actual)} != {len(expected)}"
            raise _error(f"The length of the sequences mismatch: {counts}", options, path)
        for at, (ours, theirs) in enumerate(zip(actual, expected, strict=True)):
            _compare(ours, theirs, options, f"{path}[{at}]")
    elif actual is None and expected is None:
        return
    elif _are_numbers(actual, expected):
        _compare_numbers(actual, expected, options, path)
    elif _are_arrays(actual, expected) and (
        options.allow_subclasses or type(actual) is type(expected)
    ):
        _compare_arrays(actual, expected, options, path)
    else:
        raise TypeError(
            _placed(
                f"No comparison pair was able to handle inputs of type {type(actual)} and "
                f"{type(expected)}.",
                path,
            )
        )


def _is_sequence(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _are_numbers(*given: Any) -> bool:
    return all(isinstance(each, bool | int | float | complex) for each in given)


def _are_arrays(actual: Any, expected: Any) -> bool:
    both = actual, expected
    return any(all(isinstance(each, kind) for each in both) for kind in (Tensor, np.ndarray))


def _compare_mappings(
    actual: Mapping[Any, Any], expected: Mapping[Any, Any], options: _Options, path: str
) -> None:
    lacking = [key for key in expected if key not in actual]
    further = [key for key in actual if key not in expected]
    if lacking or further:
        lines = ["The keys of the mappings do not match:"]
        lines += [f"Missing keys in the actual mapping: {lacking}"] if lacking else []
        lines += [f"Additional keys in the actual mapping: {further}"] if further else []
        raise _error("\n".join(lines), options, path)
    for key, ours in actual.items():
        _compare(ours, expected[key], options, f"{path}[{key!r}]")


def _error(message: str, options: _Options, path: str) -> AssertionError:
    said = options.msg
    text = message if said is None else said(message) if callable(said) else said
    return AssertionError(_placed(text, path))


def _placed(text: str, path: str) -> str:
    """A message, with the place in sequences or mappings of what it is about."""
    return f"{text}\n\nThe failure occurred for item {path}" if path else text


def _tolerances(options: _Options, *of: dtypes.dtype) -> tuple[float, float]:
    if options.rtol is not None and options.atol is not None:
        return options.rtol, options.atol
    usual = [_TOLERANCES.get(each, (0.0, 0.0)) for each in of]
    return max(rtol for rtol, _ in usual), max(atol for _, atol in usual)


def _compare_numbers(actual: Any, expected: Any, options: _Options, path: str) -> None:
    kind = np.result_type(type(actual), type(expected))
    rtol, atol = _tolerances(options, dtypes.of(kind))
    if np.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=options.equal_nan):
        return
    raise _error(_scalars_apart(actual, expected, rtol, atol), options, path)


def _scalars_apart(actual: Any, expected: Any, rtol: float, atol: float) -> str:
    distance = abs(actual - expected)
    share = distance / abs(expected) if expected else float("inf")
    return (
        f"Scalars are not {_relation(rtol, atol)}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {distance}{_allowed(atol, rtol, atol)}\n"
        f"Relative difference: {share}{_allowed(rtol, rtol, atol)}"
    )


def _relation(rtol: float, atol: float) -> str:
    return "close" if rtol or atol else "equal"


def _allowed(limit: float, rtol: float, atol: float) -> str:
    return f" (up to {limit} allowed)" if rtol or atol else ""


def _compare_arrays(actual: Any, expected: Any, options: _Options, path: str) -> None:
    for name in ("shape", "dtype") if options.check_dtype else ("shape",):
        ours, theirs = getattr(actual, name), getattr(expected, name)
        if ours != theirs:
            message = f"The values for attribute '{name}' do not match: {ours} != {theirs}."
            raise _error(message, options, path)
    mine, other = (
        np.asarray(each._data if isinstance(each, Tensor) else each) for each in (actual, expected)
    )
    rtol, atol = _tolerances(options, dtypes.of(mine.dtype), dtypes.of(other.dtype))
    close = np.isclose(mine, other, rtol=rtol, atol=atol, equal_nan=options.equal_nan)
    if close.all():
        return
    if not mine.ndim:
        message = _scalars_apart(mine.item(), other.item(), rtol, atol)
    else:
        message = _apart(mine, other, close, rtol, atol)
    raise _error(message, options, path)


def _apart(
    actual: np.ndarray, expected: np.ndarray, close: np.ndarray, rtol: float, atol: float
) -> str:
    """The number of mismatched elements, and the largest differences."""
    if actual.dtype.kind == "b":
        actual, expected = actual.astype(np.int64), expected.astype(np.int64)
    distances = np.where(close, 0, np.abs(actual - expected))
    with np.errstate(all="ignore"):
        shares = np.where(close, 0, distances / np.abs(expected))
    shares = shares.astype(actual.real.dtype if actual.dtype.kind in "fc" else np.float32)
    count, total = int((~close).sum()), close.size
    lines = [
        f"Tensor-likes are not {_relation(rtol, atol)}!\n",
        f"Mismatched elements: {count} / {total} ({count / total:.1%})",
    ]
    for word, values, limit in (("absolute", distances, atol), ("relative", shares, rtol)):
        place = np.unravel_index(int(np.argmax(values)), values.shape)
        at = tuple(int(each) for each in place)
        text = f"Greatest {word} difference: {values[place].item()} at index {at}"
        lines.append(text + _allowed(limit, rtol, atol))
    return "\n".join(lines)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.testing", name, __all__)
