"""Activations as ``torch.nn.functional`` has them.

With ``inplace=True`` they overwrite their input and return it.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.op import Op
from engine.operand_checks import may_require_grad
from engine.ops.elementwise import elementary
from engine.ops.nn import activations, exponential_units, softmaxes, straight_activations
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.arguments import one_dim, require_tensors
from engine.torch.calling.dtype_arguments import in_dtype, not_implemented, refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import checked_number
from engine.torch.routines import bounds, elementwise, operands, shapes
from engine.torch.tensors import in_place_bounds

_PLAIN = frozenset([bool, int, float])


def _apply(
    operation: Op, kernel: str, input: Any, inplace: bool = False, **settings: Any
) -> Tensor:
    """Apply an activation that computes with floating-point numbers only."""
    if not isinstance(input, Tensor):
        raise errors.not_a_tensor(operation.name, "input", 1, input)
    if not _PLAIN.issuperset(map(type, settings.values())):
        settings = _checked_numbers(operation.name.rstrip("_") + "_" * inplace, **settings)
    if not may_require_grad(input):
        raise not_implemented(kernel, input)
    if inplace:
        return operation.apply_in_place(input, **settings)
    return operation(input, **settings)


def _checked_numbers(function: str, **settings: Any) -> dict[str, Any]:
    """The numbers that follow a function's first argument, in their order."""
    return {
        name: checked_number(function, name, position, given)
        for position, (name, given) in enumerate(settings.items(), 2)
    }


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """ReLU: the positive part."""
    if inplace:
        elementwise.refuse_bool_of_relu(input)
        return elementary.relu.apply_in_place(input)
    return elementwise.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """ReLU6: the positive part, but at most 6.

    Source: Krizhevsky 2010.
    """
    return hardtanh(input, 0.0, 6.0, inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """Leaky ReLU: x, times a small slope where it is negative.

    Source: Maas et al. 2013.
    """
    operation = straight_activations.leaky_relu_ if inplace else straight_activations.leaky_relu
    return _apply(operation, "leaky_relu_cpu", input, inplace, negative_slope=negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """ELU: x, but alpha * (exp(x) - 1) below 0.

    Source: Clevert et al. 2015.
    """
    operation = exponential_units.elu_ if inplace else exponential_units.elu
    return _apply(operation, "elu_cpu", input, inplace, alpha=alpha, scale=1.0)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """SELU: a scaled ELU with the constants of self-normalising networks.

    Source: Klambauer et al. 2017.
    """
    alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
    operation = exponential_units.elu_ if inplace else exponential_units.elu
    return _apply(operation, "elu_cpu", input, inplace, alpha=alpha, scale=scale)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """CELU: x, but alpha * (exp(x / alpha) - 1) below 0.

    Raises:
        RuntimeError: alpha is 0.

    Source: Barron 2017.
    """
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    operation = exponential_units.celu_ if inplace else exponential_units.celu
    return _apply(operation, "elu_cpu", input, inplace, alpha=alpha)


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """GELU: x times the standard normal CDF at x.

    Raises:
        RuntimeError: another approximation than "none" and "tanh".

    Source: Hendrycks and Gimpel 2016.
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    operation = activations.gelu if approximate == "none" else activations.gelu_tanh
    return _apply(operation, "GeluKernelImpl", input)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """SiLU (swish): x * sigmoid(x).

    Source: Elfwing et al. 2017.
    """
    return _apply(activations.silu, "silu_cpu", input, inplace)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """Mish: x * tanh(softplus(x)).

    Source: Misra 2019.
    """
    return _apply(activations.mish, "mish_cpu", input, inplace)


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta * x)) / beta, and x itself above a threshold."""
    return _apply(activations.softplus, "softplus_cpu", input, beta=beta, threshold=threshold)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    return operands.div(input, operands.add(elementwise.abs(input), 1))


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x)."""
    return operands.sub(input, elementwise.tanh(input))


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x clamped between two bounds.

    Raises:
        ValueError: the lower bound is above the upper one.
    """
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    if input._data.dtype.kind in "biu":
        return _hardtanh_of_integers(input, int(min_val), int(max_val), inplace)
    return _apply(
        straight_activations.hardtanh,
        "hardtanh_cpu",
        input,
        inplace,
        min_val=min_val,
        max_val=max_val,
    )


def _hardtanh_of_integers(input: Tensor, low: int, high: int, inplace: bool) -> Tensor:
    """``hardtanh`` of integers.

    Raises:
        RuntimeError: booleans, or bounds that they cannot reach.
    """
    if input.dtype is dtypes.bool:
        raise RuntimeError("Bool inputs not supported for hardtanh")
    if input._data.dtype.kind == "u" and low < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return in_place_bounds.clamp_(input, low, high) if inplace else bounds.clamp(input, low, high)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """A piecewise linear sigmoid, clamp(x / 6 + 1 / 2, 0, 1)."""
    return _apply(straight_activations.hardsigmoid, "hardsigmoid_cpu", input, inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times its hardsigmoid.

    Source: Howard et al. 2019.
    """
    return _apply(straight_activations.hardswish, "hardswish_cpu", input, inplace)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x where its magnitude is above a bound, else 0."""
    return _apply(straight_activations.hardshrink, "hardshrink_cpu", input, lambd=lambd)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """Soft shrinkage: x moved towards 0 by a bound.

    Raises:
        RuntimeError: a bound that is negative, or no number of the dtype.
    """
    if isinstance(input, Tensor) and may_require_grad(input) and isinstance(lambd, float | int):
        most = float(dtypes.limits(input._data.dtype).max)
        if not 0 <= lambd <= most:
            raise RuntimeError(
                f"lambda must be in range [0, {most:g}] for input dtype {input.dtype.scalar_name}, "
                f"but found {lambd:g}"
            )
    return _apply(straight_activations.softshrink, "softshrink_check", input, lambd=lambd)


def _threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is above a threshold, else a value."""
    require_tensors("threshold", input=input)
    function = "threshold_" if inplace else "threshold"
    settings = _checked_numbers(function, threshold=threshold, value=value)
    refuse_dtypes("threshold_cpu", input, "b")
    if inplace:
        return straight_activations.threshold.apply_in_place(input, **settings)
    return straight_activations.threshold(input, **settings)


threshold = _threshold  # errors show this name of it


def logsigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x))."""
    return _apply(activations.log_sigmoid, "log_sigmoid_cpu", input)


def sigmoid(input: Tensor) -> Tensor:
    """The sigmoid, 1 / (1 + exp(-x))."""
    return elementwise.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    return elementwise.tanh(input)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """PReLU: x, times a learned slope where it is negative, one for all or one per channel.

    Shapes: input (n, channels, ...), weight (channels,) or (1,) -> (n, channels, ...)

    Raises:
        RuntimeError: another number of slopes, or slopes of another dtype.

    Source: He et al. 2015.
    """
    require_tensors("prelu", input=input, weight=weight)
    if input.dtype is not weight.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {input.dtype.scalar_name} and "
            f"{weight.dtype.scalar_name}"
        )
    count = weight._data.size
    if count != 1 and not input.ndim:
        raise RuntimeError("Not allow zero-dim input tensor.")
    if count != 1 and (input.ndim < 2 or input.shape[1] != count):
        channels = input.shape[1] if input.ndim > 1 else 1
        raise RuntimeError(
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
            f"{count} and channel size = {channels}."
        )
    if weight.ndim > 1:
        raise RuntimeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}"
        )
    target = [1] * input.ndim
    if input.ndim > 1:
        target[1] = count
    slope = weight if weight.ndim == input.ndim else shapes.reshape(weight, target)
    refuse_dtypes("prelu_cpu", input, "biu")
    return straight_activations.prelu(input, slope)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """GLU: the first half along a dimension times the sigmoid of the second.

    Shapes: input (..., 2 * m, ...) -> (..., m, ...)

    Raises:
        RuntimeError: an odd extent, or no dimension.

    Source: Dauphin et al. 2016.
    """
    require_tensors("glu", input=input)
    if not input.ndim:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    place = one_dim(input, dim)
    if input.shape[place] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {place} is size {input.shape[place]}"
        )
    refuse_dtypes("glu_cpu", input, "biu")
    return activations.glu(input, dim=place)


def _along(
    operation: Op,
    kernel: str,
    input: Tensor,
    dim: int | None,
    dtype: dtypes.dtype | None,
    name: str = "",
) -> Tensor:
    require_tensors(operation.name, input=input)
    if dim is None:
        warn(
            f"Implicit dimension choice for {name or operation.name} has been deprecated. Change "
            "the call to include dim=X as an argument."
        )
        dim = 0 if input.ndim in (0, 1, 3) else 1
    if dtype is not None:
        input = in_dtype(operation.name, input, dtype)
    place = one_dim(input, dim)
    if not input.dtype.is_floating_point:
        is_last = place == max(input.ndim - 1, 0)
        raise not_implemented(kernel if is_last else kernel.replace("_lastdim", ""), input)
    return operation(input, dim=place)


def softmax(
    input: Tensor,
    dim: int | None = None,
    _stacklevel: int = 3,
    dtype: dtypes.dtype | None = None,
) -> Tensor:
    """The softmax along a dimension: exponentials divided by their sum."""
    return _along(softmaxes.softmax, "softmax_lastdim_kernel_impl", input, dim, dtype)


def log_softmax(
    input: Tensor,
    dim: int | None = None,
    _stacklevel: int = 3,
    dtype: dtypes.dtype | None = None,
) -> Tensor:
    """The logarithm of ``softmax``."""
    return _along(softmaxes.log_softmax, "log_softmax_lastdim_kernel_impl", input, dim, dtype)


def softmin(
    input: Tensor,
    dim: int | None = None,
    _stacklevel: int = 3,
    dtype: dtypes.dtype | None = None,
) -> Tensor:
    """``softmax`` of the negative."""
    kernel = "softmax_lastdim_kernel_impl"
    return _along(softmaxes.softmax, kernel, elementwise.neg(input), dim, dtype, "softmin")


def in_place(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function with ``inplace=True``, under its name with an underscore."""

    def overwrite(input: Tensor, *args: Any, **settings: Any) -> Tensor:
        return function(input, *args, **settings, inplace=True)

    return named(overwrite, f"{function.__name__}_", f"As ``{function.__name__}``, in place.")


relu_, elu_, selu_, celu_ = (in_place(each) for each in (relu, elu, selu, celu))
leaky_relu_, hardtanh_, threshold_ = (in_place(each) for each in (leaky_relu, hardtanh, threshold))
