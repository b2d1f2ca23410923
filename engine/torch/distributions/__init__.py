"""What a script imports as ``torch.distributions``: samples, their densities, and entropies.

Source: torch.distributions, PyTorch 2.13.
"""

from typing import Any as _Any

from engine.errors import missing as _missing
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.divergence import kl_divergence

__all__ = ["Bernoulli", "Categorical", "Distribution", "Normal", "Uniform", "kl_divergence"]


def __getattr__(name: str) -> _Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.distributions", name, __all__)
