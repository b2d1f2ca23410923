"""Fast versions of in-place operations, for the common case.

In the common case, there is no observer, nothing is taped, no tensor has ``_extra``, and all
elements have the same dtype, float32 or float64. Everything else is left to ``Op.apply_in_place``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import constants, grad_mode, observe
from engine.compiled import fast, generated
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.op import Op

_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)

_OVERWRITE = """\
def overwrite({parameters}, /, *more, **named):
    if (
        more
        or named
        or observe.observer is not None
        or not isinstance(input, Tensor)
        or input._extra is not None
        or ((input._requires_grad or input._node is not None) and current_modes().enabled)
    ):
        return otherwise(*given({operands}), *more, **named)
    x = input._data
    dtype = x.dtype
    if dtype is not FLOAT32 and dtype is not FLOAT64:
        return otherwise({operands})
{take_other}
    if type(x) is ndarray:
        if not x.flags.c_contiguous:
            return otherwise({operands})
        try:
            write({written})
        except ValueError:  # what follows knows which shapes do not fit
            return otherwise({operands})
    else:
        result = kernel({values})
        if type(result) is not type(x):
            return otherwise({operands})
        input._data = result
    (input._storage or input._shared_storage()).version += 1
    return input
"""

_TAKE_OTHER = """\
    if isinstance(other, Tensor):
        y = other._data
        if (
            y.dtype is not dtype
            or other._extra is not None
            or ((other._requires_grad or other._node is not None) and current_modes().enabled)
            or (other._storage is not None and other._storage is input._storage)
        ):
            return otherwise(input, other)
    elif type(other) is float or type(other) is int:
        y = constant(other, dtype if type(x) is ndarray else type(x))
    else:
        return otherwise(input, other)
"""

Decorate = Callable[[Callable[..., Tensor]], Callable[..., Tensor]]
"""Wraps a function in one that handles the common case itself, and calls it otherwise."""


def on_one(op: Op, write: Callable[[np.ndarray], Any]) -> Decorate:
    """Decorate the in-place version of an operation on one tensor.

    Args:
        write: overwrites an array with the result of the operation's kernel.
    """
    return _decorate(
        op,
        write,
        parameters="input=ABSENT",
        operands="input",
        take_other="",
        values="x",
        written="x",
    )


def on_two(op: Op, write: np.ufunc) -> Decorate:
    """Decorate the in-place version of an operation on a tensor, and another tensor or a number.

    Args:
        write: the numpy ufunc that computes the operation, with its output as third argument.
    """
    return _decorate(
        op,
        write,
        parameters="input=ABSENT, other=ABSENT",
        operands="input, other",
        take_other=_TAKE_OTHER,
        values="x, y",
        written="x, y, x",
    )


def _decorate(op: Op, write: Callable[..., Any], **texts: str) -> Decorate:
    def text() -> str:
        return _OVERWRITE.format(**texts)

    def decorate(otherwise: Callable[..., Tensor]) -> Callable[..., Tensor]:
        scope = fast.SCOPE | {"kernel": op.kernel, "write": write, "otherwise": otherwise}
        function = generated.define(("overwrite",), text, scope)["overwrite"]
        return fast.remade_by(decorate, otherwise, function)

    return decorate


def overwrite(op: Op, target: Tensor, others: Sequence[Any], settings: Mapping[str, Any]) -> bool:
    """Apply an operation in place in the common case; otherwise do nothing and return False.

    Unlike the generated functions, it serves operations with any number of operands and settings.
    """
    elements: Any = target._data
    dtype, is_bare = elements.dtype, not isinstance(elements, np.ndarray)
    enabled = grad_mode.current_modes().enabled
    if (
        target._extra is not None
        or (enabled and (target._requires_grad or target._node is not None))
        or (dtype is not _FLOAT32 and dtype is not _FLOAT64)
        or not (is_bare or elements.flags.c_contiguous)
        or observe.observer is not None
    ):
        return False
    values: list[Any] = [elements]
    for other in others:
        if isinstance(other, Tensor):
            if (
                other._extra is not None
                or (enabled and (other._requires_grad or other._node is not None))
                or other._data.dtype is not dtype
                or (other._storage is not None and other._storage is target._storage)
            ):
                return False
            values.append(other._data)
        elif type(other) is float or type(other) is int:
            values.append(constants.constant(other, type(elements) if is_bare else dtype))
        else:
            return False
    try:
        result = op.kernel(*values, **settings)
    except ValueError:
        return False
    if result.shape != elements.shape or result.dtype is not dtype:
        return False
    if is_bare:
        target._data = result
    else:
        elements[...] = result
    (target._storage or target._shared_storage()).version += 1
    return True
