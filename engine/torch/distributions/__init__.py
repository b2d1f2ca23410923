"""The module ``torch.distributions``: samples, their densities, and entropies.

Source: torch.distributions, PyTorch 2.13.
"""

from typing import Any as _Any

from engine.torch.calling.method_names import call_constructor as _call_constructor
from engine.torch.distributions import constraint_registry, constraints, transforms, utils
from engine.torch.distributions.angles import VonMises
from engine.torch.distributions.bounded import ContinuousBernoulli, Kumaraswamy, LogisticNormal
from engine.torch.distributions.constraint_registry import biject_to, transform_to
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.counts import (
    Binomial,
    Multinomial,
    NegativeBinomial,
    OneHotCategorical,
)
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.divergence import kl_divergence, register_kl
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.gamma_family import Beta, Chi2, Dirichlet, Gamma, StudentT
from engine.torch.distributions.low_rank import LowRankMultivariateNormal
from engine.torch.distributions.matrices import LKJCholesky, Wishart
from engine.torch.distributions.mixtures import MixtureSameFamily
from engine.torch.distributions.multivariate import Independent, MultivariateNormal
from engine.torch.distributions.rates import (
    Exponential,
    Geometric,
    HalfNormal,
    Laplace,
    LogNormal,
    Poisson,
)
from engine.torch.distributions.relaxed import (
    OneHotCategoricalStraightThrough,
    RelaxedBernoulli,
    RelaxedOneHotCategorical,
)
from engine.torch.distributions.tails import FisherSnedecor, GeneralizedPareto, InverseGamma
from engine.torch.distributions.transformed import (
    Cauchy,
    Gumbel,
    HalfCauchy,
    Pareto,
    TransformedDistribution,
    Weibull,
)
from engine.torch.distributions.transforms import (
    AbsTransform,
    AffineTransform,
    CatTransform,
    ComposeTransform,
    CorrCholeskyTransform,
    CumulativeDistributionTransform,
    ExpTransform,
    IndependentTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
    PowerTransform,
    ReshapeTransform,
    SigmoidTransform,
    SoftmaxTransform,
    SoftplusTransform,
    StackTransform,
    StickBreakingTransform,
    TanhTransform,
    Transform,
    identity_transform,
)
from engine.torch.names.absent import missing as _missing

__all__ = [
    "AbsTransform",
    "AffineTransform",
    "Bernoulli",
    "Beta",
    "Binomial",
    "CatTransform",
    "Categorical",
    "Cauchy",
    "Chi2",
    "ComposeTransform",
    "ContinuousBernoulli",
    "CorrCholeskyTransform",
    "CumulativeDistributionTransform",
    "Dirichlet",
    "Distribution",
    "ExpTransform",
    "Exponential",
    "ExponentialFamily",
    "FisherSnedecor",
    "Gamma",
    "GeneralizedPareto",
    "Geometric",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Independent",
    "IndependentTransform",
    "InverseGamma",
    "Kumaraswamy",
    "LKJCholesky",
    "Laplace",
    "LogNormal",
    "LogisticNormal",
    "LowRankMultivariateNormal",
    "LowerCholeskyTransform",
    "MixtureSameFamily",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Pareto",
    "Poisson",
    "PositiveDefiniteTransform",
    "PowerTransform",
    "RelaxedBernoulli",
    "RelaxedOneHotCategorical",
    "ReshapeTransform",
    "SigmoidTransform",
    "SoftmaxTransform",
    "SoftplusTransform",
    "StackTransform",
    "StickBreakingTransform",
    "StudentT",
    "TanhTransform",
    "Transform",
    "TransformedDistribution",
    "Uniform",
    "VonMises",
    "Weibull",
    "Wishart",
    "biject_to",
    "constraint_registry",
    "constraints",
    "identity_transform",
    "kl_divergence",
    "register_kl",
    "transform_to",
    "transforms",
    "utils",
]


for _name in __all__:
    if isinstance(globals()[_name], type):
        _call_constructor(globals()[_name])


def __getattr__(name: str) -> _Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.distributions", name, __all__)
