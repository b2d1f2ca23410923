"""What a script imports as ``torch.distributions.transforms``: functions with an inverse.

Source: torch.distributions.transforms, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.tensor import Tensor
from engine.torch import bounds, creation
from engine.torch.absent import missing as _missing
from engine.torch.finfo import finfo
from engine.torch.nn import activations, margins


def sum_last(terms: Any, count: int) -> Any:
    """Terms summed over some of the last dimensions."""
    return terms.reshape(*terms.shape[:-count], -1).sum(-1) if count else terms


class Transform:
    """A function of values, its inverse, and how much it stretches them.

    A subclass defines ``_call``, ``_inverse`` and ``log_abs_det_jacobian``.

    Attributes:
        event_dim: how many of the last dimensions are one value.
        bijective: whether it has an inverse everywhere.
        sign: whether it rises or falls.
    """

    event_dim = 0
    bijective = True
    sign: Any = 1

    def __init__(self, cache_size: int = 0) -> None:
        self.cache_size = cache_size

    def __call__(self, x: Any) -> Any:
        """The function of values."""
        return self._call(x)

    @property
    def inv(self) -> Transform:
        """The inverse."""
        return _InverseTransform(self)

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of what the function makes of values of a shape."""
        return shape

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of what the inverse makes of values of a shape."""
        return shape

    def _call(self, x: Any) -> Any:
        raise NotImplementedError

    def _inverse(self, y: Any) -> Any:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of how much larger a small volume at x becomes, where x becomes y."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class _InverseTransform(Transform):
    def __init__(self, transform: Transform) -> None:
        super().__init__()
        self._transform = transform
        self.event_dim, self.bijective = transform.event_dim, transform.bijective

    @property
    def sign(self) -> Any:
        return self._transform.sign

    def __call__(self, x: Any) -> Any:
        return self._transform._inverse(x)

    @property
    def inv(self) -> Transform:
        return self._transform

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self._transform.inverse_shape(shape)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return self._transform.forward_shape(shape)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -self._transform.log_abs_det_jacobian(y, x)

    def __repr__(self) -> str:
        return f"_InverseTransform({self._transform!r})"


class ComposeTransform(Transform):
    """Several functions, one after the other."""

    def __init__(self, parts: Sequence[Transform], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = list(parts)
        self.event_dim = max((each.event_dim for each in self.parts), default=0)
        self.bijective = all(each.bijective for each in self.parts)

    @property
    def sign(self) -> Any:
        """The product of the signs of all."""
        return math.prod(each.sign for each in self.parts)

    @property
    def inv(self) -> Transform:
        """The inverses, the last one first."""
        return ComposeTransform([each.inv for each in reversed(self.parts)])

    def _call(self, x: Any) -> Any:
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

    def _inverse(self, y: Any) -> Any:
        for part in reversed(self.parts):
            y = part.inv(y)
        return y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        if not self.parts:
            return creation.zeros_like(x)
        total: Any = 0
        for part in self.parts:
            after = part(x)
            terms = part.log_abs_det_jacobian(x, after)
            total, x = total + sum_last(terms, self.event_dim - part.event_dim), after
        return total

    def __repr__(self) -> str:
        parts = ",\n    ".join(map(repr, self.parts))
        return f"{type(self).__name__}(\n    {parts}\n)"


class ExpTransform(Transform):
    """exp(x)."""

    def _call(self, x: Any) -> Any:
        return x.exp()

    def _inverse(self, y: Any) -> Any:
        return y.log()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return x


class PowerTransform(Transform):
    """x to the power of an exponent."""

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        made: Any = exponent if isinstance(exponent, Tensor) else creation.tensor(exponent)
        self.exponent = made

    @property
    def sign(self) -> Any:
        """The sign of the exponent."""
        return self.exponent.sign()

    def _call(self, x: Any) -> Any:
        return x.pow(self.exponent)

    def _inverse(self, y: Any) -> Any:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return (self.exponent * y / x).abs().log()


class SigmoidTransform(Transform):
    """1 / (1 + exp(-x)), a little away from 0 and 1."""

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


class SoftplusTransform(Transform):
    """log(1 + exp(x))."""

    def _call(self, x: Any) -> Any:
        return activations.softplus(x)

    def _inverse(self, y: Any) -> Any:
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        softplus: Any = activations.softplus
        return -softplus(-x)


class TanhTransform(Transform):
    """tanh(x)."""

    def _call(self, x: Any) -> Any:
        return x.tanh()

    def _inverse(self, y: Any) -> Any:
        return y.atanh()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        softplus: Any = activations.softplus
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(Transform):
    """|x|; its inverse is the positive one."""

    bijective = False

    def _call(self, x: Any) -> Any:
        return x.abs()

    def _inverse(self, y: Any) -> Any:
        return y


class AffineTransform(Transform):
    """loc + scale * x."""

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc, self.scale, self.event_dim = loc, scale, event_dim

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


class SoftmaxTransform(Transform):
    """Rows as shares; its inverse is their logarithm."""

    event_dim = 1
    bijective = False

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


class StickBreakingTransform(Transform):
    """Any numbers to shares of a stick, of whose rest each breaks off a part."""

    event_dim = 1

    def forward_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """One share more than numbers.

        Raises:
            ValueError: no dimension of numbers.
        """
        return (*_of_rows(shape)[:-1], shape[-1] + 1)

    def inverse_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """One number less than shares.

        Raises:
            ValueError: no dimension of shares.
        """
        return (*_of_rows(shape)[:-1], shape[-1] - 1)

    @staticmethod
    def _logs_of_parts(count: int, like: Any) -> Any:
        """The logarithm of how many parts are left at each break."""
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


def __getattr__(name: str) -> object:
    """Called for names that the namespace does not have.

    Raises:
        AttributeError: always; where PyTorch has that, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    known = [each for each in globals() if each.endswith("Transform") and each[0] != "_"]
    raise _missing("torch.distributions.transforms", name, known)
