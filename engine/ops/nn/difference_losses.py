"""Losses that grow with the difference between prediction and target.

What each sends back is an operation too: of the gradient d, and of what the loss compares.
"""

from math import prod
from typing import Any

import numpy as np

from engine import dtypes
from engine.half_precision import in_between
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.elementwise import last_digit
from engine.ops.nn.losses import of_loss, reduced, rounds_elements
from engine.tensor import Array


def _shared(sent: Any, reduction: str, times: int = 1) -> Array:
    """What losses of single elements send back, as part of their mean or of their sum."""
    is_mean_of_some = reduction == "mean" and sent.size
    return sent * sent.dtype.type(times / sent.size if is_mean_of_some else times)


def _shared_bend(F: Any, sent: Any, reduction: str) -> Any:
    """``_shared`` as PyTorch's nodes have it."""
    if reduction != "mean":
        return sent
    return F.div_number(sent, number=prod(sent.shape))


@rounds_elements
@op("MseLossBackward0", promotes=True, formula="(a - b)^2")
def mse_loss(a: Any, b: Any, *, reduction: str) -> Array:
    """Squared errors."""
    return reduced(np.square(a - b), reduction)


@mse_loss.vjp("a", slope=r"\frac{2}{n} (a - b)")
def mse_loss_wrt_a(F: Any, g: Any, *, a: Any, b: Any, reduction: str) -> Any:
    return F.mse_loss_backward(g, a, b, reduction=reduction)


@mse_loss.vjp("b", slope=r"-\frac{2}{n} (a - b)")
def mse_loss_wrt_b(F: Any, g: Any, *, a: Any, b: Any, reduction: str) -> Any:
    return F.mse_loss_backward(g, b, a, reduction=reduction)


@in_between
@op("MseLossBackwardBackward0", promotes=True, formula=r"\frac{2 d}{n} (a - b)")
def mse_loss_backward(d: Any, a: Any, b: Any, *, reduction: str) -> Array:
    """The backward of ``mse_loss`` for a."""
    return _shared(a - b, reduction, times=2) * d


@mse_loss_backward.vjp("d", sends=r"\frac{2}{n} \sum_i g_i (a_i - b_i)")
def mse_loss_backward_wrt_d(F: Any, g: Any, *, a: Any, b: Any, reduction: str) -> Any:
    slopes = F.mse_loss_backward(F.ones_like(g), a, b, reduction=reduction)
    return of_loss(F, g, slopes, reduction)


@mse_loss_backward.vjp("a", slope=r"\frac{2 d}{n}")
def mse_loss_backward_wrt_a(F: Any, g: Any, *, d: Any, reduction: str) -> Any:
    return _shared_bend(F, F.mul_number(F.mul(g, d), number=2), reduction)


@mse_loss_backward.vjp("b", slope=r"-\frac{2 d}{n}")
def mse_loss_backward_wrt_b(F: Any, g: Any, *, d: Any, reduction: str) -> Any:
    return F.neg(mse_loss_backward_wrt_a(F, g, d=d, reduction=reduction))


@rounds_elements
@op(
    "SmoothL1LossBackward0",
    promotes=True,
    formula=r"\begin{cases} \frac{(a - b)^2}{2 \beta} & |a - b| < \beta \\ |a - b| - \beta / 2"
    r" \end{cases}",
)
def smooth_l1_loss(a: Any, b: Any, *, reduction: str, beta: float) -> Array:
    """Smooth L1 loss: absolute differences, quadratic below beta."""
    size = np.abs(a - b)
    if beta == 0:
        return reduced(size, reduction)
    half = a.dtype.type(0.5)
    return reduced(
        np.where(size < beta, half * size * size / a.dtype.type(beta), size - half * beta),
        reduction,
    )


@smooth_l1_loss.vjp(
    "a", slope=r"\frac{1}{n} \min\left(\max\left(\frac{a - b}{\beta}, -1\right), 1\right)"
)
def smooth_l1_loss_wrt_a(F: Any, g: Any, *, a: Any, b: Any, reduction: str, beta: float) -> Any:
    return F.smooth_l1_loss_backward(g, a, b, reduction=reduction, beta=beta)


@smooth_l1_loss.vjp(
    "b", slope=r"-\frac{1}{n} \min\left(\max\left(\frac{a - b}{\beta}, -1\right), 1\right)"
)
def smooth_l1_loss_wrt_b(F: Any, g: Any, *, a: Any, b: Any, reduction: str, beta: float) -> Any:
    return F.smooth_l1_loss_backward(g, b, a, reduction=reduction, beta=beta)


@op(
    "SmoothL1LossBackwardBackward0",
    promotes=True,
    formula=r"\frac{d}{n} \min\left(\max\left(\frac{a - b}{\beta}, -1\right), 1\right)",
)
def smooth_l1_loss_backward(d: Any, a: Any, b: Any, *, reduction: str, beta: float) -> Array:
    """The backward of ``smooth_l1_loss`` for a."""
    difference = a - b
    if beta == 0:
        return _shared(np.sign(difference), reduction) * d
    limit = difference.dtype.type(beta)
    return _shared(np.minimum(np.maximum(difference, -limit), limit) / limit, reduction) * d


@smooth_l1_loss_backward.vjp(
    "d",
    sends=r"\frac{1}{n} \sum_i g_i"
    r" \min\left(\max\left(\frac{a_i - b_i}{\beta}, -1\right), 1\right)",
)
def smooth_l1_loss_backward_wrt_d(
    F: Any, g: Any, *, a: Any, b: Any, reduction: str, beta: float
) -> Any:
    slopes = F.smooth_l1_loss_backward(F.ones_like(g), a, b, reduction=reduction, beta=beta)
    return of_loss(F, g, slopes, reduction)


@smooth_l1_loss_backward.vjp(
    "a", slope=r"\begin{cases} \frac{d}{n \beta} & |a - b| < \beta \\ 0 \end{cases}"
)
def smooth_l1_loss_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, reduction: str, beta: float
) -> Any:
    is_near = F.lt(F.abs(F.sub(a, b)), beta)
    bend = F.mul(F.mul(g, d), is_near)
    return _shared_bend(F, F.div_number(bend, number=beta) if beta else bend, reduction)


@smooth_l1_loss_backward.vjp(
    "b", slope=r"\begin{cases} -\frac{d}{n \beta} & |a - b| < \beta \\ 0 \end{cases}"
)
def smooth_l1_loss_backward_wrt_b(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, reduction: str, beta: float
) -> Any:
    return F.neg(smooth_l1_loss_backward_wrt_a(F, g, d=d, a=a, b=b, reduction=reduction, beta=beta))


def _scalar_name(operand: Any) -> str:
    return dtypes.of(dtype_of(operand)).scalar_name


@rounds_elements
@op(
    "HuberLossBackward0",
    formula=r"\begin{cases} \frac{(a - b)^2}{2} & |a - b| < \delta \\ \delta (|a - b| - \delta / 2)"
    r" \end{cases}",
)
def huber_loss(a: Any, b: Any, *, reduction: str, delta: float) -> Array:
    """Huber loss: quadratic near 0, linear beyond delta."""
    size = np.abs(a - b)
    half = a.dtype.type(0.5)
    loss = np.where(size < delta, half * size * size, delta * (size - half * delta))
    return reduced(loss.astype(a.dtype, copy=False), reduction)


def _require_same_dtype(a: Any, b: Any) -> None:
    """Check that input and target are of one dtype, though the loss may be of two.

    Raises:
        RuntimeError: they are not.
    """
    if a.dtype != b.dtype:
        found, expected = (_scalar_name(each) for each in (b, a))
        raise RuntimeError(f"Found dtype {found} but expected {expected}")


@huber_loss.vjp("a", slope=r"\frac{1}{n} \min(\max(a - b, -\delta), \delta)")
def huber_loss_wrt_a(F: Any, g: Any, *, a: Any, b: Any, reduction: str, delta: float) -> Any:
    _require_same_dtype(a, b)
    return F.huber_loss_backward(g, a, b, reduction=reduction, delta=delta)


@huber_loss.vjp("b", slope=r"-\frac{1}{n} \min(\max(a - b, -\delta), \delta)")
def huber_loss_wrt_b(F: Any, g: Any, *, a: Any, b: Any, reduction: str, delta: float) -> Any:
    _require_same_dtype(b, a)
    return F.huber_loss_backward(g, b, a, reduction=reduction, delta=delta)


@op(
    "HuberLossBackwardBackward0",
    promotes=True,
    formula=r"\frac{d}{n} \min(\max(a - b, -\delta), \delta)",
)
def huber_loss_backward(d: Any, a: Any, b: Any, *, reduction: str, delta: float) -> Array:
    """The backward of ``huber_loss`` for a."""
    difference = a - b
    limit = difference.dtype.type(delta)
    return _shared(np.minimum(np.maximum(difference, -limit), limit), reduction) * d


@huber_loss_backward.vjp(
    "d", sends=r"\frac{1}{n} \sum_i g_i \min(\max(a_i - b_i, -\delta), \delta)"
)
def huber_loss_backward_wrt_d(
    F: Any, g: Any, *, a: Any, b: Any, reduction: str, delta: float
) -> Any:
    slopes = F.huber_loss_backward(F.ones_like(g), a, b, reduction=reduction, delta=delta)
    return of_loss(F, g, slopes, reduction)


@huber_loss_backward.vjp(
    "a", slope=r"\begin{cases} \frac{d}{n} & |a - b| < \delta \\ 0 \end{cases}"
)
def huber_loss_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, reduction: str, delta: float
) -> Any:
    is_near = F.lt(F.abs(F.sub(a, b)), delta)
    return _shared_bend(F, F.mul(F.mul(g, d), is_near), reduction)


@huber_loss_backward.vjp(
    "b", slope=r"\begin{cases} -\frac{d}{n} & |a - b| < \delta \\ 0 \end{cases}"
)
def huber_loss_backward_wrt_b(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, reduction: str, delta: float
) -> Any:
    return F.neg(huber_loss_backward_wrt_a(F, g, d=d, a=a, b=b, reduction=reduction, delta=delta))


@rounds_elements
@op("SoftMarginLossBackward0", formula=r"\ln(1 + e^{-a b})")
def soft_margin_loss(a: Any, b: Any, *, reduction: str) -> Array:
    """Logistic losses for targets of -1 and 1."""
    return reduced(last_digit.log1p(last_digit.exp(-a * b)).astype(a.dtype, copy=False), reduction)


@soft_margin_loss.vjp("a", slope=r"-\frac{b}{n} \sigma(-a b)")
def soft_margin_loss_wrt_a(F: Any, g: Any, *, a: Any, b: Any, reduction: str) -> Any:
    return F.soft_margin_loss_backward(g, a, b, reduction=reduction)


@op("SoftMarginLossBackwardBackward0", formula=r"-\frac{d b}{n} \sigma(-a b)")
def soft_margin_loss_backward(d: Any, a: Any, b: Any, *, reduction: str) -> Array:
    """The backward of ``soft_margin_loss`` for a."""
    power = last_digit.exp(-a * b)
    return (_shared(-b * power / (power + 1), reduction) * d).astype(a.dtype, copy=False)


@soft_margin_loss_backward.vjp("d", sends=r"-\frac{1}{n} \sum_i g_i b_i \sigma(-a_i b_i)")
def soft_margin_loss_backward_wrt_d(F: Any, g: Any, *, a: Any, b: Any, reduction: str) -> Any:
    slopes = F.soft_margin_loss_backward(F.ones_like(g), a, b, reduction=reduction)
    return of_loss(F, g, slopes, reduction)


@soft_margin_loss_backward.vjp("a", slope=r"\frac{d b^2}{n} \sigma(a b) \sigma(-a b)")
def soft_margin_loss_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, reduction: str
) -> Any:
    power = F.exp(F.mul(a, F.neg(b)))
    above = F.add_number(power, number=1)
    bend = F.div(F.mul(F.mul(F.mul(g, d), F.mul(b, b)), power), F.mul(above, above))
    return _shared_bend(F, bend, reduction)
