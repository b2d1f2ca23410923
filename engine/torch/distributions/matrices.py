"""Distributions of matrices: LKJ (Cholesky factors of correlation matrices) and Wishart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.script_warnings import warn
from engine.size import Size
from engine.tensor import Tensor
from engine.torch import linalg, random, special
from engine.torch.distributions import constraints
from engine.torch.distributions.constraint import Constraint, positive
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.gamma_family import Beta, Chi2
from engine.torch.distributions.multivariate import ONE_MATRIX, WithCovariance, given_matrix
from engine.torch.distributions.utils import broadcast_all
from engine.torch.finfo import finfo
from engine.torch.matrices import einsum, factors
from engine.torch.routines import creation, dimensions, joining, places

_TRIES = 10


class LKJCholesky(Distribution):
    """The LKJ distribution of Cholesky factors of correlation matrices.

    Source: Lewandowski, Kurowicka and Joe 2009.
    """

    def __init__(self, dim: int, concentration: Any = 1.0, validate_args: Any = None) -> None:
        if dim < 2:
            raise ValueError(
                f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}."
            )
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        marginal = self.concentration + 0.5 * (dim - 2)
        steps: Any = creation.arange(dim - 1, dtype=self.concentration.dtype)
        offset: Any = joining.cat([steps.new_zeros((1,)), steps])
        self._beta = Beta(offset + 0.5, marginal.unsqueeze(-1) - 0.5 * offset)
        self._event_shape = (dim, dim)
        super().__init__(self.concentration.size(), validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"concentration": positive()}

    support: Constraint = constraints.corr_cholesky

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples: rows in random directions, with lengths drawn from a beta distribution."""
        lengths = self._beta.sample(sample_shape).unsqueeze(-1)
        drawn: Any = random.randn(self._extended_shape(sample_shape), dtype=lengths.dtype)
        drawn = drawn.tril(-1)
        directions = drawn / drawn.norm(dim=-1, keepdim=True)
        directions[..., 0, :].fill_(0.0)
        rows = lengths.sqrt() * directions
        rest = (1 - (rows**2).sum(-1)).clamp(min=finfo(rows.dtype).tiny).sqrt()
        return rows + rest.diag_embed()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        numbers: Any = creation.arange(2, self.dim + 1)
        order = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - numbers
        count = self.dim - 1
        density = (order * diagonal.log()).sum(-1)
        alpha = self.concentration + 0.5 * count
        height = alpha.lgamma() * count
        volume = 0.5 * count * math.log(math.pi) + (alpha - 0.5).mvlgamma(count)
        return density - (volume - height)


class Wishart(WithCovariance, ExponentialFamily):
    """The Wishart distribution: scatter matrices of ``df`` normal vectors."""

    has_rsample = True

    def __init__(
        self,
        df: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        given = given_matrix(covariance_matrix, precision_matrix, scale_tril)
        if len(given) != 1:
            raise AssertionError(ONE_MATRIX)
        ((name, matrix),) = given
        if matrix.dim() < 2:
            raise ValueError(
                "scale_tril must be at least two-dimensional, with optional leading batch "
                "dimensions"
            )
        degrees: Any = df if isinstance(df, Tensor) else creation.tensor(df, dtype=matrix.dtype)
        batch = dimensions.common_shape(matrix.shape[:-2], degrees.shape)
        self.df = degrees.expand(batch)
        self._event_shape = matrix.shape[-2:]
        size = self._event_shape[-1]
        if (self.df <= size - 1).any():
            raise ValueError(f"Value of df={df} expected to be greater than ndim - 1 = {size - 1}.")
        setattr(self, name, matrix.expand(*batch, -1, -1))
        if (self.df < size).any():
            warn(
                "Low df values detected. Singular samples are highly likely to occur for "
                "ndim - 1 < df < ndim."
            )
        super().__init__(batch, validate_args=validate_args)
        self._take_covariance(name, matrix)
        steps: Any = creation.arange(size, dtype=matrix.dtype)
        self._dist_chi2 = Chi2(self.df.unsqueeze(-1) - steps.expand(*batch, -1))

    @property
    def arg_constraints(self) -> Mapping[str, Constraint]:
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self._event_shape[-1] - 1),
        }

    support: Constraint = constraints.positive_definite

    @property
    def _degrees(self) -> Any:
        return self.df.view(*self._batch_shape, 1, 1)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self._degrees * self.covariance_matrix

    @property
    def mode(self) -> Any:
        """The mode; nan where there is none."""
        factor = self.df - self._event_shape[-1] - 1
        factor[factor <= 0] = math.nan
        return factor.view(*self._batch_shape, 1, 1) * self.covariance_matrix

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        spread = self.covariance_matrix
        diagonal = spread.diagonal(dim1=-2, dim2=-1)
        # by einsum, as in PyTorch
        products: Any = einsum.einsum("...i,...j->...ij", diagonal, diagonal)
        return self._degrees * (spread.pow(2) + products)

    def _drawn(self, sample_shape: Any) -> Any:
        """Samples by the Bartlett decomposition."""
        size = self._event_shape[-1]
        lengths = self._dist_chi2.rsample(sample_shape).sqrt()
        noise = lengths.clamp(min=finfo(lengths.dtype).eps).diag_embed(dim1=-2, dim2=-1)
        below: Any = places.tril_indices(size, size, offset=-1)
        extents = (*sample_shape, *self._batch_shape, size * (size - 1) // 2)
        noise[..., below[0], below[1]] = random.randn(extents, dtype=noise.dtype)
        factor = self._unbroadcasted_scale_tril @ noise
        return factor @ factor.mT

    def rsample(self, sample_shape: Any = (), max_try_correction: int | None = None) -> Any:
        """Reparameterized samples, differentiable in the scale matrix.

        PyTorch at first takes regular matrices for singular ones, so that each is drawn twice.
        """
        sample = self._drawn(Size(sample_shape))
        is_odd = self._over_batch(self.support.check(sample))
        if not bool(is_odd.any()):
            return sample
        warn("Singular sample detected.")
        for _ in range(_TRIES if max_try_correction is None else max_try_correction):
            again = self._drawn(is_odd[is_odd].shape)
            sample[is_odd] = again
            is_odd[is_odd.clone()] = self._over_batch(~self.support.check(again))
            if not bool(is_odd.any()):
                break
        return sample

    def _over_batch(self, holds: Any) -> Any:
        count = len(self._batch_shape)
        return holds.amax([-each - 1 for each in range(count)]) if count else holds

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        degrees, size = self.df, self._event_shape[-1]
        slogdet: Any = linalg.slogdet
        solve: Any = factors.cholesky_solve
        return (
            -degrees * (size * math.log(2) / 2 + self._half_log_det())
            - (degrees / 2).mvlgamma(size)
            + (degrees - size - 1) / 2 * slogdet(value).logabsdet
            - solve(value, self._unbroadcasted_scale_tril).diagonal(dim1=-2, dim2=-1).sum(-1) / 2
        )

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, *natural_params: Any) -> Any:
        (spread, degrees), size = natural_params, self._event_shape[-1]
        slogdet: Any = linalg.slogdet
        share = degrees + (size + 1) / 2
        scale = -slogdet(-2 * spread).logabsdet + math.log(2) * size
        return share * scale + share.mvlgamma(size)

    def entropy(self) -> Any:
        """The entropy."""
        degrees, size = self.df, self._event_shape[-1]
        steps: Any = creation.arange(size, dtype=degrees.dtype)
        digamma: Any = special.digamma
        return (
            (size + 1) * (size * math.log(2) / 2 + self._half_log_det())
            + (degrees / 2).mvlgamma(size)
            - (degrees - size - 1) / 2 * digamma((degrees / 2).unsqueeze(-1) - steps / 2).sum(-1)
            + degrees * size / 2
        )
