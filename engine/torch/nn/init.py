"""The module ``torch.nn.init``: starting values, written in place.

Source: torch.nn.init, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import numpy as np

from engine import dtypes, grad_mode
from engine.half_precision import is_half
from engine.ops import random
from engine.ops.elementwise import arithmetic, combined
from engine.random.generator import Generator
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.inner_calls import check_method
from engine.torch.names.absent import missing as _missing
from engine.torch.nn.uninitialized import method, refuse_uninitialized
from engine.torch.older_names import without_underscore
from engine.unobserved import rewriting

_WITHOUT_GAIN = [
    "linear",
    "sigmoid",
    *(f"conv{transposed}{n}d" for transposed in ("", "_transpose") for n in (1, 2, 3)),
]


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The recommended gain, which keeps the variance of activations behind a nonlinearity.

    Raises:
        ValueError: an unknown nonlinearity.
    """
    if nonlinearity in _WITHOUT_GAIN:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """The fan-in and fan-out of a weight.

    Raises:
        ValueError: fewer than two dimensions.
    """
    refuse_uninitialized(tensor, method("dim"))
    if tensor.dim() < 2:  # type: ignore[attr-defined]  # errors of other objects name it
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """The fan-in or fan-out of a weight.

    Raises:
        ValueError: an unknown mode.
    """
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(
            f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']"
        )
    return _calculate_fan_in_and_fan_out(tensor)[0 if mode.lower() == "fan_in" else 1]


def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Uniform draws from [a, b)."""
    refuse_uninitialized(tensor, uniform_)
    check_method("uniform_", tensor, a, b, generator=generator)
    with grad_mode.no_grad():
        return random.uniform.apply_in_place(tensor, low=a, high=b, generator=generator)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Draws from a normal distribution."""
    refuse_uninitialized(tensor, normal_)
    check_method("normal_", tensor, mean, std, generator=generator)
    with grad_mode.no_grad():
        return random.normal_like.apply_in_place(tensor, mean=mean, std=std, generator=generator)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with a constant."""
    refuse_uninitialized(tensor, constant_)
    check_method("fill_", tensor, val)
    with grad_mode.no_grad():
        return arithmetic.fill.apply_in_place(tensor, value=val)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with ones."""
    refuse_uninitialized(tensor, method("fill_"))
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with zeros."""
    refuse_uninitialized(tensor, method("zero_"))
    check_method("zero_", tensor)
    with grad_mode.no_grad():
        return arithmetic.zero.apply_in_place(tensor)


_P = ParamSpec("_P")


def _reported_as_one(fill: Callable[_P, Tensor]) -> Callable[_P, Tensor]:
    """An in-place function that is reported as a single operation."""

    @wraps(fill)
    def overwrite(*args: _P.args, **keywords: _P.kwargs) -> Tensor:
        tensor: Any = args[0] if args else keywords.get("tensor")
        if not isinstance(tensor, Tensor):
            return fill(*args, **keywords)
        with rewriting(fill.__name__.removesuffix("_"), tensor):
            return fill(*args, **keywords)

    return overwrite


def _assign(tensor: Tensor, values: Any) -> Tensor:
    with grad_mode.no_grad():
        source = wrap(np.asarray(values).astype(tensor._data.dtype))
        return combined.copy_from.apply_in_place(tensor, source)


@_reported_as_one
def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with the identity.

    Raises:
        ValueError: not a matrix.
    """
    refuse_uninitialized(tensor, method("dim"))
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _assign(tensor, np.eye(*tensor.shape))


@_reported_as_one
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Dirac delta kernels: convolutions that preserve their input.

    Raises:
        ValueError: not a convolution kernel, or channels that are not divisible by ``groups``.
    """
    refuse_uninitialized(tensor, method("dim"))
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    values = np.zeros(tensor.shape)
    per_group = tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    for group in range(groups):
        for d in range(min(per_group, tensor.shape[1])):
            values[(group * per_group + d, d, *middle)] = 1
    return _assign(tensor, values)


def xavier_uniform_(
    tensor: Tensor, gain: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Xavier (Glorot) initialisation with uniform draws, which keeps the variances of activations.

    Source: Glorot and Bengio 2010.
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """As ``xavier_uniform_``, from a normal distribution."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _is_empty(tensor: Tensor) -> bool:
    """Whether a tensor is empty; if so, warn."""
    if 0 not in tensor.shape:
        return False
    warn("Initializing zero-element tensors is a no-op")
    return True


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Kaiming (He) initialisation with uniform draws, which keeps the variance behind ReLUs.

    Source: He et al. 2015.
    """
    refuse_uninitialized(tensor, kaiming_uniform_)
    if _is_empty(tensor):
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """As ``kaiming_uniform_``, from a normal distribution."""
    if _is_empty(tensor):
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return normal_(tensor, 0.0, std, generator)


@_reported_as_one
def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Draws from a normal distribution truncated to [a, b]."""
    refuse_uninitialized(tensor, method("new_tensor"))
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of "
            "values may be incorrect."
        )
    low, high = ((1.0 + math.erf((each - mean) / std / math.sqrt(2.0))) / 2.0 for each in (a, b))
    again = wrap(np.zeros_like(elements(tensor)))
    if high - low <= 0.3:
        return _assign(tensor, _accepted(again, mean, std, a, b, generator))
    normal_(tensor, mean, std, generator)
    values = elements(tensor).copy()
    a, b = (values.dtype.type(each) for each in (a, b))
    while ((values < a) | (values > b)).any():
        normal_(again, mean, std, generator)
        values = np.where((values < a) | (values > b), elements(again), values)
    return _assign(tensor, values)


def _accepted(
    drawn: Tensor, mean: float, std: float, a: float, b: float, generator: Generator | None
) -> np.ndarray:
    """Uniform draws, accepted with the density of the normal distribution (rejection sampling).

    Source: von Neumann 1951, Various techniques used in connection with random digits.
    """
    highest = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    values = np.zeros_like(elements(drawn))
    number = values.dtype.type
    is_pending, is_first = np.ones(values.shape, bool), True
    while is_pending.any() or is_first:
        is_first = False
        candidates = elements(uniform_(drawn, a, b, generator)).copy()
        values = np.where(is_pending, candidates, values)
        far = np.square((candidates - number(mean)) / number(std))
        likelihoods = far * number(-0.5) - number(highest)
        with np.errstate(divide="ignore"):
            shares = np.log(elements(uniform_(drawn, 0.0, 1.0, generator)))
        is_pending &= shares > likelihoods
    return values


@_reported_as_one
def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """A matrix with orthogonal rows or columns.

    Source: Saxe et al. 2013.

    Raises:
        ValueError: fewer than two dimensions.
        NotImplementedError: half precision.
    """
    refuse_uninitialized(tensor, method("dim"))
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if is_half(tensor._data.dtype):
        raise not_implemented("geqrf_cpu", tensor)
    rows, columns = tensor.shape[0], tensor._data.size // max(tensor.shape[0], 1)
    flat = wrap(np.zeros((rows, columns), tensor._data.dtype))
    normal_(flat, 0.0, 1.0, generator)
    matrix = elements(flat).T if rows < columns else elements(flat)
    q, r = np.linalg.qr(matrix)
    q = q * np.sign(np.diag(r))
    return _assign(tensor, (q.T if rows < columns else q).reshape(tensor.shape) * gain)


@_reported_as_one
def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """Draws from a normal distribution, with a fraction of each column set to 0.

    Raises:
        ValueError: not a matrix.
    """
    refuse_uninitialized(tensor, method("dim"))
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    normal_(tensor, 0.0, std, generator)
    rows, columns = tensor.shape
    count = math.ceil(sparsity * rows)
    values = elements(tensor).copy()
    for column in range(columns):
        order = random.randperm(n=rows, dtype=dtypes.int64)  # not from the generator, as in PyTorch
        values[elements(order)[:count], column] = 0
    return _assign(tensor, values)


uniform, normal, constant, eye, dirac, orthogonal, sparse = (
    without_underscore(each, "nn.init")
    for each in (uniform_, normal_, constant_, eye_, dirac_, orthogonal_, sparse_)
)
xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal = (
    without_underscore(each, "nn.init")
    for each in (xavier_uniform_, xavier_normal_, kaiming_uniform_, kaiming_normal_)
)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.init", name, [each for each in globals() if each.endswith("_")])
