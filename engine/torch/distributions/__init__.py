"""What a script imports as ``torch.distributions``: samples, their densities, and entropies.

Source: torch.distributions, PyTorch 2.13.
"""

from typing import Any as _Any

from engine.errors import missing as _missing
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.divergence import kl_divergence
from engine.torch.distributions.multivariate import Independent, MultivariateNormal
from engine.torch.distributions.rates import (
    Exponential,
    Geometric,
    HalfNormal,
    Laplace,
    LogNormal,
    Poisson,
)
from engine.torch.distributions.shares import Beta, Dirichlet, Gamma

__all__ = [
    "Bernoulli",
    "Beta",
    "Categorical",
    "Dirichlet",
    "Distribution",
    "Exponential",
    "Gamma",
    "Geometric",
    "HalfNormal",
    "Independent",
    "Laplace",
    "LogNormal",
    "MultivariateNormal",
    "Normal",
    "Poisson",
    "Uniform",
    "kl_divergence",
]


def __getattr__(name: str) -> _Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.distributions", name, __all__)
