"""Distributions of angles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine import dtypes, grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import Constraint, positive, real
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.utils import broadcast_all, lazy_property
from engine.torch.routines import choosing, creation

_SMALL = (
    (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2),
    (0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3),
)
_LARGE = (
    (
        0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2, -0.2057706e-1,
        0.2635537e-1, -0.1647633e-1, 0.392377e-2,
    ),
    (
        0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1, 0.2282967e-1,
        -0.2895312e-1, 0.1787654e-1, -0.420059e-2,
    ),
)  # fmt: skip
_BETWEEN = 3.75
"""Below it the first polynomials hold, above it the others."""


def _polynomial(x: Any, coefficients: Sequence[float]) -> Any:
    """The value at x of a polynomial, given its coefficients, the constant first."""
    *rest, total = coefficients
    for each in reversed(rest):
        total = each + x * total
    return total


def _log_bessel(x: Any, order: int) -> Any:
    """The logarithm of the modified Bessel function of the first kind of order 0 or 1, for x > 0.

    Source: Abramowitz and Stegun 1964, 9.8.1 to 9.8.4, as PyTorch has it.
    """
    scaled = x / _BETWEEN
    square = scaled * scaled
    small = _polynomial(square, _SMALL[order])
    if order:
        small = x.abs() * small
    small = small.log()
    inverse = _BETWEEN / x
    large = x - 0.5 * x.log() + _polynomial(inverse, _LARGE[order]).log()
    return choosing.where(x < _BETWEEN, small, large)


class VonMises(Distribution):
    """The von Mises distribution of angles, given the mean angle and the concentration.

    Source: Best and Fisher 1979.
    """

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"loc": real(), "concentration": positive()}

    support: Constraint = real()

    @property
    def mean(self) -> Any:
        """The mean angle."""
        return self.loc

    mode = mean

    @lazy_property
    def variance(self) -> Any:
        """The circular variance, 1 - E[cos(x - loc)]."""
        ratio = _log_bessel(self.concentration, 1) - _log_bessel(self.concentration, 0)
        return 1 - ratio.exp()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, drawn by rejection in double precision."""
        with grad_mode.no_grad():
            drawn = self._drawn(self._extended_shape(sample_shape))
            return drawn.to(self.loc.dtype)

    def _drawn(self, shape: tuple[int, ...]) -> Any:
        loc: Any = self.loc.to(dtypes.float64)
        kappa: Any = self.concentration.to(dtypes.float64)
        wrapped = self._of_wrapped(kappa)
        x: Any = creation.empty(shape, dtype=dtypes.float64)
        is_done: Any = creation.zeros(shape, dtype=dtypes.bool)
        while not is_done.all():
            uniforms: Any = random.rand((3, *shape), dtype=dtypes.float64)
            first, second, third = uniforms.unbind()
            turned = (math.pi * first).cos()
            cosine = (1 + wrapped * turned) / (wrapped + turned)
            excess = kappa * (wrapped - cosine)
            is_taken = ((excess * (2 - excess) - second) > 0) | (
                (excess / second).log() + 1 - excess >= 0
            )
            x = choosing.where(is_taken, (third - 0.5).sign() * cosine.acos(), x)
            is_done = is_done | is_taken
        return (x + math.pi + loc) % (2 * math.pi) - math.pi

    @staticmethod
    def _of_wrapped(kappa: Any) -> Any:
        """The parameter of the wrapped Cauchy distribution that candidates are drawn from."""
        tau = 1 + (1 + 4 * kappa**2).sqrt()
        rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
        return choosing.where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho**2) / (2 * rho))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        cosine = self.concentration * (value - self.loc).cos()
        return cosine - math.log(2 * math.pi) - _log_bessel(self.concentration, 0)
