"""The multivariate normal distribution, and ``Independent``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import grad_mode
from engine.torch import linalg, random
from engine.torch.distributions import constraints
from engine.torch.distributions.constraint import Constraint, independent, real
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.utils import sum_last
from engine.torch.matrices import factors
from engine.torch.routines import creation, dimensions


def squared_lengths(factors: Any, steps: Any) -> Any:
    """The squared Mahalanobis length of each vector, given the Cholesky factor of the covariance.

    All vectors that go with one factor are solved for at once, as columns.
    """
    extent, batch = steps.shape[-1], steps.shape[:-1]
    outer, inner = len(batch) - (factors.dim() - 2), factors.dim() - 2
    pairs = [
        part
        for count, whole in zip(factors.shape[:-2], batch[outer:])
        for part in (whole // count, count)
    ]
    steps = steps.reshape(*batch[:outer], *pairs, extent)
    end = outer + 2 * inner
    steps = steps.permute(*range(outer), *range(outer, end, 2), *range(outer + 1, end, 2), end)
    flat = factors.reshape(-1, extent, extent)
    columns = steps.reshape(-1, flat.shape[0], extent).permute(1, 2, 0)
    solved: Any = linalg.solve_triangular(flat, columns, upper=False)
    squares = solved.pow(2).sum(-2).t().reshape(steps.shape[:-1])
    back = [place for at in range(inner) for place in (outer + at, outer + inner + at)]
    return squares.permute([*range(outer), *back]).reshape(batch)


def half_log_det(factor: Any) -> Any:
    """Half of the log determinant of a matrix, given its Cholesky factor."""
    return factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def factor_of_inverse(matrix: Any) -> Any:
    """The Cholesky factor of the inverse of a positive definite matrix."""
    flipped: Any = linalg.cholesky(matrix.flip(-2, -1))
    identity = creation.eye(matrix.shape[-1], dtype=matrix.dtype)
    return linalg.solve_triangular(flipped.flip(-2, -1).mT, identity, upper=False)


class WithCovariance(Distribution):
    """The base of distributions given a covariance matrix, its inverse or its Cholesky factor."""

    _unbroadcasted_scale_tril: Any

    def _take_covariance(self, name: str, matrix: Any) -> None:
        """Keep the Cholesky factor of the matrix that was given under a name."""
        if name == "scale_tril":
            self._unbroadcasted_scale_tril = matrix
        elif name == "covariance_matrix":
            self._unbroadcasted_scale_tril = linalg.cholesky(matrix)
        else:
            self._unbroadcasted_scale_tril = factor_of_inverse(matrix)

    def __getattr__(self, name: str) -> Any:
        if name not in ("scale_tril", "covariance_matrix", "precision_matrix"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        factor = matrix = self._unbroadcasted_scale_tril
        with grad_mode.enable_grad():
            if name == "covariance_matrix":
                matrix = factor @ factor.mT
            elif name == "precision_matrix":
                matrix = factors.cholesky_inverse(factor)
            self.__dict__[name] = matrix.expand(*self._batch_shape, *factor.shape[-2:])
        return self.__dict__[name]

    def _half_log_det(self) -> Any:
        """Half of the log determinant of the covariance matrix."""
        return half_log_det(self._unbroadcasted_scale_tril)


def given_matrix(
    covariance_matrix: Any, precision_matrix: Any, scale_tril: Any
) -> list[tuple[str, Any]]:
    """Which of the three was given, with its name."""
    given = {
        "covariance_matrix": covariance_matrix,
        "precision_matrix": precision_matrix,
        "scale_tril": scale_tril,
    }
    return [(name, matrix) for name, matrix in given.items() if matrix is not None]


ONE_MATRIX = "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."


class MultivariateNormal(WithCovariance):
    """The multivariate normal distribution, given its mean and covariance."""

    has_rsample = True

    def __init__(
        self,
        loc: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        matrices = given_matrix(covariance_matrix, precision_matrix, scale_tril)
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        if len(matrices) != 1:
            raise ValueError(ONE_MATRIX)
        ((name, matrix),) = matrices
        if matrix.dim() < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = dimensions.common_shape(matrix.shape[:-2], loc.shape[:-1])
        self._event_shape = loc.shape[-1:]
        self.loc = loc.expand(*batch, *self._event_shape)
        expanded = matrix.expand(*batch, *matrix.shape[-2:])
        setattr(self, name, expanded)
        super().__init__(batch, validate_args=validate_args)
        self._take_covariance(name, matrix)

    arg_constraints: Mapping[str, Constraint] = {
        "loc": independent(real(), 1),
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The distribution expanded to a batch shape; the Cholesky factor is shared."""
        made = super().expand(batch_shape, _instance)
        made._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        return made

    support: Constraint = independent(real(), 1)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        return (
            self._unbroadcasted_scale_tril.pow(2)
            .sum(-1)
            .expand(*self._batch_shape, *self._event_shape)
        )

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in mean and covariance."""
        shape, dtype = self._extended_shape(sample_shape), self.loc.dtype
        drawn: Any = random.normal(
            creation.zeros(shape, dtype=dtype), creation.ones(shape, dtype=dtype)
        )
        return self.loc + (self._unbroadcasted_scale_tril @ drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        squares = self._squared_distance(value - self.loc)
        half_log_det = self._half_log_det()
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + squares) - half_log_det

    def _squared_distance(self, step: Any) -> Any:
        """The squared Mahalanobis length of a vector."""
        return squared_lengths(self._unbroadcasted_scale_tril, step)

    def entropy(self) -> Any:
        """The entropy."""
        whole = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi))
        entropy = whole + self._half_log_det()
        return entropy.expand(self._batch_shape) if self._batch_shape else entropy

    def _divergence_from(self, other: MultivariateNormal) -> Any:
        """The KL divergence from this distribution to another, KL(self || other).

        Raises:
            ValueError: vectors of another length.
        """
        if self.event_shape != other.event_shape:
            raise ValueError(
                "KL-divergence between two Multivariate Normals with                          "
                "different event shapes cannot be computed"
            )
        factors = [other._unbroadcasted_scale_tril, self._unbroadcasted_scale_tril]
        batch = np.broadcast_shapes(*[each.shape[:-2] for each in factors])
        count = self._event_shape[0]
        logs = other._half_log_det() - self._half_log_det()
        whole = [each.expand(*batch, count, count) for each in factors]
        solved: Any = linalg.solve_triangular(*whole, upper=False)
        spread = solved.reshape(-1, count * count).pow(2).sum(-1).reshape(batch)
        distance = other._squared_distance(other.loc - self.loc)
        return logs + 0.5 * (spread + distance - count)


class Independent(Distribution):
    """A distribution whose last batch dimensions are taken as event dimensions."""

    def __init__(
        self,
        base_distribution: Distribution,
        reinterpreted_batch_ndims: int,
        validate_args: bool | None = None,
    ) -> None:
        batch = base_distribution.batch_shape
        count = reinterpreted_batch_ndims
        if count > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{count} vs {len(batch)}"
            )
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, count
        self.has_rsample = base_distribution.has_rsample
        split = len(batch) - count
        self._event_shape = (*batch[split:], *base_distribution.event_shape)
        super().__init__(batch[:split], validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {}

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"

    @property
    def mean(self) -> Any:
        """As of the base distribution."""
        return self.base_dist.mean

    @property
    def mode(self) -> Any:
        """As of the base distribution."""
        return self.base_dist.mode

    @property
    def support(self) -> Constraint:
        """As of the base distribution, over the dimensions taken together."""
        count = self.reinterpreted_batch_ndims
        return independent(self.base_dist.support, count) if count else self.base_dist.support

    @property
    def variance(self) -> Any:
        """As of the base distribution."""
        return self.base_dist.variance

    def sample(self, sample_shape: Any = ()) -> Any:
        """As from the base distribution."""
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """As from the base distribution."""
        return self.base_dist.rsample(sample_shape)

    def enumerate_support(self, expand: bool = True) -> Any:
        """As of the base distribution.

        Raises:
            NotImplementedError: there are dimensions taken together.
        """
        if self.reinterpreted_batch_ndims > 0:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the joint probability density."""
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        """The joint entropy."""
        return self._summed(self.base_dist.entropy())

    def _summed(self, terms: Any) -> Any:
        """Terms of the single dimensions summed."""
        count = self.reinterpreted_batch_ndims
        return sum_last(terms, count)
