"""Normalisations of channels, as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from math import prod
from typing import Any

from engine import dtypes, operand_checks
from engine.half_precision import is_half
from engine.kept import Kept
from engine.ops.elementwise import arithmetic, combined
from engine.ops.indexing import select
from engine.ops.nn import normalization
from engine.ops.reductions import reduce, statistics
from engine.ops.shapes import joining, shape
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.gradients.batched import refuse_for_slices
from engine.torch.matrices import products
from engine.torch.routines import reductions, shapes
from engine.torch.tensors import conversions
from engine.unobserved import unobserved


def or_neutral(parameter: Tensor | None, neutral: float, input: Tensor) -> Tensor:
    """A parameter, or where there is none a number in its place that changes nothing."""
    return stand_in(neutral, input) if parameter is None else parameter


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Tensor:
    """(x - mean) / standard deviation of each channel, scaled and shifted.

    While training the statistics are those of the batch, and the running ones move towards them.

    Shapes: input (n, channels, ...), all others (channels,) -> (n, channels, ...)

    Raises:
        ValueError: one element per channel to train with, or a variance made smaller.
        RuntimeError: statistics or parameters of another size, or none.

    Source: Ioffe and Szegedy 2015.
    """
    require_tensors("batch_norm", input=input)
    if training and prod(input._data.shape[:1] + input._data.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    if training and eps <= 0.0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0.0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    return batch_norm_of_any(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )


def batch_norm_of_any(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None,
    bias: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
) -> Tensor:
    """``batch_norm``, also of one element per channel.

    Raises:
        RuntimeError: statistics or parameters of another size, or none.
    """
    if not input._data.size:
        return _of_nothing(input, weight, bias)
    parameters = (running_mean, running_var, weight, bias)
    channels = input._data.shape[1] if input.ndim > 1 else 0
    is_ready = training or (running_mean is not None and running_var is not None)
    if not (is_ready and are_usual(input, (channels,), *parameters)):
        _check_batch_norm(input, channels, training, *parameters)
    if running_mean is not None:
        operand_checks.refuse_gradients(
            "native_batch_norm", running_mean=running_mean, running_var=running_var
        )
    places = (channels,) + (1,) * (input.ndim - 2)
    scale, shift = or_neutral(weight, 1, input), or_neutral(bias, 0, input)
    dims = (0, *range(2, input.ndim))
    if training:
        if running_mean is not None and running_var is not None:
            _move(input, running_mean, running_var, dims, momentum)
        result: Tensor = normalization.batch_norm(
            input, scale, shift, dims=dims, places=places, eps=eps, kept=Kept()
        )
        return result
    assert running_mean is not None and running_var is not None
    return normalization.batch_norm_fixed(
        input, scale, shift, running_mean, running_var, places=places, eps=eps
    )


def _of_nothing(input: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """An input without elements: PyTorch lets it depend on the first channel's parameters."""
    result: Tensor = shape.clone(input)
    if weight is not None:
        result = arithmetic.mul(result, select.select(weight, dim=0, index=0))
    if bias is not None:
        result = arithmetic.add(result, select.select(bias, dim=0, index=0))
    return result


def are_usual(input: Tensor, shape: tuple[int, ...], *parameters: Any) -> bool:
    """Whether parameters, as far as there are any, have a shape, and the input's kind of floats."""
    dtype = input._data.dtype
    if dtype.kind != "f":
        return False
    for each in parameters:
        if each is not None and not (
            isinstance(each, Tensor) and each._data.shape == shape and each._data.dtype is dtype
        ):
            return False
    return True


def _check_batch_norm(
    input: Tensor, channels: int, training: bool, *parameters: Tensor | None
) -> None:
    """Check the running statistics and the parameters of ``batch_norm``, in its order.

    Raises:
        RuntimeError: they are missing, or do not fit the input.
    """
    names = ("running_mean", "running_var", "weight", "bias")
    for name, each in zip(names, parameters, strict=True):
        if each is None and not training and name.startswith("running"):
            raise RuntimeError(f"{name} must be defined in evaluation mode")
        if each is not None and each._data.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {each._data.size}")
    refuse_dtypes("batch_norm", input, "biu")
    check_parameters(input, *parameters)


def _move(
    input: Tensor, running_mean: Tensor, running_var: Tensor, dims: tuple[int, ...], by: float
) -> None:
    """Move the running statistics towards those of a batch, unobserved.

    As in PyTorch this does not increment their version.
    """
    refuse_for_slices("batch_norm", input)
    elements = input._array()
    with unobserved(running_mean, running_var):
        mean = reduce.mean_dims.compute(elements, dim=dims, keepdim=False)
        var = statistics.var.compute(elements, dim=dims, correction=1, keepdim=False)
        reductions.warn_without_freedom("var", elements, var, 1)
        for running, now in ((running_mean, mean), (running_var, var)):
            kept: Any = running._array()
            kept[...] = by * now + (1 - by) * kept


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Tensor:
    """(x - mean) / standard deviation of each channel of each sample of the batch.

    Running statistics move towards the means of those of all elements, or take their place.

    Shapes: input (n, channels, ...), all others (channels,) -> (n, channels, ...)

    Raises:
        ValueError: one element per channel to take statistics from.
        RuntimeError: no statistics at all.

    Source: Ulyanov et al. 2016.
    """
    require_tensors("instance_norm", input=input)
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false"
        )
    if use_input_stats and prod(input._data.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}"
        )
    n, channels = input.shape[:2]
    scale, shift = _for_each(weight, n), _for_each(bias, n)
    with unobserved():
        mean, var = _for_each(running_mean, n), _for_each(running_var, n)
        if weight is None:
            mean, var = _of_dtype(mean, input.dtype), _of_dtype(var, input.dtype)
    flat = shapes.reshape(input, 1, n * channels, *input.shape[2:])
    result = batch_norm_of_any(flat, mean, var, scale, shift, use_input_stats, momentum, eps)
    if use_input_stats:
        with unobserved(running_mean, running_var):
            for running, moved in ((running_mean, mean), (running_var, var)):
                if running is not None and moved is not None:
                    of_all = reduce.mean_dims(
                        shapes.view(moved, (n, channels)), dim=(0,), keepdim=False
                    )
                    combined.copy_from.apply_in_place(running, of_all)
    return shapes.view(result, tuple(input.shape))


def _for_each(parameter: Tensor | None, count: int) -> Tensor | None:
    """A parameter repeated for each element of the batch."""
    return None if parameter is None else joining.repeat(parameter, repeats=(count,))


def _of_dtype(statistics: Tensor | None, dtype: dtypes.dtype) -> Tensor | None:
    """Running statistics for inputs of a dtype; halves take those in single precision."""
    if statistics is None or is_half(dtype.numpy):
        return statistics
    return conversions.to(statistics, dtype)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """(x - mean) / standard deviation of each group of channels; each channel scaled and shifted.

    Shapes: input (n, channels, ...), weight and bias (channels,) -> as input

    Raises:
        ValueError: one element per group.
        RuntimeError: channels that do not make equal groups.

    Source: Wu and He 2018.
    """
    require_tensors("group_norm", input=input)
    if input.ndim > 1 and num_groups > 0:
        size = [input.shape[0] * input.shape[1] // num_groups, num_groups, *input.shape[2:]]
        if prod(size) == num_groups:
            raise ValueError(
                f"Expected more than 1 value per channel when training, got input size {size}"
            )
    result: Tensor = group_norm_and_moments(input, num_groups, weight, bias, eps)[0]
    return result


def group_norm_and_moments(
    input: Tensor, num_groups: int, weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """``group_norm``, and the mean and reciprocal standard deviation of each group.

    Raises:
        RuntimeError: channels that do not make equal groups.
    """
    require_tensors("group_norm", input=input)
    if input.ndim < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {input.ndim}"
        )
    if num_groups < 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    channels = input.shape[1]
    if channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of "
            f"shape {list(input.shape)} and num_groups={num_groups}"
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and tuple(each.shape) != (channels,):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, "
                f"but got {name} of shape {list(each.shape)} and input of shape {list(input.shape)}"
            )
    check_parameters(input, weight, bias)
    refuse_dtypes("GroupNormKernelImpl", input, "biu")
    result, mean, rstd = normalization.group_norm(
        input,
        or_neutral(weight, 1, input),
        or_neutral(bias, 0, input),
        groups=num_groups,
        places=(channels,) + (1,) * (input.ndim - 2),
        eps=eps,
    )
    return result, mean, rstd


def check_parameters(input: Tensor, *parameters: Tensor | None) -> None:
    """Check that parameters are of the input's dtype.

    Raises:
        RuntimeError: one is not.
    """
    first, *others = [each for each in parameters if each is not None] or [input]
    is_mixed = is_half(input._data.dtype) and first.dtype is dtypes.float32
    if first.dtype is not input.dtype and not is_mixed:
        what = (
            "all inputs must share same datatype."
            if first.dtype is dtypes.float32
            else "expect parameter to have scalar type of Float"
        )
        raise RuntimeError(f"mixed dtype (CPU): {what}")
    for each in others:
        products.check_same_dtype(first if is_mixed else input, each)
