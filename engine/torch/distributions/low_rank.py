"""The multivariate normal distribution with a covariance of low rank plus a diagonal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.torch import linalg, random
from engine.torch.distributions.constraint import Constraint, independent, positive, real
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.multivariate import (
    MultivariateNormal,
    half_log_det,
    squared_lengths,
)
from engine.torch.distributions.utils import lazy_property
from engine.torch.matrices import products
from engine.torch.routines import creation, dimensions


def _with_identity_added(matrices: Any) -> Any:
    extent = matrices.shape[-1]
    matrices = matrices.contiguous()
    matrices.view(-1, extent * extent)[:, :: extent + 1] += 1
    return matrices


def _times(matrices: Any, vectors: Any) -> Any:
    product: Any = products.matmul(matrices, vectors.unsqueeze(-1))
    return product.squeeze(-1)


class LowRankMultivariateNormal(Distribution):
    """The multivariate normal with covariance cov_factor cov_factor^T + diag(cov_diag).

    Source: Woodbury 1950 (by whose identity only matrices as small as the factors are few have to
    be inverted).
    """

    has_rsample = True

    def __init__(
        self, loc: Any, cov_factor: Any, cov_diag: Any, validate_args: bool | None = None
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        event_shape = loc.shape[-1:]
        if cov_factor.dim() < 2:
            raise ValueError(
                "cov_factor must be at least two-dimensional, with optional leading batch "
                "dimensions"
            )
        if cov_factor.shape[-2:-1] != event_shape:
            raise ValueError(
                f"cov_factor must be a batch of matrices with shape {event_shape[0]} x m"
            )
        if cov_diag.shape[-1:] != event_shape:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event_shape}")
        columns: Any = loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1)
        try:
            columns = dimensions.broadcast_tensors(*columns)
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, "
                f"cov_diag {cov_diag.shape}"
            ) from error
        locs, self.cov_factor, diagonals = columns
        self.loc, self.cov_diag = locs[..., 0], diagonals[..., 0]
        self._event_shape = event_shape
        self._parts = cov_factor, cov_diag
        self._common = linalg.cholesky(
            _with_identity_added(products.matmul(self._scaled(), cov_factor))
        )
        super().__init__(self.loc.shape[:-1], validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "loc": independent(real(), 1),
        "cov_factor": independent(real(), 2),
        "cov_diag": independent(positive(), 1),
    }

    support: Constraint = independent(real(), 1)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The distribution expanded to a batch shape; the factor of the capacitance is shared."""
        made = super().expand(batch_shape, _instance)
        made._common = self._common
        return made

    def _scaled(self) -> Any:
        """The transpose of cov_factor, divided by cov_diag."""
        factor, diagonal = self._parts
        return factor.mT / diagonal.unsqueeze(-2)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc

    mode = mean

    @property
    def _matrix_shape(self) -> tuple[int, ...]:
        return (*self._batch_shape, *self._event_shape, *self._event_shape)

    @lazy_property
    def variance(self) -> Any:
        """The variance of each element."""
        factor, diagonal = self._parts
        variance = factor.pow(2).sum(-1) + diagonal
        return variance.expand(*self._batch_shape, *self._event_shape)

    @lazy_property
    def scale_tril(self) -> Any:
        """The Cholesky factor of the covariance matrix."""
        factor, diagonal = self._parts
        spread = diagonal.sqrt().unsqueeze(-1)
        scaled = factor / spread
        lower: Any = linalg.cholesky(_with_identity_added(products.matmul(scaled, scaled.mT)))
        return (spread * lower).expand(self._matrix_shape)

    @lazy_property
    def covariance_matrix(self) -> Any:
        """The covariance matrix."""
        factor, diagonal = self._parts
        matrix: Any = products.matmul(factor, factor.mT)
        return (matrix + diagonal.diag_embed()).expand(self._matrix_shape)

    @lazy_property
    def precision_matrix(self) -> Any:
        """The precision matrix, the inverse of the covariance matrix."""
        solved = self._solved()
        matrix = self._parts[1].reciprocal().diag_embed() - solved.mT @ solved
        return matrix.expand(self._matrix_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in mean and covariance."""
        factor, diagonal = self._parts
        shape, dtype = self._extended_shape(sample_shape), self.loc.dtype
        of_factors, own = (
            random.normal(creation.zeros(each, dtype=dtype), creation.ones(each, dtype=dtype))
            for each in ((*shape[:-1], self.cov_factor.shape[-1]), shape)
        )
        return self.loc + _times(factor, of_factors) + diagonal.sqrt() * own

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        squares = self._squared_distance(value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + self._log_det() + squares)

    def entropy(self) -> Any:
        """The entropy."""
        whole = self._event_shape[0] * (1.0 + math.log(2 * math.pi))
        entropy = 0.5 * (whole + self._log_det())
        return entropy.expand(self._batch_shape) if self._batch_shape else entropy

    def _log_det(self) -> Any:
        """The log determinant of the covariance matrix."""
        return 2 * half_log_det(self._common) + self._parts[1].log().sum(-1)

    def _squared_distance(self, step: Any) -> Any:
        """The squared Mahalanobis length of a vector."""
        along = _times(self._scaled(), step)
        own = (step.pow(2) / self._parts[1]).sum(-1)
        return own - squared_lengths(self._common, along)

    def _solved(self) -> Any:
        """The matrix W of the Woodbury identity: the precision is 1 / diag(cov_diag) - W^T W."""
        solved: Any = linalg.solve_triangular(self._common, self._scaled(), upper=False)
        return solved


def _square(matrices: Any) -> Any:
    """The sum of the squares of the numbers of each matrix."""
    *batch, rows, columns = matrices.shape
    return matrices.reshape(-1, rows * columns).pow(2).sum(-1).reshape(batch)


def _check_events(p: Distribution, q: Distribution, which: str) -> None:
    if p.event_shape != q.event_shape:
        raise ValueError(
            f"KL-divergence between two {which}Multivariate Normals with"
            f"{' ' * 26}different event shapes cannot be computed"
        )


def _of_low_ranks(p: LowRankMultivariateNormal, q: LowRankMultivariateNormal) -> Any:
    _check_events(p, q, "Low Rank ")
    logs = q._log_det() - p._log_det()
    distance = q._squared_distance(q.loc - p.loc)
    solved = q._solved()
    (factor, diagonal), other = p._parts, q._parts[1]
    own = (diagonal / other).sum(-1)
    of_factor = _square(factor * other.rsqrt().unsqueeze(-1))
    of_diagonal = _square(solved * diagonal.sqrt().unsqueeze(-2))
    spread = own + of_factor - of_diagonal - _square(solved.matmul(factor))
    return 0.5 * (logs + spread + distance - p.event_shape[0])


def _whole_by_low_rank(p: MultivariateNormal, q: LowRankMultivariateNormal) -> Any:
    _check_events(p, q, "(Low Rank) ")
    factor = p._unbroadcasted_scale_tril
    logs = q._log_det() - 2 * half_log_det(factor)
    distance = q._squared_distance(q.loc - p.loc)
    solved = q._solved()
    whole = _square(factor * q._parts[1].rsqrt().unsqueeze(-1))
    return 0.5 * (logs + (whole - _square(solved.matmul(factor))) + distance - p.event_shape[0])


def _low_rank_by_whole(p: LowRankMultivariateNormal, q: MultivariateNormal) -> Any:
    _check_events(p, q, "(Low Rank) ")
    lower, (factor, diagonal) = q._unbroadcasted_scale_tril, p._parts
    logs = 2 * half_log_det(lower) - p._log_det()
    distance = squared_lengths(lower, q.loc - p.loc)
    batch, count = np.broadcast_shapes(lower.shape[:-2], factor.shape[:-2]), p.event_shape[0]
    lower = lower.expand(*batch, count, count)
    factor = factor.expand(*batch, count, p.cov_factor.shape[-1])
    own = diagonal.sqrt().diag_embed().expand(*batch, count, count)
    spread = [_square(linalg.solve_triangular(lower, each, upper=False)) for each in (factor, own)]
    return 0.5 * (logs + (spread[0] + spread[1]) + distance - p.event_shape[0])


OF_PAIRS: dict[tuple[type, type], Callable[[Any, Any], Any]] = {
    (LowRankMultivariateNormal, LowRankMultivariateNormal): _of_low_ranks,
    (MultivariateNormal, LowRankMultivariateNormal): _whole_by_low_rank,
    (LowRankMultivariateNormal, MultivariateNormal): _low_rank_by_whole,
}
