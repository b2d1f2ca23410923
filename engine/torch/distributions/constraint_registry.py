"""The module ``torch.distributions.constraint_registry``: ways into a constraint.

Source: torch.distributions.constraint_registry, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.torch.distributions import constraint as _base
from engine.torch.distributions import constraints as _constraints
from engine.torch.distributions import transforms as _transforms
from engine.torch.distributions.constraint import Constraint as _Constraint
from engine.torch.distributions.transform import Transform as _Transform

_Factory = Callable[[Any], _Transform]


class ConstraintRegistry:
    """For each kind of constraint, a function from any numbers to values that fulfil it."""

    def __init__(self) -> None:
        self._registry: dict[type, _Factory] = {}

    def register(self, constraint: Any, factory: _Factory | None = None) -> Any:
        """Say how it is found for a kind of constraint; also as a decorator.

        Raises:
            TypeError: no constraint.
        """
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        kind = type(constraint) if isinstance(constraint, _Constraint) else constraint
        if not isinstance(kind, type) or not issubclass(kind, _Constraint):
            raise TypeError(
                "Expected constraint to be either a Constraint subclass or instance, but got "
                f"{constraint}"
            )
        self._registry[kind] = factory
        return factory

    def __call__(self, constraint: Any) -> _Transform:
        """The function for a constraint.

        Raises:
            NotImplementedError: nothing was said of its kind.
        """
        factory = self._registry.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


biject_to, transform_to = ConstraintRegistry(), ConstraintRegistry()


def _from_bound(constraint: Any) -> _Transform:
    shift = _transforms.AffineTransform(constraint.lower_bound, 1)
    return _transforms.ComposeTransform([_transforms.ExpTransform(), shift])


def _to_bound(constraint: Any) -> _Transform:
    turned = _transforms.AffineTransform(constraint.upper_bound, -1)
    return _transforms.ComposeTransform([_transforms.ExpTransform(), turned])


def _between(constraint: Any) -> _Transform:
    low, high = constraint.lower_bound, constraint.upper_bound
    if all(isinstance(each, int | float) for each in (low, high)) and (low, high) == (0, 1):
        return _transforms.SigmoidTransform()
    stretch = _transforms.AffineTransform(low, high - low)
    return _transforms.ComposeTransform([_transforms.SigmoidTransform(), stretch])


def _made(kind: type[_Transform]) -> _Factory:
    return lambda _: kind()


def _register_all(registry: ConstraintRegistry) -> None:
    """Say what both registries know."""
    registry.register(_base.Real, lambda _: _transforms.identity_transform)
    registry.register(
        _base.IndependentConstraint,
        lambda c: _transforms.IndependentTransform(
            registry(c.base_constraint), c.reinterpreted_batch_ndims
        ),
    )
    for bounded in (_base.GreaterThan, _base.GreaterThanEq):
        registry.register(bounded, _from_bound)
    registry.register(_base.LessThan, _to_bound)
    for interval in (_base.Interval, _base.HalfOpenInterval):
        registry.register(interval, _between)
    registry.register(_constraints.corr_cholesky, _made(_transforms.CorrCholeskyTransform))
    registry.register(
        _constraints.cat,
        lambda c: _transforms.CatTransform(list(map(registry, c.cseq)), c.dim, c.lengths),
    )
    registry.register(
        _constraints.stack, lambda c: _transforms.StackTransform(list(map(registry, c.cseq)), c.dim)
    )


_register_all(biject_to)
_register_all(transform_to)
biject_to.register(_base.Simplex, _made(_transforms.StickBreakingTransform))
transform_to.register(_base.Simplex, _made(_transforms.SoftmaxTransform))
transform_to.register(_constraints.lower_cholesky, _made(_transforms.LowerCholeskyTransform))
for _definite in (_constraints.positive_definite, _constraints.positive_semidefinite):
    transform_to.register(_definite, _made(_transforms.PositiveDefiniteTransform))
