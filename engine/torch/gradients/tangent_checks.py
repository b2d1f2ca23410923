"""Checks of the tangents that the ``jvp`` of a custom function returns.

Source: torch/csrc/autograd/custom_function.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.tensor import Tensor

_NO_GRADIENT = (
    "Function's jvp returned a gradient at position {}, but  the corresponding forward output is "
    "not a differentiable Tensor.You should return None at that position instead."
)
_NOT_IN_PLACE = (
    "An inplace custom Function is not modifying the forward mode gradients inplace. If the "
    "forward is modifying an input inplace, then the jvp function must modify the corresponding "
    "gradient inplace."
)
_NO_VIEW = (
    "A custom Function's forward is returning a view (or an input as-is) but the jvp is not "
    "returning a view."
)
_OTHER_VIEW = (
    "A custom Function is returning a view but the jvp is not returning a view of the {} grad "
    "input."
)


def check_tangents(
    arguments: Sequence[Any],
    tangents: Sequence[Any],
    outputs: Sequence[Any],
    returned: Sequence[Any],
) -> None:
    """Check the tangents that ``jvp`` returned.

    Args:
        arguments, tangents: the arguments of the function; None for one without a tangent.
        outputs, returned: the outputs of the function and of its ``jvp``.

    Raises:
        RuntimeError: a tangent is invalid for its output.
    """
    given = [
        (each, tangent)
        for each, tangent in zip(arguments, tangents, strict=True)
        if tangent is not None
    ]
    for position, (output, moved) in enumerate(zip(outputs, returned, strict=True)):
        if moved is None:
            continue
        if not (isinstance(output, Tensor) and output.requires_grad):
            raise RuntimeError(_NO_GRADIENT.format(position))
        for argument, tangent in given:
            if output is argument:
                if moved is not tangent:
                    raise RuntimeError(_NOT_IN_PLACE)
            elif output._view is not None and _root(output) is _root(argument):
                _check_view(moved, tangent)
        check_size(output, moved)


def check_size(tensor: Tensor, tangent: Tensor) -> None:
    """Check that a tangent is as large as its tensor.

    Raises:
        RuntimeError: it is not.
    """
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original "
            f"Tensor, this is not supported. Tensor is of size {list(tensor.shape)} while the "
            f"given forward gradient is of size {list(tangent.shape)}."
        )


def _check_view(moved: Tensor, tangent: Tensor) -> None:
    if moved._view is None:
        raise RuntimeError(_NO_VIEW)
    if moved._view.base is not _root(tangent):
        kind = "given" if tangent._view is None else "same base as the given"
        raise RuntimeError(_OTHER_VIEW.format(kind))


def _root(tensor: Tensor) -> Tensor:
    return tensor if tensor._view is None else tensor._view.base
