"""The module ``torch.distributions.transforms``: invertible transforms.

Source: torch.distributions.transforms, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.tensor import Tensor
from engine.torch.distributions import constraint
from engine.torch.distributions.rarer_transforms import CatTransform as CatTransform
from engine.torch.distributions.rarer_transforms import (
    CorrCholeskyTransform as CorrCholeskyTransform,
)
from engine.torch.distributions.rarer_transforms import (
    CumulativeDistributionTransform as CumulativeDistributionTransform,
)
from engine.torch.distributions.rarer_transforms import IndependentTransform as IndependentTransform
from engine.torch.distributions.rarer_transforms import (
    LowerCholeskyTransform as LowerCholeskyTransform,
)
from engine.torch.distributions.rarer_transforms import (
    PositiveDefiniteTransform as PositiveDefiniteTransform,
)
from engine.torch.distributions.rarer_transforms import ReshapeTransform as ReshapeTransform
from engine.torch.distributions.rarer_transforms import StackTransform as StackTransform
from engine.torch.distributions.transform import ComposeTransform as ComposeTransform
from engine.torch.distributions.transform import Transform as Transform
from engine.torch.distributions.transform import _InverseTransform as _InverseTransform
from engine.torch.distributions.utils import sum_last
from engine.torch.finfo import finfo
from engine.torch.names.absent import missing as _missing
from engine.torch.nn import activations, margins
from engine.torch.routines import bounds, creation


def _are_equal(a: Any, b: Any) -> bool:
    """Whether two numbers or tensors are the same."""
    same: Any = a == b
    return bool(same if isinstance(same, bool) else same.all())


class _Plain(Transform):
    """A transform without parameters: all objects of a class are equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))

    __hash__ = Transform.__hash__


class _Rising(_Plain):
    """An increasing transform of single numbers.

    Attributes:
        sign: 1: it is increasing.
    """

    bijective = True
    domain = constraint.real()
    sign = 1


identity_transform = ComposeTransform([])


class ExpTransform(_Rising):
    """exp(x)."""

    codomain = constraint.positive()

    def _call(self, x: Any) -> Any:
        return x.exp()

    def _inverse(self, y: Any) -> Any:
        return y.log()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return x


class PowerTransform(Transform):
    """x to the power of an exponent."""

    domain = codomain = constraint.positive()
    bijective = True

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        made: Any = exponent if isinstance(exponent, Tensor) else creation.tensor(exponent)
        self.exponent = made

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value."""
        is_same = cache_size == self._cache_size
        return self if is_same else PowerTransform(self.exponent, cache_size)

    @property
    def sign(self) -> Any:
        """The sign of the exponent."""
        return self.exponent.sign()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PowerTransform) and _are_equal(self.exponent, other.exponent)

    __hash__ = Transform.__hash__

    def _call(self, x: Any) -> Any:
        return x.pow(self.exponent)

    def _inverse(self, y: Any) -> Any:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return (self.exponent * y / x).abs().log()


class SigmoidTransform(_Rising):
    """The sigmoid 1 / (1 + exp(-x)), clamped a little away from 0 and 1."""

    codomain = constraint.interval(0.0, 1.0)

    def _call(self, x: Any) -> Any:
        limits = finfo(x.dtype)
        return bounds.clamp(x.sigmoid(), min=limits.tiny, max=1.0 - limits.eps)

    def _inverse(self, y: Any) -> Any:
        limits = finfo(y.dtype)
        y = bounds.clamp(y, min=limits.tiny, max=1.0 - limits.eps)
        return y.log() - (-y).log1p()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        softplus: Any = activations.softplus
        return -softplus(-x) - softplus(x)


class SoftplusTransform(_Rising):
    """log(1 + exp(x))."""

    codomain = constraint.positive()

    def _call(self, x: Any) -> Any:
        return activations.softplus(x)

    def _inverse(self, y: Any) -> Any:
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        softplus: Any = activations.softplus
        return -softplus(-x)


class TanhTransform(_Rising):
    """tanh(x)."""

    codomain = constraint.interval(-1.0, 1.0)

    def _call(self, x: Any) -> Any:
        return x.tanh()

    def _inverse(self, y: Any) -> Any:
        return y.atanh()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        softplus: Any = activations.softplus
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(_Plain):
    """|x|; as its inverse serves the identity."""

    domain, codomain = constraint.real(), constraint.positive()

    def _call(self, x: Any) -> Any:
        return x.abs()

    def _inverse(self, y: Any) -> Any:
        return y


class AffineTransform(Transform):
    """loc + scale * x."""

    bijective = True

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc, self.scale = loc, scale
        number = constraint.real()
        self.domain = constraint.independent(number, event_dim) if event_dim else number
        self.codomain = self.domain

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value."""
        is_same = cache_size == self._cache_size
        return (
            self if is_same else AffineTransform(self.loc, self.scale, self.event_dim, cache_size)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AffineTransform):
            return False
        return _are_equal(self.loc, other.loc) and _are_equal(self.scale, other.scale)

    __hash__ = Transform.__hash__

    @property
    def sign(self) -> Any:
        """The sign of the scale."""
        scale: Any = self.scale
        if not isinstance(scale, Tensor):
            return (scale > 0) - (scale < 0)
        return scale.sign()  # type: ignore[attr-defined]

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        own = (getattr(each, "shape", ()) for each in (self.loc, self.scale))
        return np.broadcast_shapes(tuple(shape), *own)

    inverse_shape = forward_shape

    def _call(self, x: Any) -> Any:
        return self.loc + self.scale * x

    def _inverse(self, y: Any) -> Any:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        scale = self.scale
        if isinstance(scale, Tensor):
            stretch: Any = scale.abs().log()  # type: ignore[attr-defined]
            return sum_last(stretch.expand(x.shape), self.event_dim)
        stretch = creation.full_like(x, math.log(abs(scale)))
        return sum_last(stretch, self.event_dim)


class SoftmaxTransform(_Plain):
    """The softmax of the last dimension; as its inverse serves the logarithm."""

    domain, codomain = constraint.independent(constraint.real(), 1), constraint.simplex()

    def _call(self, x: Any) -> Any:
        shares = (x - x.max(-1, True)[0]).exp()
        return shares / shares.sum(-1, True)

    def _inverse(self, y: Any) -> Any:
        return y.log()


def _of_rows(shape: Sequence[int]) -> Sequence[int]:
    """A shape that has a last dimension.

    Raises:
        ValueError: it has none.
    """
    if not shape:
        raise ValueError("Too few dimensions on input")
    return shape


class StickBreakingTransform(_Plain):
    """From real numbers to the simplex by stick-breaking."""

    domain, codomain = constraint.independent(constraint.real(), 1), constraint.simplex()
    bijective = True

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The output has one element more.

        Raises:
            ValueError: no dimension.
        """
        return (*_of_rows(shape)[:-1], shape[-1] + 1)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The input has one element less.

        Raises:
            ValueError: no dimension.
        """
        return (*_of_rows(shape)[:-1], shape[-1] - 1)

    @staticmethod
    def _logs_of_parts(count: int, like: Any) -> Any:
        """The logarithm of the number of elements left at each break."""
        return (count + 1 - like.new_ones(count).cumsum(-1)).log()

    def _call(self, x: Any) -> Any:
        limits = finfo(x.dtype)
        parts = (x - self._logs_of_parts(x.shape[-1], x)).sigmoid()
        parts = parts.clamp(min=limits.tiny, max=1.0 - limits.eps)
        rests = (1 - parts).cumprod(-1)
        broken: Any = margins.pad(parts, (0, 1), value=1)
        return broken * margins.pad(rests, (1, 0), value=1)

    def _inverse(self, y: Any) -> Any:
        kept = y[..., :-1]
        rests = (1 - kept.cumsum(-1)).clamp(min=finfo(y.dtype).tiny)
        return kept.log() - rests.log() + self._logs_of_parts(kept.shape[-1], y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        shifted = x - self._logs_of_parts(x.shape[-1], x)
        return (-shifted + activations.logsigmoid(shifted) + y[..., :-1].log()).sum(-1)


__all__ = ["identity_transform"] + [
    each for each in globals() if each.endswith("Transform") and each[0] != "_"
]


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.distributions.transforms", name, __all__)
