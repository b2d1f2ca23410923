"""Invertible transforms, and their compositions.

Source: torch.distributions.transforms, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engine.torch.distributions import constraint
from engine.torch.distributions.constraint import Constraint, DependentProperty
from engine.torch.distributions.utils import sum_last
from engine.torch.routines import creation


class Transform:
    """The base of invertible transforms with a log determinant of the Jacobian.

    A subclass defines ``_call``, ``_inverse`` and ``log_abs_det_jacobian``.

    Attributes:
        domain: the constraint on inputs.
        codomain: the constraint that outputs satisfy.
        bijective: whether it is one-to-one and onto its codomain.
        sign: 1 where it is increasing, -1 where it is decreasing.
        _cache_size: whether it keeps the last value and what it made of it, 1 or 0.
        _cached_x_y: these.
    """

    bijective = False
    domain: Any
    codomain: Any

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ValueError("cache_size must be 0 or 1")
        self._cache_size = cache_size
        self._cached_x_y: tuple[Any, Any] = (None, None)

    @property
    def event_dim(self) -> int:
        """How many of the last dimensions are one value.

        Raises:
            ValueError: more, or less, than in what it makes of that.
        """
        count: int = self.domain.event_dim
        if count != self.codomain.event_dim:
            raise ValueError("Please use either .domain.event_dim or .codomain.event_dim")
        return count

    @cached_property
    def inv(self) -> Transform:
        """The inverse transform."""
        return _InverseTransform(self)

    @property
    def sign(self) -> Any:
        """1 if it is increasing, -1 if it is decreasing.

        Raises:
            NotImplementedError: a subclass does not say it.
        """
        raise NotImplementedError

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform, with or without a cache of the last value.

        Raises:
            NotImplementedError: a class with its own constructor does not say how.
        """
        if cache_size == self._cache_size:
            return self
        own: Any = type(self).__init__
        if own.__code__ is not Transform.__init__.__code__:  # of which each class has a copy
            raise NotImplementedError(f"{type(self)}.with_cache is not implemented")
        return type(self)(cache_size=cache_size)

    def __call__(self, x: Any) -> Any:
        """The transformed values."""
        if not self._cache_size:
            return self._call(x)
        if x is not self._cached_x_y[0]:
            self._cached_x_y = x, self._call(x)
        return self._cached_x_y[1]

    def _inv_call(self, y: Any) -> Any:
        if not self._cache_size:
            return self._inverse(y)
        if y is not self._cached_x_y[1]:
            self._cached_x_y = self._inverse(y), y
        return self._cached_x_y[0]

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The output shape for an input shape."""
        return shape

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The input shape for an output shape."""
        return shape

    def _call(self, x: Any) -> Any:
        raise NotImplementedError

    def _inverse(self, y: Any) -> Any:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of the absolute determinant of the Jacobian dy/dx."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class _InverseTransform(Transform):
    def __init__(self, transform: Transform) -> None:
        super().__init__(transform._cache_size)
        self.inv = transform
        self.bijective = transform.bijective
        self.domain, self.codomain = transform.codomain, transform.domain

    @property
    def sign(self) -> Any:
        return self.inv.sign

    def with_cache(self, cache_size: int = 1) -> Transform:
        return self.inv.with_cache(cache_size).inv

    def __call__(self, x: Any) -> Any:
        return self.inv._inv_call(x)

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.inv.inverse_shape(shape)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self.inv.forward_shape(shape)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -self.inv.log_abs_det_jacobian(y, x)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _InverseTransform) and self.inv == other.inv

    __hash__ = Transform.__hash__

    def __repr__(self) -> str:
        return f"_InverseTransform({self.inv!r})"


class ComposeTransform(Transform):
    """The composition of several transforms, the first applied first."""

    def __init__(self, parts: Sequence[Transform], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = [part.with_cache(cache_size) for part in parts] if cache_size else list(parts)
        self.bijective = all(each.bijective for each in self.parts)

    @DependentProperty
    def domain(self) -> Constraint:
        """The domain of the first one, over as many event dimensions as the others need."""
        if not self.parts:
            return constraint.real()
        count = self.parts[-1].codomain.event_dim
        for part in reversed(self.parts):
            count += part.domain.event_dim - part.codomain.event_dim
            count = max(count, part.domain.event_dim)
        return _over(self.parts[0].domain, count)

    @DependentProperty
    def codomain(self) -> Constraint:
        """The codomain of the last one, over as many event dimensions as the others gave."""
        if not self.parts:
            return constraint.real()
        count = self.parts[0].domain.event_dim
        for part in self.parts:
            count += part.codomain.event_dim - part.domain.event_dim
            count = max(count, part.codomain.event_dim)
        return _over(self.parts[-1].codomain, count)

    @property
    def sign(self) -> Any:
        """The product of the signs of all."""
        return math.prod(each.sign for each in self.parts)

    @cached_property
    def inv(self) -> Transform:
        """The inverses, the last one first."""
        made = ComposeTransform([each.inv for each in reversed(self.parts)])
        made.inv = self
        return made

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same, of which each keeps the last value or none does."""
        same = cache_size == self._cache_size
        return self if same else ComposeTransform(self.parts, cache_size)

    def __call__(self, x: Any) -> Any:
        """The values after all transforms."""
        for part in self.parts:
            x = part(x)
        return x

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        for part in self.parts:
            shape = part.forward_shape(shape)
        return shape

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        for part in reversed(self.parts):
            shape = part.inverse_shape(shape)
        return shape

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        if not self.parts:
            return creation.zeros_like(x)
        values = [x]
        for part in self.parts[:-1]:
            values.append(part(values[-1]))
        values.append(y)
        total: Any = 0
        count = self.domain.event_dim
        for part, before, after in zip(self.parts, values, values[1:]):
            terms = part.log_abs_det_jacobian(before, after)
            total = total + sum_last(terms, count - part.domain.event_dim)
            count += part.codomain.event_dim - part.domain.event_dim
        return total

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComposeTransform) and self.parts == other.parts

    __hash__ = Transform.__hash__

    def __repr__(self) -> str:
        parts = ",\n    ".join(map(repr, self.parts))
        return f"{type(self).__name__}(\n    {parts}\n)"


def _over(base: Constraint, count: int) -> Constraint:
    """What values must be, told over some of the last dimensions."""
    missing = count - base.event_dim
    return constraint.independent(base, missing) if missing else base
