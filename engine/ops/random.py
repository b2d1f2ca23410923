"""Operations that draw random numbers, the same as PyTorch's for the same seed.

Each takes what it needs from a generator: the default one, or one that the script gives.
"""

from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.ops import beta_motion, create
from engine.ops.elementwise import special_kernels
from engine.ops.refusing import refusing
from engine.random.generator import Generator, default_generator
from engine.tensor import Array

Size = tuple[int, ...]


def _from(generator: Generator | None) -> Generator:
    return generator or default_generator


def _laid_out(drawn: np.ndarray, like: Any) -> Array:
    """Draws in the shape of ``like``, one after the other as its elements lie in memory."""
    if is_in_order(like):
        return drawn.reshape(like.shape)[()]
    order = np.argsort([-abs(stride) for stride in like.strides], kind="stable")
    turned = drawn.reshape([like.shape[dim] for dim in order])
    return turned.transpose(np.argsort(order))


def is_in_order(a: Any) -> bool:
    """Whether the elements of an array lie in memory in their own order."""
    return not isinstance(a, np.ndarray) or a.flags.c_contiguous


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
    """Integers from ``low``, ``high`` excluded."""
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


@op("BernoulliBackward0", formula=r"k \sim \mathcal{B}(a)")
def bernoulli(a: Array, *, generator: Generator | None = None) -> Array:
    """1 with the probability a, else 0."""
    return _from(generator).bernoulli(a.shape, a, dtypes.of(a.dtype))[()]


@op("UniformBackward0", formula=r"u \sim \mathcal{U}(\mathrm{low}, \mathrm{high})")
def uniform(a: Array, *, low: float, high: float, generator: Generator | None = None) -> Array:
    """Uniform draws in a's shape and dtype."""
    return _laid_out(_from(generator).uniform((np.size(a),), low, high, dtypes.of(a.dtype)), a)


@op("NormalBackward0", formula=r"z \sim \mathcal{N}(\mathrm{mean}, \mathrm{std}^2)")
def normal_like(a: Array, *, mean: float, std: float, generator: Generator | None = None) -> Array:
    """Normal draws in a's shape and dtype."""
    drawn = _from(generator).normal(
        (np.size(a),), mean, std, dtypes.of(a.dtype), in_blocks=is_in_order(a)
    )
    return _laid_out(drawn, a)


@op("ExponentialBackward0", formula=r"t \sim \operatorname{Exp}(\mathrm{lambd})")
def exponential(a: Array, *, lambd: float, generator: Generator | None = None) -> Array:
    """Exponential draws in a's shape and dtype."""
    return _laid_out(_from(generator).exponential((np.size(a),), lambd, dtypes.of(a.dtype)), a)


@op("CauchyBackward0", formula=r"x \sim \operatorname{Cauchy}(\mathrm{median}, \sigma)")
def cauchy(a: Array, *, median: float, sigma: float, generator: Generator | None = None) -> Array:
    """Draws from a Cauchy distribution in a's shape and dtype."""
    drawn = _from(generator).cauchy((np.size(a),), median, sigma, dtypes.of(a.dtype))
    return _laid_out(drawn, a)


@op("LogNormalBackward0", formula=r"e^{z},\, z \sim \mathcal{N}(\mathrm{mean}, \mathrm{std}^2)")
def log_normal(a: Array, *, mean: float, std: float, generator: Generator | None = None) -> Array:
    """Draws from a log-normal distribution in a's shape and dtype."""
    drawn = _from(generator).log_normal((np.size(a),), mean, std, dtypes.of(a.dtype))
    return _laid_out(drawn, a)


@op("GeometricBackward0", formula=r"k \sim \operatorname{Geom}(p)")
def geometric(a: Array, *, p: float, generator: Generator | None = None) -> Array:
    """Draws from a geometric distribution, trials until a success, in a's shape and dtype."""
    return _laid_out(_from(generator).geometric((np.size(a),), p, dtypes.of(a.dtype)), a)


@op("BernoulliBackward2", formula=r"b \sim \mathcal{B}(p)")
def bernoulli_number(a: Array, *, p: float, generator: Generator | None = None) -> Array:
    """1 with one probability, else 0, in a's shape and dtype."""
    return _laid_out(_from(generator).bernoulli((np.size(a),), p, dtypes.of(a.dtype)), a)


@refusing("derivative for aten::bernoulli is not implemented")
@op("NotImplemented", formula=r"b \sim \mathcal{B}(p)")
def bernoulli_like(a: Array, *, p: float, generator: Generator | None = None) -> Array:
    """``bernoulli_number`` where nothing is overwritten, whatever the order in a's memory."""
    return _from(generator).bernoulli(np.shape(a), p, dtypes.of(a.dtype))[()]


@op("BernoulliBackward1", formula=r"k \sim \mathcal{B}(b)")
def bernoulli_from(a: Array, b: Array, *, generator: Generator | None = None) -> Array:
    """1 with the probability b, else 0, in a's dtype."""
    return _from(generator).bernoulli(b.shape, b, dtypes.of(a.dtype))[()]


@op("NormalBackward1", formula=r"z \sim \mathcal{N}(a, \mathrm{std}^2)")
def normal_around(a: Array, *, std: float, generator: Generator | None = None) -> Array:
    """Normal draws with the elements of a as means."""
    return _normals_like(a, np.shape(a), generator) * a.dtype.type(std) + a


@op("NormalBackward2", formula=r"z \sim \mathcal{N}(\mathrm{mean}, a^2)")
def normal_of_spread(a: Array, *, mean: float, generator: Generator | None = None) -> Array:
    """Normal draws with the elements of a as standard deviations."""
    return _normals_like(a, np.shape(a), generator) * a + a.dtype.type(mean)


@op("NormalBackward3", formula=r"z \sim \mathcal{N}(a, b^2)")
def normal_of_both(a: Array, b: Array, *, generator: Generator | None = None) -> Array:
    """Normal draws with the elements of a as means and those of b as standard deviations."""
    shape = np.broadcast_shapes(np.shape(a), np.shape(b))
    return (_normals_like(a, shape, generator) * b + a).astype(a.dtype)


def _normals_like(a: Array, shape: Size, generator: Generator | None) -> Any:
    np.empty(shape, a.dtype)  # where there is no room for them, none are drawn
    return _from(generator).randn(shape, dtypes.of(a.dtype))[()]


@op("PoissonBackward0", formula=r"k \sim \operatorname{Pois}(a)")
def poisson(a: Array, *, generator: Generator | None = None) -> Array:
    """Draws from Poisson distributions with the rates a."""
    return _from(generator).poisson(np.asarray(a), dtypes.of(a.dtype))[()]


@refusing("derivative for aten::binomial is not implemented")
@op("NotImplemented", formula=r"k \sim \mathcal{B}(a, b)")
def binomial(a: Array, b: Array, *, generator: Generator | None = None) -> Array:
    """Draws from binomial distributions with a trials and success probability b."""
    return _from(generator).binomial(np.asarray(a), np.asarray(b))[()]


@op("StandardGammaBackward0", formula=r"x \sim \Gamma(a, 1)")
def standard_gamma(a: Array, *, generator: Generator | None = None) -> Array:
    """Draws from gamma distributions with the shapes a and rate 1."""
    drawn = _from(generator).gamma(np.asarray(a)).astype(a.dtype)
    return np.fmax(drawn, np.finfo(a.dtype).tiny)[()]


@standard_gamma.vjp("a", sends=r"-\frac{g}{f(y)} \frac{\partial F(y)}{\partial a}")
def standard_gamma_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.mul(g, F.standard_gamma_grad(a, out))


@refusing("derivative for aten::_standard_gamma_grad is not implemented")
@op("NotImplemented", formula=r"-\frac{1}{f(b)} \frac{\partial F(b)}{\partial a}")
def standard_gamma_grad(a: Array, b: Array) -> Array:
    """The derivative of a gamma sample b with respect to its shape a, at a fixed quantile."""
    return special_kernels.gamma_motion(np.asarray(a, float), np.asarray(b, float)).astype(a.dtype)[
        ()
    ]


@op("_DirichletBackward", formula=r"x \sim \operatorname{Dir}(a)")
def dirichlet(a: Array, *, generator: Generator | None = None) -> Array:
    """Draws from Dirichlet distributions with the concentrations a."""
    amounts = _from(generator).gamma(np.asarray(a))
    shares = (amounts / amounts.sum(axis=-1, keepdims=True)).astype(a.dtype)
    return np.maximum(shares, np.finfo(a.dtype).tiny)


@dirichlet.vjp(
    "a",
    sends=r"\left(g_i - \sum_k y_k g_k\right) \frac{1}{1 - y_i} \frac{-1}{f(y_i)} "
    r"\frac{\partial F(y_i)}{\partial a_i}",
)
def dirichlet_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.dirichlet_backward(g, out, a)


@op(
    formula=r"\left(d_i - \sum_k y_k d_k\right) \frac{1}{1 - y_i} \frac{-1}{f(y_i)} "
    r"\frac{\partial F(y_i)}{\partial a_i}"
)
def dirichlet_backward(d: Array, y: Array, a: Array) -> Array:
    """The backward of Dirichlet samples y for their concentrations a.

    PyTorch takes it for a constant, and computes some of its elements to three digits only.
    """
    weights, shares = np.asarray(a, float), np.asarray(y, float)
    rest = weights.sum(axis=-1, keepdims=True) - weights
    moved = beta_motion.beta_motion(weights, rest, shares) / (1 - shares)
    along = d - (shares * d).sum(axis=-1, keepdims=True)
    return (moved * along).astype(a.dtype)


@op("RandomBackward0", formula=r"k \sim \mathcal{U}\{\mathrm{low}, \dots, \mathrm{high} - 1\}")
def random(a: Array, *, low: int, high: int, generator: Generator | None = None) -> Array:
    """Integers from ``low``, ``high`` excluded, in a's shape and dtype."""
    return _laid_out(_from(generator).randint((np.size(a),), low, high, dtypes.of(a.dtype)), a)


@op(formula=r"i \sim a_i / \sum_j a_j")
def multinomial(
    a: Array, *, num_samples: int, replacement: bool, generator: Generator | None = None
) -> Array:
    """Indices drawn from multinomial distributions with weights a.

    Source: without replacement, the largest quotients of a and exponential draws (Efraimidis and
    Spirakis 2006); with it, by search in the running sums.
    """
    source = _from(generator)
    rows = np.atleast_2d(a)
    if not replacement or num_samples == 1:
        drawn = source.exponential((np.size(a),), 1.0, dtypes.of(a.dtype))
        draws = _laid_out(drawn, create.empty_like.kernel(a))
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


for _drawn in (
    *(uniform, normal_like, exponential, bernoulli, bernoulli_from, bernoulli_number, random),
    *(cauchy, log_normal, geometric),
    *(normal_around, normal_of_spread, normal_of_both, poisson),
):
    _drawn.vjp("a", slope="0")(_no_gradient)
for _drawn in (bernoulli_from, normal_of_both):
    _drawn.vjp("b", slope="0")(_no_gradient)
