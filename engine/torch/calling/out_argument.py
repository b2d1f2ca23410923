"""The argument ``out``: a tensor into which a function writes its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import grad_mode, operand_checks
from engine.ops.elementwise import combined
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.out_dtypes import check_out_dtype
from engine.torch.return_types import ReturnType, written_type
from engine.unobserved import rewriting


def into(function: str, out: Any, result: Tensor, *operands: Any) -> Tensor:
    """Write a result into ``out=``, which is resized to its shape, and return that tensor.

    Args:
        function: the function's name in errors.
        out: the tensor to write to.
        result: the result.
        operands: tensors that PyTorch still reads while it writes, and so must not overlap.

    Raises:
        TypeError: ``out`` is not a tensor.
        RuntimeError: an argument requires grad, the result cannot be cast to the dtype of ``out``,
            or ``out`` overlaps with an operand.
    """
    if not isinstance(out, Tensor):
        raise TypeError(f"{function}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if grad_mode.current_modes().enabled and (result.requires_grad or out.requires_grad):
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )
    check_out_dtype(function, result.dtype, out.dtype)
    operand_checks.refuse_overlap(out, operands, function)
    write = combined.copy_from
    if out.shape == result.shape:
        return write.apply_in_place(out, result)
    with rewriting(write.name, out, result):
        _resize(out, result.shape, function)
        return write.apply_in_place(out, result)


def into_each(function: str, out: Any, results: ReturnType) -> Any:
    """Write several results into the tensors of ``out=``, and return those under their names.

    Raises:
        TypeError: their number differs, or one is not a tensor.
        RuntimeError: as for ``into``.
    """
    if not isinstance(out, tuple | list):
        type_name = type(out).__name__
        raise TypeError(f"{function}(): argument 'out' must be tuple of Tensors, not {type_name}")
    if len(out) != len(results):
        raise TypeError(f"expected tuple of {len(results)} elements but got {len(out)}")
    kind = written_type(type(results))
    return kind(into(function, target, each) for target, each in zip(out, results))


_SILENT = frozenset(
    ("addbmm", "eye", "full", "linspace", "logspace", "mode", "narrow_copy", "ones", "zeros")
)
"""Functions that resize ``out=`` without a warning."""


def _resize(out: Tensor, extents: tuple[int, ...], function: str) -> None:
    if out._data.size and function not in _SILENT:
        warn_of_resize(out.shape, extents)
    out._data = np.zeros(extents, out._data.dtype)


def warn_of_resize(found: Sequence[int], wanted: Sequence[int]) -> None:
    """Warn that a result with elements gets another shape."""
    warn(
        f"An output with one or more elements was resized since it had shape {list(found)}, which "
        f"does not match the required output shape {list(wanted)}. This behavior is deprecated, "
        "and in a future PyTorch release outputs will not be resized unless they have zero "
        "elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
        "elements with t.resize_(0)."
    )
