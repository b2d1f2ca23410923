"""The module ``torch.special``."""

from __future__ import annotations

import math
from typing import Any

from engine.op import Op as _Op
from engine.ops.elementwise import bessel as _bessel
from engine.ops.elementwise import distribution_functions as _distribution_functions
from engine.ops.elementwise import elementary as _elementary
from engine.ops.elementwise import polynomials as _polynomials
from engine.ops.elementwise import special as _special
from engine.ops.elementwise import with_numbers as _with_numbers
from engine.tensor import Tensor
from engine.torch.calling.naming import named
from engine.torch.names.absent import missing as _missing
from engine.torch.nn import activations as _activations
from engine.torch.routines import elementwise as _elementwise
from engine.torch.routines import operands as _operands
from engine.torch.routines import reductions as _reductions
from engine.torch.routines import times_logarithms as _times_logarithms

digamma = psi = _elementwise.digamma
erf, erfc, erfinv = _elementwise.erf, _elementwise.erfc, _elementwise.erfinv
exp2, expm1, log1p = _elementwise.exp2, _elementwise.expm1, _elementwise.log1p
expit = _elementwise.of_one(_elementary.sigmoid, "special_expit")
gammaln = _elementwise.lgamma
i0, logit, sinc = _elementwise.i0, _elementwise.logit, _elementwise.sinc
i1 = _elementwise.of_one(_special.i1, "special_i1")
entr = _elementwise.of_one(_special.entr, "special_entr")
polygamma = _elementwise.polygamma
xlogy = _times_logarithms.xlogy
multigammaln = _elementwise.mvlgamma
xlog1py = _times_logarithms.xlog1py
logsumexp = _reductions.logsumexp


gammainc, gammaincc = _operands.igamma, _operands.igammac
zeta = _times_logarithms.zeta


def round(input: Tensor, *, decimals: int = 0, out: Tensor | None = None) -> Tensor:
    """Rounding to a number of decimals; ties go to the even one."""
    return _elementwise.round(input, decimals=decimals, out=out)


def _of_one(operation: _Op) -> Any:
    """An operation on one tensor as a function."""
    return _elementwise.of_one(operation, f"special_{operation.name}")


def _of_degree(operation: _Op) -> Any:
    """A polynomial of each degree as a function."""
    function = _operands.of_two(operation, f"special_{operation.name}")

    def polynomial(x: Any, n: Any, *, out: Tensor | None = None) -> Any:
        return function(x, n, out=out)

    return named(polynomial, operation.name, operation.__doc__)


airy_ai = _of_one(_bessel.airy_ai)
bessel_j0 = _of_one(_bessel.bessel_j0)
bessel_j1 = _of_one(_bessel.bessel_j1)
bessel_y0 = _of_one(_bessel.bessel_y0)
bessel_y1 = _of_one(_bessel.bessel_y1)
modified_bessel_i0 = _of_one(_bessel.modified_bessel_i0)
modified_bessel_i1 = _of_one(_bessel.modified_bessel_i1)
modified_bessel_k0 = _of_one(_bessel.modified_bessel_k0)
modified_bessel_k1 = _of_one(_bessel.modified_bessel_k1)
scaled_modified_bessel_k0 = _of_one(_bessel.scaled_modified_bessel_k0)
scaled_modified_bessel_k1 = _of_one(_bessel.scaled_modified_bessel_k1)
spherical_bessel_j0 = _of_one(_bessel.spherical_bessel_j0)
i0e = _of_one(_bessel.i0e)
i1e = _of_one(_bessel.i1e)
erfcx = _of_one(_distribution_functions.erfcx)
log_ndtr = _of_one(_distribution_functions.log_ndtr)
ndtri = _of_one(_distribution_functions.ndtri)
chebyshev_polynomial_t = _of_degree(_polynomials.chebyshev_polynomial_t)
chebyshev_polynomial_u = _of_degree(_polynomials.chebyshev_polynomial_u)
chebyshev_polynomial_v = _of_degree(_polynomials.chebyshev_polynomial_v)
chebyshev_polynomial_w = _of_degree(_polynomials.chebyshev_polynomial_w)
hermite_polynomial_h = _of_degree(_polynomials.hermite_polynomial_h)
hermite_polynomial_he = _of_degree(_polynomials.hermite_polynomial_he)
laguerre_polynomial_l = _of_degree(_polynomials.laguerre_polynomial_l)
legendre_polynomial_p = _of_degree(_polynomials.legendre_polynomial_p)
shifted_chebyshev_polynomial_t = _of_degree(_polynomials.shifted_chebyshev_polynomial_t)
shifted_chebyshev_polynomial_u = _of_degree(_polynomials.shifted_chebyshev_polynomial_u)
shifted_chebyshev_polynomial_v = _of_degree(_polynomials.shifted_chebyshev_polynomial_v)
shifted_chebyshev_polynomial_w = _of_degree(_polynomials.shifted_chebyshev_polynomial_w)


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """The softmax along a dimension: exponentials divided by their sum."""
    return _activations.softmax(input, dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """The logarithm of ``softmax``."""
    return _activations.log_softmax(input, dim, dtype=dtype)


def ndtr(input: Tensor) -> Tensor:
    """The standard normal CDF."""
    scaled = _elementwise.erf(_with_numbers.mul_number(input, number=math.sqrt(0.5)))
    return _with_numbers.mul_number(_with_numbers.add_number(scaled, number=1), number=0.5)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.special", name, [each for each in globals() if not each.startswith("_")])
