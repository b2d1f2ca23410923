"""How variables vary together: ``cov`` and ``corrcoef``."""

from __future__ import annotations

from engine import dtypes
from engine.ops import elementary, layout, reduce, shape
from engine.tensor import Tensor
from engine.torch import bounds, dimensions, operands, products, reductions, shapes, views
from engine.torch.arguments import require_tensors
from engine.torch.warning import warn


def cov(
    input: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """The covariances of variables, one in each row, over observations in the columns.

    Observations count as often as ``fweights`` says, and as much as ``aweights`` does.

    Raises:
        RuntimeError: more than two dimensions, or weights that do not fit.
    """
    require_tensors("cov", input=input)
    if input.ndim > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with "
            f"{input.ndim} dimensions"
        )
    if input.dtype is dtypes.bool:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input if input.ndim == 2 else shape.view(input, shape=(1, input._data.size))
    count = rows.shape[1]
    _check_weights("fweights", fweights, count, "integral", dtypes.Category.INTEGER)
    _check_weights("aweights", aweights, count, "floating point", dtypes.Category.FLOATING)
    if fweights is None and aweights is None:
        mean = operands.div(reduce.sum_dims(rows, dim=(1,), keepdim=False), count)
        deviation = operands.sub(rows, dimensions.unsqueeze(mean, 1))
        total = products.mm(deviation, dimensions.t(deviation))
        return layout.squeeze_all(operands.div(total, max(count - correction, 0)))
    return _weighted(rows, correction, fweights, aweights)


def _weighted(
    rows: Tensor, correction: int, fweights: Tensor | None, aweights: Tensor | None
) -> Tensor:
    if fweights is None or aweights is None:
        weights = aweights if fweights is None else fweights
        assert weights is not None
    else:
        weights = operands.mul(fweights, aweights)
    total = reductions.sum(weights)
    if total.item() == 0:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    sums = reductions.sum(operands.mul(rows, weights), 1)
    deviation = operands.sub(rows, dimensions.unsqueeze(operands.div(sums, total), 1))
    if aweights is not None and correction:
        lost = operands.div(reductions.sum(operands.mul(weights, aweights)), total)
        divisor = operands.sub(total, operands.mul(lost, correction))
    else:
        divisor = operands.sub(total, correction)
    if divisor.item() <= 0:
        warn("cov(): degrees of freedom is <= 0")
        divisor = operands.mul(divisor, 0)
    turned = dimensions.t(operands.mul(deviation, weights))
    return layout.squeeze_all(operands.div(products.mm(deviation, turned), divisor))


def _check_weights(
    name: str, weights: Tensor | None, count: int, kind: str, category: dtypes.Category
) -> None:
    """Check that there is one weight for each observation, none below 0.

    Raises:
        RuntimeError: there is not.
    """
    if weights is None:
        return
    if weights.ndim > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with "
            f"{weights.ndim} dimensions"
        )
    if weights.dtype.category is not category:
        raise RuntimeError(
            f"cov(): expected {name} to have {kind} dtype but got {name} with "
            f"{weights.dtype.scalar_name} dtype"
        )
    if weights._data.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the "
            f"input but got {weights._data.size} != {count}"
        )
    if count and weights._data.min() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, one in each row.

    Raises:
        RuntimeError: more than two dimensions.
    """
    require_tensors("corrcoef", input=input)
    if input.ndim > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with "
            f"{input.ndim} dimensions"
        )
    covariance = cov(input)
    if not covariance.ndim:
        return operands.div(covariance, covariance)
    spread = elementary.sqrt(views.diagonal(covariance))
    scaled = operands.div(covariance, shapes.view(spread, -1, 1))
    return bounds.clamp(operands.div(scaled, shapes.view(spread, 1, -1)), -1, 1)
