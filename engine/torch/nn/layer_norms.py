"""Normalisations over the last dimensions, as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from engine import dtypes
from engine.errors import cpp_name
from engine.half_precision import is_half
from engine.kept import Kept
from engine.ops.elementwise import arithmetic, with_numbers
from engine.ops.nn import normalization
from engine.ops.reductions import reduce
from engine.ops.shapes import shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.nn.normalization import are_usual, check_parameters, or_neutral
from engine.torch.routines import elementwise, operands, shapes


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """(x - mean) / standard deviation over the last dimensions, scaled and shifted.

    Shapes: input (..., *normalized_shape), weight and bias normalized_shape -> as input

    Raises:
        TypeError: a shape that is no sequence.
        RuntimeError: shapes that do not match.

    Source: Ba et al. 2016.
    """
    require_tensors("layer_norm", input=input)
    if type(normalized_shape) is not tuple and isinstance(normalized_shape, Integral):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not int"
        )
    target, shape = tuple(normalized_shape), input._data.shape
    first = len(shape) - len(target)
    if not (target and shape[max(first, 0) :] == target and are_usual(input, target, weight, bias)):
        check_parameters(input, weight, bias)
        _check_last(input, target, weight=weight, bias=bias)
        refuse_dtypes("LayerNormKernelImpl", input, "biu")
    result: Tensor = normalization.layer_norm(
        input,
        or_neutral(weight, 1, input),
        or_neutral(bias, 0, input),
        dims=tuple(range(first, len(shape))),
        places=target,
        eps=eps,
        kept=Kept(),
    )
    return result


def _check_last(input: Tensor, target: tuple[int, ...], **parameters: Tensor | None) -> None:
    """Check that the last dimensions, and parameters, have a shape.

    Raises:
        RuntimeError: they have another one, or it has no dimension.
    """
    if not target:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
            "element, but got normalized_shape = []"
        )
    for name, each in parameters.items():
        if each is not None and tuple(each.shape) != target:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{list(each.shape)} and normalized_shape = {list(target)}"
            )
    if input.ndim < len(target) or tuple(input.shape[input.ndim - len(target) :]) != target:
        comma = ", " if "bias" in parameters else ""
        expected = f"[*{comma}{', '.join(map(str, target))}]"
        raise RuntimeError(
            f"Given normalized_shape={list(target)}, expected input with shape {expected}, but "
            f"got input of size{list(input.shape)}"
        )


def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """x / root mean square over the last dimensions, scaled.

    Shapes: input (..., *normalized_shape), weight normalized_shape -> as input

    Raises:
        ValueError: fewer dimensions than ``normalized_shape``.
        RuntimeError: shapes that do not match.

    Source: Zhang and Sennrich 2019.
    """
    require_tensors("rms_norm", input=input)
    target = tuple(normalized_shape)
    if input.ndim < len(target):
        raise ValueError(
            f"Input tensor must have at least {len(target)} dimensions, but got {input.ndim}"
        )
    _check_last(input, target, weight=weight)
    if weight is not None and weight.dtype is not input.dtype:
        warn_once(
            f"Mismatch dtype between input and weight: input dtype = {cpp_name(input.dtype)}, "
            f"weight dtype = {cpp_name(weight.dtype)}, Cannot dispatch to fused implementation."
        )
    refuse_dtypes("rms_norm", input, "biu")
    dims = tuple(range(input.ndim - len(target), input.ndim))
    is_short = is_half(input._data.dtype)
    wide = shape.to_copy(input, dtype=dtypes.float32) if is_short else input
    square = arithmetic.pow_number(wide, exponent=2)
    mean = reduce.mean_dims(square, dim=dims, keepdim=True)
    tiny = float(np.finfo(wide._data.dtype).eps if eps is None else eps)
    result = operands.mul(wide, elementwise.rsqrt(with_numbers.add_number(mean, number=tiny)))
    if weight is not None:
        result = operands.mul(result, weight)
    return shapes.contiguous(shape.to_copy(result, dtype=input.dtype) if is_short else result)
