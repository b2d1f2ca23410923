"""Numbers of half precision: operations compute in single precision, and round what comes of it.

PyTorch's kernels on the CPU do so, once at the end of each operation; a few round ``in_between``
or have a kernel ``for_halves``.
What a node sends on is computed in steps, since each of them rounds: as under ``create_graph``, but
untaped. Where PyTorch has one kernel for all of that, it ``rounds_once``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np

from engine import grad_mode
from engine.dtypes import FLOATING_KINDS
from engine.tensor import Tensor, wrap
from engine.untold import untold

OpT = TypeVar("OpT", bound=Any)
KernelT = TypeVar("KernelT", bound=Callable[..., Any])


def is_half(dtype: np.dtype[np.generic]) -> bool:
    """Whether numbers of a dtype are real and take two bytes."""
    return dtype.itemsize == 2 and dtype.kind in FLOATING_KINDS


def computed(kernel: Callable[..., Any], /, *values: Any, **settings: Any) -> Any:
    """What a kernel makes of arrays and numbers."""
    for each in values:
        if getattr(each, "itemsize", 0) == 2 and each.dtype.kind in FLOATING_KINDS:
            result = kernel(*map(widened, values), **settings)
            return result if "dtype" in settings else _rounded(result, each.dtype)
    return kernel(*values, **settings)


def for_halves(op: Any) -> Callable[[KernelT], KernelT]:
    """Decorates the kernel that an operation has for arrays of halves; numbers are not rounded."""

    def register(kernel: KernelT) -> KernelT:
        op.compute = partial(_chosen, op.kernel, kernel)
        return kernel

    return register


def _chosen(
    kernel: Callable[..., Any], of_halves: Callable[..., Any], /, *values: Any, **settings: Any
) -> Any:
    for each in values:
        if getattr(each, "itemsize", 0) == 2 and each.dtype.kind in FLOATING_KINDS:
            return _rounded(of_halves(*values, **settings), each.dtype)
    return kernel(*values, **settings)


def in_between(op: OpT) -> OpT:
    """Decorates an operation whose kernel in PyTorch rounds after every step, as numpy does."""
    for_halves(op)(op.kernel)
    return op


def rounds_once(op: OpT) -> OpT:
    """Decorates an operation whose nodes in PyTorch round what they send, and nothing before."""
    op.rounds_once = True
    return op


def widened(value: Any) -> Any:
    """Halves in single precision; anything else as it is."""
    is_array = isinstance(value, np.ndarray | np.generic)
    return value.astype(np.float32) if is_array and is_half(value.dtype) else value


def _rounded(result: Any, dtype: np.dtype[np.generic]) -> Any:
    """A result, or each of several, in half precision where it is in single precision."""
    if isinstance(result, tuple | list):
        return tuple([_rounded(each, dtype) for each in result])
    if result is None or result.dtype != np.float32:
        return result
    return result.astype(dtype)


def at_once(pull: Callable[..., Any] | None, face: Any, gradient: Any, values: Any) -> Any:
    """What a rule makes of a gradient and of what was saved."""
    if pull is None:
        return None
    sent = pull(face, widened(gradient), tuple(map(widened, values)))
    return _rounded(sent, gradient.dtype)


def in_steps(function: Callable[[Any], Any], gradient: Any) -> Any:
    """What a function makes of a gradient, given as a tensor, with nothing taped or told."""
    with untold(), grad_mode.no_grad():
        return _bare(function(_as_tensors(gradient)))


def _as_tensors(gradient: Any) -> Any:
    if isinstance(gradient, list | tuple):
        return tuple(map(_as_tensors, gradient))
    return None if gradient is None else wrap(gradient)


def _bare(sent: Any) -> Any:
    if isinstance(sent, list | tuple):
        return [_bare(each) for each in sent]
    return sent._data if isinstance(sent, Tensor) else sent
