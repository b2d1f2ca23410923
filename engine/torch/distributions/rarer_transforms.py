"""Invertible transforms of other transforms, to matrices, or by a distribution's cdf.

Source: torch.distributions.transforms, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.size import Size
from engine.torch import linalg
from engine.torch.distributions import constraints
from engine.torch.distributions.constraint import Constraint, DependentProperty
from engine.torch.distributions.transform import Transform
from engine.torch.distributions.utils import sum_last, tril_matrix_to_vec, vec_to_tril_matrix
from engine.torch.finfo import finfo
from engine.torch.nn import activations, margins
from engine.torch.routines import creation, joining

_TOO_FEW = "Too few dimensions on input"


class IndependentTransform(Transform):
    """A transform that takes some more of the last dimensions as event dimensions."""

    def __init__(
        self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0
    ) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        self.bijective = base_transform.bijective

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value."""
        if cache_size == self._cache_size:
            return self
        return IndependentTransform(self.base_transform, self.reinterpreted_batch_ndims, cache_size)

    @DependentProperty
    def domain(self) -> Constraint:
        """The constraint on inputs."""
        return constraints.independent(self.base_transform.domain, self.reinterpreted_batch_ndims)

    @DependentProperty
    def codomain(self) -> Constraint:
        """The constraint that outputs satisfy."""
        return constraints.independent(self.base_transform.codomain, self.reinterpreted_batch_ndims)

    @property
    def sign(self) -> Any:
        """1 if it is increasing, -1 if it is decreasing."""
        return self.base_transform.sign

    def _call(self, x: Any) -> Any:
        if x.ndim < self.domain.event_dim:
            raise ValueError(_TOO_FEW)
        return self.base_transform(x)

    def _inverse(self, y: Any) -> Any:
        if y.ndim < self.codomain.event_dim:
            raise ValueError(_TOO_FEW)
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        terms = self.base_transform.log_abs_det_jacobian(x, y)
        return sum_last(terms, self.reinterpreted_batch_ndims)

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.base_transform.inverse_shape(shape)

    def __repr__(self) -> str:
        inside = f"{self.base_transform!r}, {self.reinterpreted_batch_ndims}"
        return f"{type(self).__name__}({inside})"


class ReshapeTransform(Transform):
    """A reshape of the event dimensions."""

    bijective = True

    def __init__(
        self, in_shape: Sequence[int], out_shape: Sequence[int], cache_size: int = 0
    ) -> None:
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if math.prod(in_shape) != math.prod(out_shape):
            raise ValueError("in_shape, out_shape have different numbers of elements")
        super().__init__(cache_size)

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value."""
        is_same = cache_size == self._cache_size
        return self if is_same else ReshapeTransform(self.in_shape, self.out_shape, cache_size)

    @DependentProperty
    def domain(self) -> Constraint:
        """Real numbers of the input shape."""
        return constraints.independent(constraints.real, len(self.in_shape))

    @DependentProperty
    def codomain(self) -> Constraint:
        """Real numbers of the output shape."""
        return constraints.independent(constraints.real, len(self.out_shape))

    def _call(self, x: Any) -> Any:
        return x.reshape(self.forward_shape(x.shape))

    def _inverse(self, y: Any) -> Any:
        return y.reshape(self.inverse_shape(y.shape))

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return x.new_zeros(x.shape[: x.ndim - len(self.in_shape)])

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return _exchanged(shape, self.in_shape, self.out_shape)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return _exchanged(shape, self.out_shape, self.in_shape)


def _exchanged(shape: Sequence[int], before: Sequence[int], after: Sequence[int]) -> Size:
    """A shape that ends in another one.

    Raises:
        ValueError: it does not end in the first one.
    """
    cut = len(shape) - len(before)
    if cut < 0:
        raise ValueError(_TOO_FEW)
    if tuple(shape[cut:]) != tuple(before):
        raise ValueError(f"Shape mismatch: expected {Size(shape[cut:])} but got {before}")
    return Size((*shape[:cut], *after))


class CorrCholeskyTransform(Transform):
    """From real vectors to Cholesky factors of correlation matrices."""

    domain, codomain = constraints.real_vector, constraints.corr_cholesky
    bijective = True

    def _call(self, x: Any) -> Any:
        eps = finfo(x.dtype).eps
        lower = vec_to_tril_matrix(x.tanh().clamp(min=-1 + eps, max=1 - eps), diag=-1)
        rests = (1 - lower**2).sqrt().cumprod(-1)
        lower = lower + creation.eye(lower.shape[-1], dtype=lower.dtype)
        return lower * margins.pad(rests[..., :-1], (1, 0), value=1)

    def _inverse(self, y: Any) -> Any:
        rests: Any = margins.pad((1 - (y * y).cumsum(-1))[..., :-1], (1, 0), value=1)
        parts = tril_matrix_to_vec(y, diag=-1) / tril_matrix_to_vec(rests, diag=-1).sqrt()
        return (parts.log1p() - parts.neg().log1p()) / 2

    def log_abs_det_jacobian(self, x: Any, y: Any, intermediates: Any = None) -> Any:
        rests = tril_matrix_to_vec(1 - (y * y).cumsum(-1), diag=-2)
        softplus: Any = activations.softplus
        of_tanh = -2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)
        return 0.5 * rests.log().sum(-1) + of_tanh

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of the matrix for the number of elements below its diagonal.

        Raises:
            ValueError: there is no such matrix.
        """
        if not shape:
            raise ValueError(_TOO_FEW)
        extent = round((0.25 + 2 * shape[-1]) ** 0.5 + 0.5)
        if extent * (extent - 1) // 2 != shape[-1]:
            raise ValueError("Input is not a flattened lower-diagonal number")
        return (*shape[:-1], extent, extent)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The number of elements below the diagonal of a square matrix.

        Raises:
            ValueError: it is not square.
        """
        if len(shape) < 2:
            raise ValueError(_TOO_FEW)
        if shape[-2] != shape[-1]:
            raise ValueError("Input is not square")
        return (*shape[:-2], shape[-1] * (shape[-1] - 1) // 2)


class LowerCholeskyTransform(Transform):
    """From square matrices to Cholesky factors: exp of the diagonal, and what is below it."""

    domain = constraints.independent(constraints.real, 2)
    codomain: Constraint = constraints.lower_cholesky

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))

    __hash__ = Transform.__hash__

    def _call(self, x: Any) -> Any:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Any) -> Any:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


class PositiveDefiniteTransform(LowerCholeskyTransform):
    """From square matrices to positive definite ones, by their Cholesky factors."""

    codomain = constraints.positive_definite

    def _call(self, x: Any) -> Any:
        factor = super()._call(x)
        return factor @ factor.mT

    def _inverse(self, y: Any) -> Any:
        return super()._inverse(linalg.cholesky(y))


class StackTransform(Transform):
    """Several transforms, one for each tensor stacked along a dimension."""

    def __init__(self, tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.transforms = [each.with_cache(cache_size) for each in tseq] if cache_size else [*tseq]
        self.dim = dim
        self.bijective = all(each.bijective for each in self.transforms)

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same, of which each keeps the last value or none does."""
        is_same = cache_size == self._cache_size
        return self if is_same else StackTransform(self.transforms, self.dim, cache_size)

    @DependentProperty
    def domain(self) -> Constraint:
        """The constraints on the inputs of all of them."""
        return constraints.stack([each.domain for each in self.transforms], self.dim)

    @DependentProperty
    def codomain(self) -> Constraint:
        """The constraints that the outputs of all of them satisfy."""
        return constraints.stack([each.codomain for each in self.transforms], self.dim)

    def _check(self, x: Any, count: int, wanted: str) -> None:
        if not -x.ndim <= self.dim < x.ndim:
            raise AssertionError(f"dim {self.dim} out of range for tensor with {x.ndim} dimensions")
        if x.shape[self.dim] != count:
            raise AssertionError(
                f"x.size({self.dim}) = {x.shape[self.dim]} must equal {wanted} {count}"
            )

    def _parts(self, x: Any) -> Sequence[Any]:
        self._check(x, len(self.transforms), "len(transforms)")
        members: Sequence[Any] = x.unbind(self.dim)
        return members

    def _call(self, x: Any) -> Any:
        made = [each(part) for each, part in zip(self.transforms, self._parts(x))]
        return joining.stack(made, self.dim)

    def _inverse(self, y: Any) -> Any:
        made = [each.inv(part) for each, part in zip(self.transforms, self._parts(y))]
        return joining.stack(made, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        parts = zip(self.transforms, self._parts(x), self._parts(y))
        return joining.stack([each.log_abs_det_jacobian(a, b) for each, a, b in parts], self.dim)


class CatTransform(StackTransform):
    """Several transforms, one for each tensor concatenated along a dimension."""

    def __init__(
        self,
        tseq: Sequence[Transform],
        dim: int = 0,
        lengths: Sequence[int] | None = None,
        cache_size: int = 0,
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)

    @property
    def event_dim(self) -> int:
        """How many of the last dimensions are one value."""
        return max(each.event_dim for each in self.transforms)

    @property
    def length(self) -> int:
        """The total length of the concatenated tensors."""
        return sum(self.lengths)

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same, of which each keeps the last value or none does."""
        if cache_size == self._cache_size:
            return self
        return CatTransform(self.transforms, self.dim, self.lengths, cache_size)

    @DependentProperty
    def domain(self) -> Constraint:
        """The constraints on the inputs of all of them."""
        return constraints.cat([each.domain for each in self.transforms], self.dim, self.lengths)

    @DependentProperty
    def codomain(self) -> Constraint:
        """The constraints that the outputs of all of them satisfy."""
        return constraints.cat([each.codomain for each in self.transforms], self.dim, self.lengths)

    def _parts(self, x: Any) -> Sequence[Any]:
        self._check(x, self.length, "length")
        parts: Sequence[Any] = x.split(self.lengths, self.dim)
        return parts

    def _call(self, x: Any) -> Any:
        return joining.cat([t(part) for t, part in zip(self.transforms, self._parts(x))], self.dim)

    def _inverse(self, y: Any) -> Any:
        made = [each.inv(part) for each, part in zip(self.transforms, self._parts(y))]
        return joining.cat(made, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        terms = []
        for each, a, b in zip(self.transforms, self._parts(x), self._parts(y)):
            term = each.log_abs_det_jacobian(a, b)
            terms.append(sum_last(term, self.event_dim - each.event_dim))
        dim = (self.dim - x.ndim if self.dim >= 0 else self.dim) + self.event_dim
        return joining.cat(terms, dim) if dim < 0 else sum(terms)


class CumulativeDistributionTransform(Transform):
    """The cumulative distribution function of a distribution."""

    bijective = True
    codomain = constraints.unit_interval
    sign = 1

    def __init__(self, distribution: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.distribution = distribution

    @property
    def domain(self) -> Any:
        """The support of the distribution."""
        return self.distribution.support

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value."""
        is_same = cache_size == self._cache_size
        return self if is_same else CumulativeDistributionTransform(self.distribution, cache_size)

    def _call(self, x: Any) -> Any:
        return self.distribution.cdf(x)

    def _inverse(self, y: Any) -> Any:
        return self.distribution.icdf(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return self.distribution.log_prob(x)
