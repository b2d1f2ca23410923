"""The incomplete gamma functions, the normal distribution function, and kindred functions."""

from collections.abc import Callable
from math import pi, sqrt
from typing import Any

from engine.op import op
from engine.ops.elementwise import distribution_kernels
from engine.ops.elementwise.in_double import in_double
from engine.promotion import promoted
from engine.tensor import Array


def _missing(name: str) -> Callable[..., Any]:
    """A rule that says that PyTorch has none."""

    def refuse(F: Any, g: Any) -> Any:
        raise NotImplementedError(f"the derivative for '{name}' is not implemented.")

    return refuse


@op("IgammaBackward0", promotes=True, floating=True, formula=r"P(a, b)")
def igamma(a: Any, b: Any) -> Array:
    """Regularized lower incomplete gamma function P(a, b)."""
    return in_double(lambda shape, x: distribution_kernels.regularized_gammas(shape, x)[0], a, b)


@op("IgammacBackward0", promotes=True, floating=True, formula=r"1 - P(a, b)")
def igammac(a: Any, b: Any) -> Array:
    """Regularized upper incomplete gamma function Q(a, b) = 1 - P(a, b)."""
    return in_double(lambda shape, x: distribution_kernels.regularized_gammas(shape, x)[1], a, b)


def _density(F: Any, g: Any, a: Any, b: Any) -> Any:
    """g times the probability density of a gamma distribution with shape a at b."""
    exponent = F.sub(F.sub(F.mul(F.sub_number(a, number=1), F.log(b)), b), F.lgamma(a))
    return F.mul(g, F.exp(exponent))


igamma.vjp("a", sends=r"g \, \mathrm{undefined}")(_missing("igamma: input"))
igammac.vjp("a", sends=r"g \, \mathrm{undefined}")(_missing("igammac: input"))


@igamma.vjp("b", sends=r"g \frac{b^{a - 1} e^{-b}}{\Gamma(a)}")
def igamma_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _density(F, g, a, b)


@igammac.vjp("b", sends=r"-g \frac{b^{a - 1} e^{-b}}{\Gamma(a)}")
def igammac_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _density(F, F.neg(g), a, b)


@op("SpecialZetaBackward0", promotes=True, floating=True, formula=r"\zeta(a, b)")
def zeta(a: Any, b: Any) -> Array:
    """Hurwitz zeta function, the sum of (b + k)^-a over k = 0, 1, ..."""
    return in_double(distribution_kernels.zeta, a, b)


zeta.vjp("a", sends=r"g \, \mathrm{undefined}")(_missing("zeta"))


@zeta.vjp("b", sends=r"-g a \zeta(a + 1, b)")
def zeta_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(g, F.mul(F.neg(a), F.zeta(F.add_number(a, number=1), b)))


@op("SpecialZetaBackward2", formula=r"\zeta(a, \mathrm{number})")
def zeta_number(a: Array, *, number: float) -> Array:
    """Hurwitz zeta function from a number on."""
    return zeta.kernel(*promoted([a, number], floating=True))


zeta_number.vjp("a", sends=r"g \, \mathrm{undefined}")(_missing("zeta"))


@op("SpecialZetaBackward1", formula=r"\zeta(\mathrm{number}, a)")
def number_zeta(a: Array, *, number: float) -> Array:
    """Hurwitz zeta function of a number."""
    return zeta.kernel(*promoted([number, a], floating=True))


@number_zeta.vjp("a", sends=r"-g \, \mathrm{number} \, \zeta(\mathrm{number} + 1, a)")
def number_zeta_wrt_a(F: Any, g: Any, *, a: Any, number: float) -> Any:
    return F.mul(g, F.mul(F.number_zeta(a, number=number + 1), -number))


@op(
    "SpecialErfcxBackward0",
    promotes=True,
    floating=True,
    formula=r"e^{a^2} (1 - \operatorname{erf}(a))",
)
def erfcx(a: Any) -> Array:
    """Scaled complementary error function, exp(a²) erfc(a)."""
    return in_double(distribution_kernels.erfcx, a)


@erfcx.vjp("a", slope=r"2 a y - \frac{2}{\sqrt{\pi}}")
def erfcx_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    along = F.mul(F.mul_number(a, number=2.0), out)
    return F.mul(F.sub_number(along, number=2.0 / sqrt(pi)), g)


@op("SpecialNdtriBackward0", promotes=True, floating=True, formula=r"\Phi^{-1}(a)")
def ndtri(a: Any) -> Array:
    """Inverse of the standard normal CDF."""
    return in_double(distribution_kernels.ndtri, a)


@ndtri.vjp("a", slope=r"\sqrt{2 \pi} e^{y^2 / 2}")
def ndtri_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    exponent = F.div_number(F.pow_number(out, exponent=2), number=2)
    return F.mul(F.mul_number(g, number=sqrt(2 * pi)), F.exp(exponent))


@op("SpecialLogNdtrBackward0", promotes=True, floating=True, formula=r"\ln \Phi(a)")
def log_ndtr(a: Any) -> Array:
    """Logarithm of the standard normal CDF."""
    return in_double(distribution_kernels.log_ndtr, a)


@log_ndtr.vjp("a", slope=r"\frac{e^{-(y + a^2 / 2)}}{\sqrt{2 \pi}}")
def log_ndtr_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    exponent = F.add(out, F.div_number(F.pow_number(a, exponent=2), number=2))
    return F.mul(F.div_number(g, number=sqrt(2 * pi)), F.exp(F.neg(exponent)))
