"""Half precision: operations compute in single precision and round their results.

PyTorch's kernels on the CPU do the same, rounding once at the end of each operation; a few round
``in_between``, or have a special kernel (``for_halves``). The rules of a node are evaluated
operation by operation, as under ``create_graph`` but untaped, since each operation rounds; where
PyTorch computes a rule in a single kernel, the operation ``rounds_once``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np

from engine import dtypes, grad_mode
from engine.dtypes import FLOATING_KINDS
from engine.half_refusals import KERNELS
from engine.tensor import Tensor, wrap
from engine.unobserved import unobserved

OpT = TypeVar("OpT", bound=Any)
KernelT = TypeVar("KernelT", bound=Callable[..., Any])


def is_half(dtype: np.dtype[np.generic]) -> bool:
    """Whether a dtype is a 16-bit real floating-point type."""
    return dtype.itemsize == 2 and dtype.kind in FLOATING_KINDS


_OPS: list[Any] = []


def enrol(op: Any) -> None:
    """Register an operation, whose kernel is wrapped once half precision is used."""
    _OPS.append(op)


def _wrap_kernels() -> None:
    for op in _OPS:
        op.compute = _wrapped(op)


dtypes.before_first_half(_wrap_kernels)


def _wrapped(op: Any) -> Callable[..., Any]:
    """The kernel of an operation, wrapped for half precision.

    A kernel that returns a view, or draws random numbers, is not wrapped.
    """
    if op.name in KERNELS:
        return partial(_refuse_halves, op.kernel, KERNELS[op.name])
    if op.of_halves is not None:
        return partial(_compute_by_own_kernel, op.kernel, op.of_halves)
    if op.is_view or "generator" in op.settings:
        kernel: Callable[..., Any] = op.kernel
        return kernel
    if "dtype" in op.settings:
        return partial(_compute_in_dtype, op.kernel)
    return partial(_compute_widened, op.kernel, _first_half if op.promotes else _common_dtype)


def _have_halves(values: Sequence[Any]) -> bool:
    """Whether an operand is in half precision; faster than ``is_half`` of each dtype."""
    for each in values:
        if getattr(each, "itemsize", 0) == 2 and each.dtype.kind in FLOATING_KINDS:
            return True
    return False


def _refuse_halves(kernel: Callable[..., Any], name: str, /, *values: Any, **settings: Any) -> Any:
    if _have_halves(values):
        dtype_name = dtypes.of(_first_half(values)).scalar_name
        raise NotImplementedError(f"\"{name}\" not implemented for '{dtype_name}'")
    return kernel(*values, **settings)


def _compute_widened(
    kernel: Callable[..., Any], dtype_of: Callable[..., Any], /, *values: Any, **settings: Any
) -> Any:
    if _have_halves(values):
        return _rounded(kernel(*map(widened, values), **settings), dtype_of(values))
    return kernel(*values, **settings)


def _compute_in_dtype(kernel: Callable[..., Any], /, *values: Any, **settings: Any) -> Any:
    if settings.get("dtype") is None:
        return _compute_widened(kernel, _common_dtype, *values, **settings)
    return kernel(*map(widened, values), **settings)


def _first_half(values: Sequence[Any]) -> np.dtype[np.generic]:
    """The dtype of the first half-precision operand; after promotion all operands have it."""
    arrays = (each for each in values if isinstance(each, np.ndarray | np.generic))
    return next(each.dtype for each in arrays if is_half(each.dtype))


def _common_dtype(values: Sequence[Any]) -> np.dtype[np.generic]:
    """The dtype to which the floating-point operands promote."""
    arrays = [each for each in values if isinstance(each, np.ndarray | np.generic)]
    floating = [each for each in arrays if each.dtype.kind in FLOATING_KINDS]
    return dtypes.result_type(*map(dtypes.operand, floating)).numpy


def for_halves(op: Any, *, rounds: bool = True) -> Callable[[KernelT], KernelT]:
    """Register a special kernel of an operation for half precision.

    Args:
        rounds: whether its result is in single precision and has still to be rounded.
    """

    def register(kernel: KernelT) -> KernelT:
        op.of_halves = partial(_compute_and_round, kernel) if rounds else kernel
        return kernel

    return register


def _compute_by_own_kernel(
    kernel: Callable[..., Any], of_halves: Callable[..., Any], /, *values: Any, **settings: Any
) -> Any:
    if _have_halves(values):
        return of_halves(*values, **settings)
    return kernel(*values, **settings)


def _compute_and_round(kernel: Callable[..., Any], /, *values: Any, **settings: Any) -> Any:
    return _rounded(kernel(*values, **settings), _first_half(values))


def in_between(op: OpT) -> OpT:
    """Decorate an operation whose kernel rounds after every step, in PyTorch as in numpy."""
    for_halves(op)(op.kernel)
    return op


def takes_exact_number(op: OpT) -> OpT:
    """Decorate an operation that does not round its second operand if that is zero-dimensional."""
    op.takes_exact_number = True
    return op


def rounds_once(op: OpT) -> OpT:
    """Decorate an operation whose rules round only the results, not the intermediate steps."""
    op.rounds_once = True
    return op


def widened(value: Any) -> Any:
    """A half-precision value in single precision; anything else unchanged."""
    is_array = isinstance(value, np.ndarray | np.generic)
    return value.astype(np.float32) if is_array and is_half(value.dtype) else value


def _rounded(result: Any, dtype: np.dtype[np.generic]) -> Any:
    """A result, or each of several, rounded to half precision if in single precision."""
    if isinstance(result, tuple | list):
        return tuple([_rounded(each, dtype) for each in result])
    if result is None or result.dtype != np.float32 or not is_half(dtype):
        return result
    return result.astype(dtype)


def in_single_precision(
    pullback: Callable[..., Any] | None, F: Any, gradient: Any, values: Any
) -> Any:
    """Evaluate a rule in single precision, and round what it returns."""
    if pullback is None:
        return None
    sent = pullback(F, widened(gradient), tuple(map(widened, values)))
    return _rounded(sent, gradient.dtype)


def in_steps(function: Callable[[Any], Any], gradient: Any) -> Any:
    """Evaluate a function of a gradient on tensors, untaped and unobserved.

    Each operation then rounds. Takes and returns arrays.
    """
    with unobserved(), grad_mode.no_grad():
        return _bare(function(_as_tensors(gradient)))


def _as_tensors(gradient: Any) -> Any:
    if isinstance(gradient, list | tuple):
        return tuple(map(_as_tensors, gradient))
    return None if gradient is None else wrap(gradient)


def _bare(sent: Any) -> Any:
    if isinstance(sent, list | tuple):
        return [_bare(each) for each in sent]
    return sent._data if isinstance(sent, Tensor) else sent
