"""Losses between predictions and targets.

``reduction`` is "none", "mean" or "sum".
"""

from functools import partial
from math import prod
from typing import Any

import numpy as np

from engine.half_precision import for_halves, widened
from engine.kept import Kept
from engine.op import Op, op
from engine.ops import folding, summing
from engine.ops.arrays import array_of
from engine.ops.elementwise import last_digit
from engine.ops.refusing import refusing
from engine.registry import raw
from engine.tensor import Array


def reduced(loss: Any, reduction: str) -> Array:
    """Losses of single elements as one loss, unless told to leave them."""
    if reduction == "none":
        return loss
    total = summing.total(loss)
    return np.true_divide(total, loss.dtype.type(loss.size)) if reduction == "mean" else total


def rounds_elements(op: Op, of: int = 0) -> Op:
    """Decorates a loss: in half precision every step rounds, but for the sum over elements.

    Args:
        of: the operand whose dtype the loss has.
    """

    def of_halves(*values: Any, reduction: str, **settings: Any) -> Array:
        dtype = values[of].dtype
        losses = op.kernel(*values, reduction="none", **settings).astype(dtype)
        return reduced(widened(losses), reduction).astype(dtype)

    for_halves(op, rounds=False)(of_halves)
    return op


def _share(F: Any, g: Any, shape: tuple[int, ...], reduction: str) -> Any:
    """The gradient of each element's loss."""
    if reduction != "mean":
        return g
    return F.div_number(g, number=prod(shape))


def of_loss(F: Any, g: Any, slopes: Any, reduction: str) -> Any:
    """What the gradient of a loss gets for g, where its elements have the slopes."""
    product = F.mul(slopes, g)
    return product if reduction == "none" else F.sum(product)


@op(
    "BinaryCrossEntropyBackward0",
    formula=r"-w (b \ln a + (1 - b) \ln(1 - a))",
)
def binary_cross_entropy(a: Any, b: Any, w: Any, *, weighted: bool, reduction: str) -> Array:
    """Binary cross entropies of probabilities a for targets b; logarithms are clamped at -100.

    w counts where they are ``weighted``; else it is 1.
    """
    log_a = np.maximum(last_digit.log(a), a.dtype.type(-100))
    log_rest = np.maximum(last_digit.log1p(-a), a.dtype.type(-100))
    return reduced(((b - 1) * log_rest - b * log_a) * w, reduction)


@binary_cross_entropy.vjp("a", slope=r"\frac{w}{n} \cdot \frac{a - b}{a (1 - a)}")
def binary_cross_entropy_wrt_a(
    F: Any, g: Any, *, a: Any, b: Any, w: Any, weighted: bool, reduction: str
) -> Any:
    return F.binary_cross_entropy_backward(g, a, b, w, weighted=weighted, reduction=reduction)


@binary_cross_entropy.vjp("b", slope=r"\frac{w}{n} \ln \frac{1 - a}{a}")
def binary_cross_entropy_wrt_b(
    F: Any, g: Any, *, a: Any, w: Any, weighted: bool, reduction: str
) -> Any:
    sent = F.mul(F.neg(F.logit(a, eps=None)), g)
    return _share(F, F.mul(sent, w) if weighted else sent, sent.shape, reduction)


@op(
    "BinaryCrossEntropyBackwardBackward0",
    formula=r"\frac{d w}{n} \cdot \frac{a - b}{a (1 - a)}",
)
def binary_cross_entropy_backward(
    d: Any, a: Any, b: Any, w: Any, *, weighted: bool, reduction: str
) -> Array:
    """The backward of ``binary_cross_entropy`` for a."""
    spread = np.maximum((1 - a) * a, a.dtype.type(1e-12))
    return (_share(raw, d, a.shape, reduction) * ((a - b) / spread) * w).astype(a.dtype, copy=False)


@binary_cross_entropy_backward.vjp(
    "d", sends=r"\frac{1}{n} \sum_i g_i w_i \frac{a_i - b_i}{a_i (1 - a_i)}"
)
def binary_cross_entropy_backward_wrt_d(
    F: Any, g: Any, *, a: Any, b: Any, w: Any, weighted: bool, reduction: str
) -> Any:
    ones = F.ones_like(g)
    slopes = F.binary_cross_entropy_backward(ones, a, b, w, weighted=weighted, reduction=reduction)
    return of_loss(F, g, slopes, reduction)


@binary_cross_entropy_backward.vjp(
    "a", slope=r"\frac{d w}{n} \cdot \frac{a^2 - 2 a b + b}{a^2 (1 - a)^2}"
)
def binary_cross_entropy_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, w: Any, weighted: bool, reduction: str
) -> Any:
    above = F.pow_number(F.add_number(a, number=1e-12), exponent=2)
    below = F.pow_number(F.add_number(F.sub(1, a), number=1e-12), exponent=2)
    mixed = F.sub(F.mul(a, a), F.mul(F.mul_number(a, number=2), b))
    bend = F.div(F.add(mixed, b), F.mul(above, below))
    sent = F.mul(bend, F.mul(g, d))
    return _share(F, F.mul(sent, w) if weighted else sent, a.shape, reduction)


@binary_cross_entropy_backward.vjp("b", slope=r"-\frac{d w}{n a (1 - a)}")
def binary_cross_entropy_backward_wrt_b(
    F: Any, g: Any, *, d: Any, a: Any, w: Any, weighted: bool, reduction: str
) -> Any:
    spread = F.clamp_min(F.mul(F.sub(1, a), a), min=1e-12)
    sent = F.div(F.mul(g, d), spread)
    return _share(F, F.neg(F.mul(sent, w) if weighted else sent), a.shape, reduction)


@partial(rounds_elements, of=1)  # PyTorch computes it in the target's memory
@op(
    "BinaryCrossEntropyWithLogitsBackward0",
    formula=r"-w (p b \ln \sigma(a) + (1 - b) \ln \sigma(-a))",
)
def binary_cross_entropy_with_logits(
    a: Any, b: Any, w: Any, p: Any, *, weighted: bool, balanced: bool, reduction: str
) -> Array:
    """Binary cross entropies of logits a for targets b; p weights the positive ones.

    w counts where they are ``weighted``, p where they are ``balanced``; else they are 1.
    """
    log_sigmoid = raw.log_sigmoid(widened(a)).astype(a.dtype, copy=False)
    log_weight = (p - 1) * b + 1
    loss = ((1 - b) * a - log_weight * log_sigmoid) * w
    return reduced(loss.astype(b.dtype, copy=False), reduction)


@binary_cross_entropy_with_logits.vjp(
    "a", slope=r"\frac{w}{n} (1 - b - (1 + (p - 1) b) \sigma(-a))"
)
def binary_cross_entropy_with_logits_wrt_a(
    F: Any,
    g: Any,
    *,
    a: Any,
    b: Any,
    w: Any,
    p: Any,
    weighted: bool,
    balanced: bool,
    reduction: str,
) -> Any:
    logistic = F.sigmoid(a)
    if balanced:
        positive = F.mul(p, b)
        both = F.sub(F.add_number(positive, number=1), b)
        slope = F.sub(F.mul(both, logistic), positive)
    else:
        slope = F.sub(logistic, b)
    sent = F.mul(slope, g)
    return _share(F, F.mul(sent, w) if weighted else sent, sent.shape, reduction)


@binary_cross_entropy_with_logits.vjp("b", slope=r"-\frac{w}{n} (a + (p - 1) \ln \sigma(a))")
def binary_cross_entropy_with_logits_wrt_b(
    F: Any, g: Any, *, a: Any, w: Any, p: Any, weighted: bool, balanced: bool, reduction: str
) -> Any:
    if balanced:
        slope = F.sub(F.log_sigmoid(F.neg(a)), F.mul(F.log_sigmoid(a), p))
    else:
        slope = F.neg(a)
    sent = F.mul(slope, g)
    return _share(F, F.mul(sent, w) if weighted else sent, sent.shape, reduction)


def _nll_loss(name: str, node_name: str) -> Op:
    """The negative log likelihood as one operation; its nodes have other names for images.

    Shapes: a (n, classes, ...), target (n, ...), w (classes,) -> () or the target's
    """

    def kernel(
        a: Any, target: Any, w: Any, *, ignore_index: int, reduction: str, kept: Kept
    ) -> Array:
        at, counts = kept.of(target, _places_that_count, ignore_index)
        weight = _weights(w, at[1], counts)
        loss = -a[at] * weight
        if reduction == "none":
            return loss
        total = summing.from_second(loss)
        return (
            total if reduction == "sum" else np.true_divide(total, folding.added(weight, axis=None))
        )

    def wrt_a(
        F: Any,
        g: Any,
        *,
        a: Any,
        target: Any,
        w: Any,
        ignore_index: int,
        reduction: str,
        kept: Kept,
    ) -> Any:
        classes = np.asarray(array_of(target))
        at, counts = kept.of(classes, _places_that_count, ignore_index)
        weight = _weights(array_of(w), at[1], counts)
        if reduction == "mean":
            share = weight / folding.added(weight, axis=None)
            weight = np.where(classes == ignore_index, 0, share)  # also where nothing counts
        return getattr(F, f"{name}_backward")(g, a, indices=at, weight=-weight)

    kernel.__name__ = name
    kernel.__doc__ = "Negative log likelihood: minus the log probabilities of the target classes."
    made = op(f"{node_name}Backward0", formula=r"-w_{\mathrm{target}} a_{\mathrm{target}}")(kernel)
    made.vjp("a", sends=r"\begin{cases} -g w_i / n & i = \mathrm{target} \\ 0 \end{cases}")(wrt_a)
    _nll_loss_backward(f"{name}_backward", f"{node_name}BackwardBackward0")
    return made


def chosen(target: Any, w: Any, ignore_index: int) -> tuple[Any, Any]:
    """The target classes, with 0 for those to ignore, and their weights, with 0 for these."""
    counts = target != ignore_index
    safe = target * counts
    return safe, _weights(w, safe, counts)


def _places_that_count(target: Any, ignore_index: int) -> tuple[Any, Any]:
    """The places of the targets, with class 0 for those to ignore, and which are not ignored."""
    counts = target != ignore_index
    return _at(target * counts), counts


def _weights(w: Any, safe: Any, counts: Any) -> Any:
    return (w[safe] if np.ndim(w) else w) * counts


def _at(classes: Any) -> tuple[Any, ...]:
    """The places of one class for each sample, in an array of (n, classes, ...)."""
    first, *others = [
        np.arange(n).reshape(-1, *(1,) * (classes.ndim - 1 - d))
        for d, n in enumerate(classes.shape)
    ]
    return first, classes, *others


def _nll_loss_backward(name: str, node_name: str) -> None:
    """What the negative log likelihood sends back to a: weighted elements of d at places."""

    def kernel(d: Any, a: Any, *, indices: Any, weight: Any) -> Array:
        out = np.zeros(a.shape, d.dtype)
        out[indices] += d * weight  # added, lest a weight of -0 make it -0
        return out

    kernel.__name__, kernel.__doc__ = name, _nll_loss_backward.__doc__
    made = op(node_name, formula=r"\mathrm{weight} \cdot d \text{ at the indices, else } 0")(kernel)
    made.vjp("d", sends=r"\mathrm{weight} \cdot g_{\mathrm{indices}}")(nll_loss_backward_wrt_d)
    made.vjp("a", slope="0")(nll_loss_backward_wrt_a)


def nll_loss_backward_wrt_d(
    F: Any, g: Any, *, d_shape: tuple[int, ...], indices: Any, weight: Any
) -> Any:
    found = F.index(g, F.zeros_of(g, shape=()), indices=indices)  # no script's index
    scaled = F.scale_by(found, weight=weight)
    return scaled if len(d_shape) else F.sum(scaled)


def nll_loss_backward_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op("MulBackward0", formula=r"\mathrm{weight} \cdot a")
def scale_by(a: Any, *, weight: Any) -> Array:
    """Elements times constant weights."""
    return (a * weight).astype(a.dtype, copy=False)


@scale_by.vjp("a", slope=r"\mathrm{weight}")
def scale_by_wrt_a(F: Any, g: Any, *, weight: Any) -> Any:
    return F.scale_by(g, weight=weight)


nll_loss = _nll_loss("nll_loss", "NllLoss")
nll_loss2d = _nll_loss("nll_loss2d", "NllLoss2D")


@op(
    "MultiMarginLossBackward0",
    formula=r"\frac{w_t}{C} \sum_{j \ne t} \max(0, \mathrm{margin} - a_t + a_j)^p",
)
def multi_margin_loss(
    a: Any, target: Any, w: Any, *, p: int, margin: float, reduction: str
) -> Array:
    """Multi-class margin (hinge) loss; w are the weights of the classes.

    Shapes: a (n, classes), target (n,), w (classes,) or () -> () or (n,); also one row without n
    """
    gap, others, weight = _margins(a, target, w, margin)
    excess = np.where(gap > 0, gap, 0)  # which nan is not, either
    losses = folding.added(excess**p * others * weight, axis=1)
    return reduced((losses / a.dtype.type(others.shape[-1])).reshape(np.shape(target)), reduction)


def _margins(a: Any, target: Any, w: Any, margin: float) -> tuple[Any, Any, Any]:
    """By how much each score is too high, which are of other classes, and each row's weight."""
    rows, labels = np.atleast_2d(a), np.reshape(target, -1)
    at = np.arange(len(labels))
    others = np.ones(rows.shape, a.dtype)
    others[at, labels] = 0
    weight = w[labels][:, None] if np.ndim(w) else w
    return margin - rows[at, labels][:, None] + rows, others, weight


@multi_margin_loss.vjp(
    "a",
    sends=r"\begin{cases} \frac{g p w_t}{n C} \max(0, \mathrm{margin} - a_t + a_j)^{p - 1} "
    r"& j \ne t \\ "
    r"-\sum_{k \ne t} \mathrm{grad}_k & j = t \end{cases}",
)
def multi_margin_loss_wrt_a(
    F: Any, g: Any, *, a: Any, target: Any, w: Any, p: int, margin: float, reduction: str
) -> Any:
    return F.multi_margin_loss_backward(g, a, target, w, p=p, margin=margin, reduction=reduction)


@refusing("derivative for aten::multi_margin_loss_backward is not implemented")
@op(
    "NotImplemented",
    formula=r"\begin{cases} \frac{d p w_t}{n C} \max(0, \mathrm{margin} - a_t + a_j)^{p - 1} "
    r"& j \ne t \\ "
    r"-\sum_{k \ne t} \mathrm{grad}_k & j = t \end{cases}",
)
def multi_margin_loss_backward(
    d: Any, a: Any, target: Any, w: Any, *, p: int, margin: float, reduction: str
) -> Array:
    """The backward of ``multi_margin_loss``; PyTorch's node of it cannot be differentiated."""
    gap, others, weight = _margins(a, target, w, margin)
    slope = np.where(gap > 0, 1 if p == 1 else 2 * gap, 0) * others * weight / others.shape[-1]
    share = _share(raw, d, (len(gap),), reduction)
    sent = slope * (np.reshape(share, (-1, 1)) if reduction == "none" else share)
    sent -= (1 - others) * sent.sum(axis=1, keepdims=True)
    return sent.astype(a.dtype, copy=False).reshape(a.shape)


@op("NllLossBackward0", formula=r"-w_{\mathrm{target}} a_{\mathrm{target}}")
def nll_loss_row(a: Any, target: Any, w: Any, *, ignore_index: int, reduction: str) -> Array:
    """``nll_loss`` of one row and one target."""
    how = "mean" if reduction == "mean" else "sum"
    label = np.asarray(target)[None]
    return nll_loss.kernel(a[None], label, w, ignore_index=ignore_index, reduction=how, kept=Kept())


@nll_loss_row.vjp("a", sends=r"\begin{cases} -g w_i / n & i = \mathrm{target} \\ 0 \end{cases}")
def nll_loss_row_wrt_a(
    F: Any, g: Any, *, a: Any, target: Any, w: Any, ignore_index: int, reduction: str
) -> Any:
    label = np.asarray(array_of(target))
    safe, weight = chosen(label, array_of(w), ignore_index)
    if reduction == "mean":
        weight = np.where(label == ignore_index, 0, weight / weight)
    return F.nll_loss_backward(g, a, indices=(safe,), weight=-weight)
