"""In-place methods that fill a tensor or a part of it: with random numbers, a number or zeros."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes
from engine.compiled import fast_in_place
from engine.errors import cpp_name
from engine.ops import random
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import layout
from engine.random.generator import Generator
from engine.strides import strides_of
from engine.tensor import Tensor
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import diagonals
from engine.torch.routines import dimensions, views
from engine.torch.tensors.in_place_writing import fill_
from engine.torch.tensors.storages import start_of


def _clear(elements: np.ndarray) -> None:
    elements.fill(0)


@fast_in_place.on_one(arithmetic.zero, _clear)
def zero_(tensor: Tensor) -> Tensor:
    """Set every element to 0 in place."""
    return arithmetic.zero.apply_in_place(tensor)


def fill_diagonal_(tensor: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """Set the main diagonal in place; with ``wrap`` it restarts below the square of a tall matrix.

    Raises:
        RuntimeError: fewer than two dimensions, or more than two of different sizes.
    """
    if tensor.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if tensor.ndim > 2 and len(set(tensor.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    height, width = tensor.shape[:2]
    steps = strides_of(tensor._array())
    step, count = sum(steps), min(height, width)
    if tensor.ndim == 2 and not tensor._array().flags.forc:  # as_strided may refuse others
        fill_(layout.diagonal(tensor, offset=0, dim1=0, dim2=1), fill_value)
    else:
        fill_(views.as_strided(tensor, (count,), (step,)), fill_value)
    if wrap and tensor.ndim == 2 and height > width + 1:
        again = (tensor._data.size + width) // (width + 1) - count
        ahead = start_of(tensor) + steps[0] * (width + 1)
        fill_(views.as_strided(tensor, (again,), (step,), ahead), fill_value)
    return tensor


def uniform_(
    tensor: Tensor, from_: float = 0, to: float = 1, *, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from the uniform distribution over [from, to)."""
    return random.uniform.apply_in_place(tensor, low=from_, high=to, generator=generator)


def normal_(
    tensor: Tensor, mean: float = 0, std: float = 1, *, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from a normal distribution."""
    return random.normal_like.apply_in_place(tensor, mean=mean, std=std, generator=generator)


def exponential_(tensor: Tensor, lambd: float = 1, *, generator: Generator | None = None) -> Tensor:
    """Fill with draws from an exponential distribution."""
    return random.exponential.apply_in_place(tensor, lambd=lambd, generator=generator)


def cauchy_(
    tensor: Tensor, median: float = 0, sigma: float = 1, *, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from a Cauchy distribution.

    Raises:
        RuntimeError: the scale is not positive, or the tensor's numbers are not floating-point.
    """
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    if not tensor.dtype.is_floating_point:
        raise RuntimeError(
            "Cauchy distribution is a continuous probability distribution. dtype must be a "
            f"floating point but you specified {cpp_name(tensor.dtype)}"
        )
    return random.cauchy.apply_in_place(tensor, median=median, sigma=sigma, generator=generator)


def log_normal_(
    tensor: Tensor, mean: float = 1, std: float = 2, *, generator: Generator | None = None
) -> Tensor:
    """Fill with draws from a log-normal distribution.

    Raises:
        RuntimeError: the standard deviation is not positive.
        NotImplementedError: the tensor's numbers are not floating-point.
    """
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    refuse_dtypes("log_normal_cpu", tensor, "biuc")
    return random.log_normal.apply_in_place(tensor, mean=mean, std=std, generator=generator)


def geometric_(tensor: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """Fill with draws from a geometric distribution: numbers of trials up to the first success.

    Raises:
        RuntimeError: the probability is not between 0 and 1.
    """
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    return random.geometric.apply_in_place(tensor, p=p, generator=generator)


def bernoulli_(tensor: Tensor, p: Any = 0.5, *, generator: Generator | None = None) -> Tensor:
    """Fill with draws from a Bernoulli distribution."""
    if isinstance(p, Tensor):
        chances = dimensions.expand(p, tuple(tensor.shape)) if p.shape != tensor.shape else p
        return random.bernoulli_from.apply_in_place(tensor, chances, generator=generator)
    return random.bernoulli_number.apply_in_place(tensor, p=p, generator=generator)


def _bound_of(dtype: np.dtype[np.generic]) -> int:
    if dtype.kind == "b":
        return 2
    if dtype.kind in dtypes.FLOATING_KINDS:
        return int(2 ** (dtypes.limits(dtype).nmant + 1)) + 1
    return int(np.iinfo(dtype.name).max) + 1


def random_(
    tensor: Tensor, *bounds: int, to: int | None = None, generator: Generator | None = None
) -> Tensor:
    """Fill with integers: ``(to)`` or ``(from, to)``, the last excluded.

    The default bound is the largest integer up to which the dtype represents all integers.
    """
    if to is not None:
        bounds = (*bounds, to)
    if not bounds:
        bounds = (_bound_of(tensor._data.dtype),)
    low, high = bounds if len(bounds) == 2 else (0, bounds[0])
    return random.random.apply_in_place(tensor, low=low, high=high, generator=generator)


def tril_(tensor: Tensor, diagonal: int = 0) -> Tensor:
    """Set the elements above a diagonal to 0 in place."""
    diagonals.require_matrix("tril", tensor)
    return layout.tril.apply_in_place(tensor, diagonal=diagonal)


def triu_(tensor: Tensor, diagonal: int = 0) -> Tensor:
    """Set the elements below a diagonal to 0 in place."""
    diagonals.require_matrix("triu", tensor)
    return layout.triu.apply_in_place(tensor, diagonal=diagonal)


METHODS: dict[str, Callable[..., Tensor]] = {
    each.__name__: each
    for each in (
        *(zero_, fill_diagonal_, uniform_, normal_, exponential_, bernoulli_, random_),
        *(cauchy_, log_normal_, geometric_, tril_, triu_),
    )
}
