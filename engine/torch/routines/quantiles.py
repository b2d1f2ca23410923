"""The elements below which given shares of all lie, as scripts call them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import operand_checks
from engine.ops.elementwise import arithmetic, combined, with_numbers
from engine.ops.indexing import select
from engine.ops.shapes import becoming, layout, shape
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.out_argument import into
from engine.torch.routines import ranks, shapes
from engine.unobserved import reported

_WAYS = ("linear", "lower", "higher", "midpoint", "nearest")
_MOST = 2**24
"""So many elements along a dimension PyTorch can count in any floating-point dtype."""


def quantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The quantiles at the fractions q; nan where there is nan among the elements.

    Raises:
        RuntimeError: other dtypes than float32 and float64, a share outside [0, 1], or another way
            to interpolate.
    """
    require_tensors("quantile", input=input)
    result = _quantiles(input, q, dim, keepdim, interpolation, ignore_nan=False)
    return result if out is None else into("quantile", out, result)


def nanquantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """``quantile`` of those elements that are not nan.

    Raises:
        RuntimeError: as ``quantile`` does.
    """
    require_tensors("nanquantile", input=input)
    result = _quantiles(input, q, dim, keepdim, interpolation, ignore_nan=True)
    return result if out is None else into("nanquantile", out, result)


def _checked_shares(input: Tensor, q: Any, interpolation: str) -> np.ndarray:
    """The shares in the input's dtype.

    Raises:
        RuntimeError: they, the input or the way to interpolate are not among those there are.
    """
    if not isinstance(q, Tensor) and not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
    if not input._data.size:
        raise RuntimeError("quantile() input tensor must be non-empty")
    shares = np.asarray(q._data if isinstance(q, Tensor) else q)
    if shares.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if input._data.dtype not in (np.float32, np.float64):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if isinstance(q, Tensor) and q.dtype is not input.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if interpolation not in _WAYS:
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
            f"but got {interpolation}"
        )
    if not ((shares >= 0) & (shares <= 1)).all():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    return shares.astype(input._data.dtype)


def _quantiles(
    input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, ignore_nan: bool
) -> Tensor:
    shares = _checked_shares(input, q, interpolation)
    place = 0 if dim is None else one_dim(input, dim)
    if keepdim:
        kept = [1 if d == place or dim is None else n for d, n in enumerate(input.shape)]
    else:
        kept = [] if dim is None else [n for d, n in enumerate(input.shape) if d != place]
    ordered = _ordered(input, dim, place)
    if ordered.shape[-1] > _MOST:
        raise RuntimeError("quantile() input tensor is too large")
    ordered = shape.view(ordered, shape=(*kept, ordered.shape[-1]))
    places = _ranks(elements(ordered), shares, ignore_nan)
    weights = None
    if interpolation == "linear" and isinstance(q, Tensor) and operand_checks.may_require_grad(q):
        weights = _weights(q, ordered, places, ignore_nan)
    return _placed(_at_ranks(ordered, places, interpolation, weights), shares.ndim)


def _ordered(input: Tensor, dim: int | None, place: int) -> Any:
    """The elements in order, along a last dimension."""
    if dim is None or not input.ndim:
        return ranks.sort(shapes.reshape(input, -1) if input.ndim != 1 else input)[0]
    if place == input.ndim - 1:
        return ranks.sort(input)[0]
    behind = shape.unsqueeze(input, dim=input.ndim)
    return ranks.sort(layout.transpose(behind, dim0=place, dim1=input.ndim))[0]


def _ranks(ordered: np.ndarray, shares: np.ndarray, ignore_nan: bool) -> Any:
    """Where in the order the shares are: among the numbers, or at nan where there is any."""
    is_nan = np.isnan(ordered)
    if ignore_nan:
        last = (~is_nan).sum(-1, keepdims=True) - 1
        return np.maximum(shares * last.astype(shares.dtype), 0)
    end = shares.dtype.type(ordered.shape[-1] - 1)
    return np.where(is_nan.any(-1, keepdims=True), end, np.atleast_1d(shares * end))


def _weights(q: Tensor, ordered: Tensor, places: np.ndarray, ignore_nan: bool) -> Tensor:
    """How far places are from the ones below, as a function of the shares."""
    is_nan = np.isnan(elements(ordered))
    if ignore_nan:
        last = ((~is_nan).sum(-1, keepdims=True) - 1).astype(q._data.dtype)
        ranks, outside = arithmetic.mul(q, reported("ranks", last)), places < 0
    else:
        end = ordered.shape[-1] - 1
        ranks, outside = with_numbers.mul_number(q, number=end), is_nan.any(-1, keepdims=True)
    if ranks.shape != places.shape:
        ranks = shape.expand(ranks, shape=places.shape)
    inside = select.masked_fill(ranks, reported("outside", outside), value=places.max(initial=0))
    return arithmetic.sub(inside, reported("ranks", np.floor(places)))


def _at_ranks(
    ordered: Tensor, places: np.ndarray, interpolation: str, weights: Tensor | None
) -> Tensor:
    """What stands at places in the order, between two elements by interpolation.

    Args:
        weights: how far the places are from the ones below, where gradients go there.
    """
    if interpolation in ("lower", "higher", "nearest"):
        whole = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}[interpolation]
        places = whole(places)
    last = ordered.ndim - 1
    low = places.astype(np.int64)
    below = select.gather(ordered, reported("ranks", low), dim=last)
    if interpolation not in ("linear", "midpoint"):
        return below
    high = reported("ranks", np.ceil(places).astype(np.int64))
    above = select.gather(ordered, high, dim=last)
    if weights is None:
        share = np.full_like(places, 0.5) if interpolation == "midpoint" else places - low
        weights = reported("shares", share.astype(places.dtype))
    return combined.lerp.apply_in_place(below, above, weights)


def _placed(found: Tensor, ndim: int) -> Tensor:
    """The quantiles along the first dimension; of one share, without that."""
    if ndim:
        becoming.unsqueeze_.apply_in_place(found, dim=0)
        becoming.transpose_.apply_in_place(found, dim0=0, dim1=found.ndim - 1)
    return becoming.squeeze_dim_.apply_in_place(found, dim=found.ndim - 1)
