"""The module ``torch.distributions.constraints``: what values must be.

Source: torch.distributions.constraints, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence as _Sequence
from typing import Any

from engine import dtypes as _dtypes
from engine.torch import linalg as _linalg
from engine.torch.distributions import constraint as _base
from engine.torch.distributions.constraint import Constraint as Constraint
from engine.torch.distributions.constraint import (
    MixtureSameFamilyConstraint as MixtureSameFamilyConstraint,
)
from engine.torch.distributions.constraint import independent as independent
from engine.torch.distributions.constraint import interval as interval
from engine.torch.distributions.constraint import is_dependent as is_dependent
from engine.torch.finfo import finfo as _finfo
from engine.torch.matrices import norms as _norms
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import creation as _creation
from engine.torch.routines import joining as _joining
from engine.torch.routines import operands as _operands

real, boolean, simplex, one_hot = _base.Real(), _base.Boolean(), _base.Simplex(), _base.OneHot()
positive, nonnegative = _base.positive(), _base.at_least_0()
nonnegative_integer, positive_integer = _base.whole(), _base.whole(1)
unit_interval = interval(0.0, 1.0)
real_vector = independent(real, 1)
dependent, dependent_property = _base.Dependent(), _base.DependentProperty
multinomial = _base.Multinomial
greater_than, greater_than_eq = _base.GreaterThan, _base.GreaterThanEq
less_than, half_open_interval = _base.LessThan, _base.HalfOpenInterval
integer_interval = _base.IntegerInterval


class _Square(Constraint):
    """Square matrices."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        is_square = value.shape[-2] == value.shape[-1]
        return _creation.full(value.shape[:-2], is_square, dtype=_dtypes.bool)


class _Symmetric(_Square):
    """Symmetric matrices."""

    def check(self, value: Any) -> Any:
        are_square = super().check(value)
        if not are_square.all():
            return are_square
        are_close: Any = _operands.isclose(value, value.mT, atol=1e-6)
        return are_close.all(-2).all(-1)


class _PositiveSemidefinite(_Symmetric):
    """Positive semidefinite matrices: no eigenvalue below 0."""

    def check(self, value: Any) -> Any:
        are_symmetric = super().check(value)
        if not are_symmetric.all():
            return are_symmetric
        spectrum: Any = _linalg.eigvalsh(value)
        return (spectrum >= 0).all(-1)


class _PositiveDefinite(_Symmetric):
    """Positive definite matrices: all eigenvalues above 0."""

    def check(self, value: Any) -> Any:
        are_symmetric = super().check(value)
        if not are_symmetric.all():
            return are_symmetric
        return _linalg.cholesky_ex(value).info == 0


class _LowerTriangular(Constraint):
    """Lower triangular matrices."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        return (value.tril() == value).all(-1).all(-1)


class _LowerCholesky(_LowerTriangular):
    """Lower triangular matrices with a positive diagonal: Cholesky factors."""

    def check(self, value: Any) -> Any:
        return super().check(value) & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class _CorrCholesky(_LowerCholesky):
    """Cholesky factors of correlation matrices: each row has length 1."""

    def check(self, value: Any) -> Any:
        tolerance = _finfo(value.dtype).eps * value.shape[-1] * 10
        lengths: Any = _norms.norm(value.detach(), dim=-1)
        return super().check(value) & ((lengths - 1).abs() <= tolerance).all(-1)


square, symmetric = _Square(), _Symmetric()
positive_semidefinite, positive_definite = _PositiveSemidefinite(), _PositiveDefinite()
lower_triangular, lower_cholesky = _LowerTriangular(), _LowerCholesky()
corr_cholesky = _CorrCholesky()


class _Stack(Constraint):
    """Several constraints, one for each tensor stacked along a dimension."""

    def __init__(self, cseq: _Sequence[Constraint], dim: int = 0) -> None:
        self.cseq, self.dim = list(cseq), dim

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether values of any have gaps between them."""
        return any(each.is_discrete for each in self.cseq)

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """How many of the last dimensions are one value."""
        most = max(each.event_dim for each in self.cseq)
        return most + 1 if self.dim + most < 0 else most

    def check(self, value: Any) -> Any:
        """Whether each value satisfies the constraint."""
        rows = [value.select(self.dim, at) for at in range(value.shape[self.dim])]
        return _joining.stack([c.check(v) for c, v in zip(self.cseq, rows)], self.dim)

    def __repr__(self) -> str:
        return f"{type(self).__name__[1:]}()"


class _Cat(_Stack):
    """Several constraints, one for each tensor concatenated along a dimension."""

    def __init__(
        self, cseq: _Sequence[Constraint], dim: int = 0, lengths: _Sequence[int] | None = None
    ) -> None:
        super().__init__(cseq, dim)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """How many of the last dimensions are one value."""
        return max(each.event_dim for each in self.cseq)

    def check(self, value: Any) -> Any:
        """Whether each value satisfies the constraint."""
        parts = value.split(self.lengths, self.dim)
        return _joining.cat([c.check(v) for c, v in zip(self.cseq, parts)], self.dim)


cat, stack = _Cat, _Stack

__all__ = [each for each in globals() if each[0] != "_" and each not in ("Any", "annotations")]


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    known = [each for each in globals() if each[0] != "_"]
    raise _missing("torch.distributions.constraints", name, known)
