"""Special functions, element by element; integers are computed in the default float type."""

import math
from collections.abc import Callable
from functools import partial
from math import pi, sqrt
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.half_precision import for_halves, widened
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.elementwise import distribution_kernels, special_kernels
from engine.ops.elementwise.in_double import in_double, one_by_one
from engine.strides import arranged, converted
from engine.tensor import Array

# How many elements are computed with at once: few enough that what comes in between stays in the
# cache.
_BLOCK = 2**13
_FEW = 128
"""Up to so many, calls for single elements take less time."""
_OF_ONE = {special_kernels.erf: math.erf, special_kernels.erfc: math.erfc}


def error_function(function: Callable[..., Any], a: Any) -> Array:
    """Compute erf or erfc as exactly as the dtype of ``a`` can show."""
    if a.size <= _FEW:
        return one_by_one(_OF_ONE[function], a)
    precise = a.dtype == np.float64
    precision = special_kernels.DOUBLE if precise else special_kernels.SINGLE
    out = arranged(np.empty_like(a), (a,))
    steps = np.nditer(
        [a, out],
        ["external_loop", "buffered", "zerosize_ok"],
        [["readonly"], ["writeonly"]],
        [np.float64, np.float64],
        casting="same_kind",
        buffersize=_BLOCK,
    )
    with steps:
        for some, values in steps:
            values[...] = function(some, precision)
    return out[()]


@op("ErfBackward0", promotes=True, floating=True, formula=r"\operatorname{erf}(a)")
def erf(a: Any) -> Array:
    """Error function."""
    return error_function(special_kernels.erf, a)


@erf.vjp("a", slope=r"\frac{2}{\sqrt{\pi}} e^{-a^2}")
def erf_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(_bell(F, a, 2 / sqrt(pi)), g)


def _bell(F: Any, a: Any, height: float) -> Any:
    """The bell curve height * exp(-a^2), as in the derivative of erf."""
    return F.mul_number(F.exp(F.neg(F.pow_number(a, exponent=2))), number=height)


@op("ErfcBackward0", promotes=True, floating=True, formula=r"1 - \operatorname{erf}(a)")
def erfc(a: Any) -> Array:
    """Complementary error function, 1 - erf(a)."""
    return error_function(special_kernels.erfc, a)


@erfc.vjp("a", slope=r"-\frac{2}{\sqrt{\pi}} e^{-a^2}")
def erfc_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(_bell(F, a, -2 / sqrt(pi)), g)


@op("ErfinvBackward0", promotes=True, floating=True, formula=r"\operatorname{erf}^{-1}(a)")
def erfinv(a: Any) -> Array:
    """Inverse error function."""
    return in_double(special_kernels.erfinv, a)


@erfinv.vjp("a", slope=r"\frac{\sqrt{\pi}}{2} e^{y^2}")
def erfinv_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    square = F.pow_number(F.erfinv(a), exponent=2)
    return F.mul(F.mul_number(F.exp(square), number=sqrt(pi) / 2), g)


@op("LgammaBackward0", promotes=True, floating=True, formula=r"\ln |\Gamma(a)|")
def lgamma(a: Any) -> Array:
    """Logarithm of the magnitude of the gamma function."""
    return one_by_one(_log_gamma, a) if a.size <= _FEW else in_double(special_kernels.lgamma, a)


def _log_gamma(a: float) -> float:
    try:
        return math.lgamma(a)
    except (ValueError, OverflowError):  # at 0, -1, -2, ..., and beyond the largest number
        return math.inf


@lgamma.vjp("a", slope=r"\psi(a)")
def lgamma_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.digamma(a))


@op("DigammaBackward0", promotes=True, floating=True, formula=r"\psi(a)")
def digamma(a: Any) -> Array:
    """Digamma function, the derivative of lgamma."""
    return in_double(special_kernels.digamma, a)


@digamma.vjp("a", slope=r"\psi^{(1)}(a)")
def digamma_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.polygamma(a, n=1))


@op("PolygammaBackward0", promotes=True, floating=True, formula=r"\psi^{(n)}(a)")
def polygamma(a: Any, *, n: int) -> Array:
    """Polygamma function, the n-th derivative of digamma."""
    if n == 0:
        return in_double(special_kernels.digamma, a)
    if n == 1:
        return arranged(special_kernels.trigamma(widened(a)).astype(a.dtype), (a,))[()]
    return in_double(partial(distribution_kernels.polygamma, n), a)


@polygamma.vjp("a", slope=r"\psi^{(n + 1)}(a)")
def polygamma_wrt_a(F: Any, g: Any, *, a: Any, n: int) -> Any:
    return F.mul(g, F.polygamma(a, n=n + 1))


@op("PolygammaBackward1", promotes=True, floating=True, formula=r"\psi^{(n)}(a)")
def polygamma_(a: Any, *, n: int) -> Array:
    """``polygamma`` as it is written into its operand."""
    return polygamma.kernel(a, n=n)


polygamma_.vjp("a", slope=r"\psi^{(n + 1)}(a)")(polygamma_wrt_a)


@op("I0Backward0", promotes=True, floating=True, formula="I_0(a)")
def i0(a: Any) -> Array:
    """Modified Bessel function of the first kind, order 0."""
    return in_double(np.i0, a)


@i0.vjp("a", slope="I_1(a)")
def i0_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.i1(a))


@op("SpecialI1Backward0", promotes=True, floating=True, formula="I_1(a)")
def i1(a: Any) -> Array:
    """Modified Bessel function of the first kind, order 1."""
    return in_double(special_kernels.i1, a)


@i1.vjp("a", slope=r"I_0(a) - \frac{I_1(a)}{a}")
def i1_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    def slope(away: Any) -> Any:
        return F.sub(F.i0(away), F.mul(out, F.reciprocal(away)))

    return F.mul(g, half_at_zero(F, a, slope))


def half_at_zero(F: Any, a: Any, slope: Callable[[Any], Any]) -> Any:
    """A slope that is 1/2 at 0, of numbers away from there."""
    least = np.finfo(dtype_of(a)).eps
    is_away = F.gt(F.abs(a), least)
    away = F.where(a, F.constant(data=least), is_away)
    return F.where(slope(away), F.constant(data=least.dtype.type(0.5)), is_away)


@op("SpecialEntrBackward0", promotes=True, floating=True, formula=r"-a \ln a")
def entr(a: Any) -> Array:
    """Elementwise entropy -a * log(a): 0 at 0, -inf below."""
    positive = np.greater(a, 0)
    inside = -a * np.log(np.where(positive, a, 1))
    below = np.where(np.less(a, 0), -np.inf, np.multiply(a, 0))
    return np.where(positive, inside, below).astype(a.dtype)[()]


@entr.vjp("a", slope=r"-\ln a - 1")
def entr_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.neg(F.add_number(F.log(a), number=1)))


@op("NanToNumBackward0", formula=r"\operatorname{finite}(a)")
def nan_to_num(a: Any, *, nan: float, posinf: float | None, neginf: float | None) -> Array:
    """a with numbers in place of nan and the infinities; by default the extremes of the dtype."""
    if a.dtype.kind not in "fc":
        return converted(a, a.dtype)
    return np.nan_to_num(a, nan=nan, posinf=posinf, neginf=neginf).astype(a.dtype)[()]


@for_halves(nan_to_num)
def nan_to_num_of_halves(
    a: Any, *, nan: float, posinf: float | None, neginf: float | None
) -> Array:
    """The same; the extremes are those of halves."""
    limits = dtypes.limits(a.dtype)
    ends = [float(end) for end in (limits.max, limits.min)]
    posinf, neginf = (end if given is None else given for end, given in zip(ends, (posinf, neginf)))
    return nan_to_num.kernel(widened(a), nan=nan, posinf=posinf, neginf=neginf)


@nan_to_num.vjp("a", slope=r"\begin{cases} 1 & |a| < \infty \\ 0 \end{cases}")
def nan_to_num_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.isfinite(a))


_MOST_TERMS = 50_000_000
"""Of sums whose terms are computed at once: more would take gigabytes."""


@op(
    "MvlgammaBackward0",
    promotes=True,
    floating=True,
    formula=r"\frac{p (p - 1)}{4} \ln \pi + \sum_{j=0}^{p-1} \ln \Gamma(a - j / 2)",
)
def mvlgamma(a: Any, *, p: int) -> Array:
    """Logarithm of the multivariate gamma function with p dimensions."""
    if p * max(a.size, 1) > _MOST_TERMS:
        raise errors.out_of_memory(p * max(a.size, 1), a.dtype.itemsize, (*a.shape, p))
    halves = np.arange(p, dtype=a.dtype) / a.dtype.type(2)
    total = np.add.reduce(lgamma.kernel(np.asarray(a)[..., None] - halves), axis=-1)
    return (total + a.dtype.type(p * (p - 1) / 4 * np.log(np.pi)))[()]


@mvlgamma.vjp("a", sends=r"g \sum_{j=0}^{p-1} \psi(a - j / 2)")
def mvlgamma_wrt_a(F: Any, g: Any, *, a: Any, p: int) -> Any:
    last = len(a.shape)
    steps = F.constant(data=np.arange(1 - p, 1, dtype=dtype_of(a)) / 2)
    places = F.add(steps, F.unsqueeze(a, dim=last))
    return F.mul(g, F.sum_dims(F.digamma(places), dim=(last,), keepdim=False))
