"""Operations that draw random numbers, the same as PyTorch's for the same seed.

Each takes what it needs from a generator: the default one, or one that the script gives.
"""

from typing import Any

import numpy as np

from engine import dtypes
from engine.generator import Generator, default_generator
from engine.op import op
from engine.tensor import Array

Size = tuple[int, ...]


def _from(generator: Generator | None) -> Generator:
    return generator or default_generator


@op(formula=r"u \sim \mathcal{U}(0, 1)")
def rand(*, size: Size, dtype: dtypes.dtype, generator: Generator | None = None) -> Array:
    """Uniform draws from [0, 1)."""
    return _from(generator).rand(size, dtype)[()]


@op(formula=r"z \sim \mathcal{N}(0, 1)")
def randn(*, size: Size, dtype: dtypes.dtype, generator: Generator | None = None) -> Array:
    """Draws from the standard normal distribution."""
    return _from(generator).randn(size, dtype)[()]


@op(formula=r"k \sim \mathcal{U}\{\mathrm{low}, \dots, \mathrm{high} - 1\}")
def randint(
    *,
    low: int,
    high: int,
    size: Size,
    dtype: dtypes.dtype,
    generator: Generator | None = None,
) -> Array:
    """Whole numbers from ``low``, ``high`` excluded."""
    return _from(generator).randint(size, low, high, dtype)[()]


@op(formula=r"\pi \sim \mathcal{U}(S_n)")
def randperm(*, n: int, dtype: dtypes.dtype, generator: Generator | None = None) -> Array:
    """A permutation of 0, 1, ... n - 1."""
    return _from(generator).randperm(n, dtype)


@op(formula=r"z \sim \mathcal{N}(\mathrm{mean}, \mathrm{std}^2)")
def normal(
    *,
    mean: float,
    std: float,
    size: Size,
    dtype: dtypes.dtype,
    generator: Generator | None = None,
) -> Array:
    """Draws from a normal distribution."""
    return _from(generator).normal(size, mean, std, dtype)[()]


@op(formula=r"b \sim \mathcal{B}(a)")
def bernoulli(a: Array, *, generator: Generator | None = None) -> Array:
    """1 with the probability a, else 0."""
    return _from(generator).bernoulli(a.shape, a, dtypes.of(a.dtype))[()]


@op("UniformBackward0", formula=r"u \sim \mathcal{U}(\mathrm{low}, \mathrm{high})")
def uniform(a: Array, *, low: float, high: float, generator: Generator | None = None) -> Array:
    """Uniform draws in a's shape and dtype."""
    return _from(generator).uniform(a.shape, low, high, dtypes.of(a.dtype))[()]


@op("NormalBackward0", formula=r"z \sim \mathcal{N}(\mathrm{mean}, \mathrm{std}^2)")
def normal_like(a: Array, *, mean: float, std: float, generator: Generator | None = None) -> Array:
    """Normal draws in a's shape and dtype."""
    return _from(generator).normal(a.shape, mean, std, dtypes.of(a.dtype))[()]


@op(formula=r"t \sim \operatorname{Exp}(\mathrm{lambd})")
def exponential(a: Array, *, lambd: float, generator: Generator | None = None) -> Array:
    """Exponential draws in a's shape and dtype."""
    return _from(generator).exponential(a.shape, lambd, dtypes.of(a.dtype))[()]


@op("BernoulliBackward1", formula=r"b \sim \mathcal{B}(p)")
def bernoulli_number(a: Array, *, p: float, generator: Generator | None = None) -> Array:
    """1 with one probability, else 0, in a's shape and dtype."""
    return _from(generator).bernoulli(a.shape, p, dtypes.of(a.dtype))[()]


@op("RandomBackward0", formula=r"k \sim \mathcal{U}\{\mathrm{low}, \dots, \mathrm{high} - 1\}")
def random(a: Array, *, low: int, high: int, generator: Generator | None = None) -> Array:
    """Whole numbers from ``low``, ``high`` excluded, in a's shape and dtype."""
    return _from(generator).randint(a.shape, low, high, dtypes.of(a.dtype))[()]


@op(formula=r"i \sim a_i / \sum_j a_j")
def multinomial(
    a: Array, *, num_samples: int, replacement: bool, generator: Generator | None = None
) -> Array:
    """Places drawn with probabilities in proportion to a.

    Source: without replacement, the largest quotients of a and exponential draws (Efraimidis and
    Spirakis 2006); with it, by search in the running sums.
    """
    source = _from(generator)
    rows = np.atleast_2d(a)
    if not replacement or num_samples == 1:
        draws = source.exponential(a.shape, 1.0, dtypes.of(a.dtype))
        order = np.argsort(-(np.asarray(a) / draws), axis=-1, kind="stable")
        return order[..., :num_samples]
    sums = np.cumsum(rows, axis=-1, dtype=np.float64)
    sums /= sums[:, -1:]
    uniforms = source.uniform((len(rows), num_samples), 0.0, 1.0, dtypes.float64)
    places = (uniforms[:, :, None] >= sums[:, None, :]).sum(axis=-1)
    return places.reshape((*a.shape[:-1], num_samples))


def _no_gradient(F: Any, g: Any) -> Any:
    """What was drawn does not depend on what was there before."""
    return F.zeros_like(g)


for _drawn in (uniform, normal_like, bernoulli_number, random):
    _drawn.vjp("a", slope="0")(_no_gradient)
