"""Simulated quantisation, as training for quantised inference uses it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.operand_checks import refuse_gradients
from engine.ops.nn import quantizing
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes


def fake_quantize_per_tensor_affine(
    input: Tensor, scale: Any, zero_point: Any, quant_min: int, quant_max: int
) -> Tensor:
    """Elements rounded to a grid, and clamped to its ends.

    Raises:
        RuntimeError: the grid has no numbers, its zero is beyond its ends, or it requires grad.
        NotImplementedError: integers or complex numbers.
    """
    require_tensors("fake_quantize_per_tensor_affine", input=input)
    by_tensors = isinstance(scale, Tensor)
    _check_grid(quant_min, quant_max, None if by_tensors else np.asarray(zero_point))
    refuse_dtypes("fake_quantize_tensor_cachemask_kernel_type_handling", input, "biuc")
    refuse_gradients(
        "_fake_quantize_per_tensor_affine_cachemask_tensor_qparams",
        scale=scale,
        zero_point=zero_point,
    )
    quantize = quantizing.fake_quantize_by_tensors if by_tensors else quantizing.fake_quantize
    size, zero = (each.item() if isinstance(each, Tensor) else each for each in (scale, zero_point))
    result: Tensor = quantize(
        input, scale=size, zero_point=int(zero), quant_min=quant_min, quant_max=quant_max
    )[0]
    return result


def fake_quantize_per_channel_affine(
    input: Tensor, scale: Tensor, zero_point: Tensor, axis: int, quant_min: int, quant_max: int
) -> Tensor:
    """Elements rounded to grids, one for each index along a dimension.

    Raises:
        RuntimeError: scales and zeros do not fit the input or each other, or a grid is invalid or
            requires grad.
        IndexError: there is no such dimension.
        NotImplementedError: integers or complex numbers.
    """
    tensors = {"input": input, "scale": scale, "zero_point": zero_point}
    require_tensors("fake_quantize_per_channel_affine", **tensors)
    _check_grids(input, scale, zero_point, axis)
    _check_grid(quant_min, quant_max, elements(zero_point))
    refuse_dtypes("fake_quantize_channel_cachemask_cpu_type_handling", input, "biuc")
    refuse_gradients(
        "fake_quantize_per_channel_affine_cachemask", scale=scale, zero_point=zero_point
    )
    places = [1] * input.ndim
    places[axis] = -1
    result: Tensor = quantizing.fake_quantize_channels(
        input,
        scale=elements(scale).reshape(places),
        zero_point=elements(zero_point).reshape(places),
        quant_min=quant_min,
        quant_max=quant_max,
    )[0]
    return result


def _check_grids(input: Tensor, scale: Tensor, zero_point: Tensor, axis: int) -> None:
    if scale.dtype not in (dtypes.float32, dtypes.bfloat16):
        raise RuntimeError(f"Scale must be Float or BFloat16, found {scale.dtype.scalar_name}")
    if zero_point.dtype not in (dtypes.int32, dtypes.float32, dtypes.float16):
        raise RuntimeError(
            f"Zero-point must be Int32, Float or Half, found {zero_point.dtype.scalar_name}"
        )
    if scale.ndim != 1:
        raise RuntimeError("scale should be a 1-D tensor")
    if zero_point.ndim != 1:
        raise RuntimeError("zero point should be a 1-D tensor")
    if scale.shape != zero_point.shape:
        raise RuntimeError("scale and zero-point need to have the same dimensions")
    if scale.shape[0] != input.shape[one_dim(input, axis)]:
        raise RuntimeError(
            "dimensions of scale and zero-point are not consistent with input tensor"
        )
    if axis < 0:
        raise RuntimeError("`axis` must be between 0 and number of dimensions of input")


def _check_grid(quant_min: int, quant_max: int, zeros: np.ndarray | None) -> None:
    if quant_min > quant_max:
        raise RuntimeError("`quant_min` should be less than or         equal to `quant_max`.")
    if (
        zeros is not None
        and zeros.size
        and not quant_min <= zeros.min() <= zeros.max() <= quant_max
    ):
        raise RuntimeError("`zero_point` must be between `quant_min` and `quant_max`.")
