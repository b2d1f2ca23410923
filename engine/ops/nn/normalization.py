"""Normalisation of activations, and looking up rows of a table."""

from math import prod
from typing import Any

import numpy as np

from engine.half_precision import for_halves, widened
from engine.kept import Kept
from engine.multi_op import multi_op
from engine.op import Op, op
from engine.ops import folding
from engine.ops.nn.normalization_steps import CHANNELS, ROWS, Steps, added, by_lines, normalized
from engine.ops.order import following, in_order
from engine.registry import raw
from engine.tensor import Array

Size = tuple[int, ...]


_NORMALIZED = r"\hat{a} = \frac{a - \bar{a}}{s},\, s = \sqrt{\sigma_a^2 + \varepsilon}"


def wrt_normalized(F: Any, g: Any, a: Any, dims: tuple[int, ...], eps: float) -> Any:
    """The gradient through the normalisation itself, without scale and shift."""
    mean = F.mean_dims(a, dim=dims, keepdim=True)
    deviation = F.sub(a, mean)
    variance = F.mean_dims(F.mul(deviation, deviation), dim=dims, keepdim=True)
    inverse = F.rsqrt(F.add(variance, eps))
    along = F.mul(deviation, inverse)
    of_mean = F.mean_dims(g, dim=dims, keepdim=True)
    of_spread = F.mean_dims(F.mul(g, along), dim=dims, keepdim=True)
    return F.mul(inverse, F.sub(F.sub(g, of_mean), F.mul(along, of_spread)))


def normal_of(F: Any, a: Any, dims: tuple[int, ...], eps: float) -> Any:
    """(a - mean) / standard deviation."""
    deviation = F.sub(a, F.mean_dims(a, dim=dims, keepdim=True))
    variance = F.mean_dims(F.mul(deviation, deviation), dim=dims, keepdim=True)
    return F.mul(deviation, F.rsqrt(F.add(variance, eps)))


def placed(F: Any, parameter: Any, places: Size) -> Any:
    """A parameter in the shape in which it broadcasts; zero-dim ones as they are."""
    return F.view(parameter, shape=places) if len(parameter.shape) else parameter


def summed(F: Any, g: Any, shape: Size, places: Size) -> Any:
    """The gradient of a parameter that was broadcast."""
    if not len(shape):
        return F.sum(g)
    return F.view(F.sum_to(g, shape=tuple(places)), shape=tuple(shape))


def _norm(
    name: str,
    node_name: str,
    by: Steps,
    of_rounded_moments: Any = None,
    *,
    follows: bool = False,
) -> Any:
    """Normalise over ``dims``, then scale by b and shift by c, viewed in the shape ``places``."""

    def kernel(
        a: Any, b: Any, c: Any, *, dims: Size, places: Size, eps: float, kept: Kept
    ) -> Array:
        scale, shift = placed(raw, b, places), placed(raw, c, places)
        return in_order(by.forward(a, scale, shift, kept.of(a, by.moments, dims, eps)))

    def wrt_a(
        F: Any, g: Any, *, a: Any, b: Any, dims: Size, places: Size, eps: float, kept: Kept
    ) -> Any:
        if F is raw:
            moments = kept.of(a, by.moments, dims, eps)
            return by.wrt_a(g, a, placed(raw, b, places), moments, dims)
        return wrt_normalized(F, F.mul(g, placed(F, b, places)), a, dims, eps)

    def wrt_b(
        F: Any, g: Any, *, a: Any, b_shape: Size, dims: Size, places: Size, eps: float, kept: Kept
    ) -> Any:
        if F is raw:
            moments = kept.of(a, by.moments, dims, eps)
            return added(by.terms_of_b(g, a, moments, dims), b_shape, places)
        return summed(F, F.mul(g, normal_of(F, a, dims, eps)), b_shape, places)

    def wrt_c(F: Any, g: Any, *, c_shape: Size, places: Size) -> Any:
        if F is raw:
            return added(g, c_shape, places)
        return summed(F, g, c_shape, places)

    def of_halves(a: Any, b: Any, c: Any, **settings: Any) -> Array:
        return kernel(widened(a), widened(b), widened(c), **settings)

    kernel.__name__ = name
    kernel.__doc__ = "(a - mean) / standard deviation * b + c."
    formula = r"b \frac{a - \bar{a}}{\sqrt{\sigma_a^2 + \varepsilon}} + c"
    made = op(node_name, formula=formula)(following(0)(kernel) if follows else kernel)
    for_halves(made)(of_halves if of_rounded_moments is None else of_rounded_moments)
    made.vjp(
        "a",
        sends=r"\frac{1}{s} \left(g b - \overline{g b} - \hat{a}\, \overline{g b "
        r"\hat{a}}\right),\, " + _NORMALIZED,
    )(wrt_a)
    made.vjp("b", sends=rf"\sum g \hat{{a}},\, {_NORMALIZED}")(wrt_b)
    made.vjp("c", sends=r"\sum g")(wrt_c)
    return made


def _batch_norm_of_halves(
    a: Any, b: Any, c: Any, *, dims: Size, places: Size, eps: float, kept: Kept
) -> Array:
    """The same; moments are rounded where parameters are in half precision."""
    wide, count = widened(a), np.float32(prod([a.shape[d] for d in dims]))
    mean = folding.added(wide, axis=dims, keepdims=True) / count
    variance = folding.added(np.square(wide - mean), axis=dims, keepdims=True) / count
    mean, variance = [widened(each.astype(b.dtype)) for each in (mean, variance)]
    inverse = widened((1 / np.sqrt(variance + np.float32(eps))).astype(b.dtype))
    normal = (wide - mean) * inverse
    return in_order(normal * placed(raw, widened(b), places) + placed(raw, widened(c), places))


batch_norm: Op = _norm(
    "batch_norm", "NativeBatchNormBackward0", CHANNELS, _batch_norm_of_halves, follows=True
)
layer_norm: Op = _norm("layer_norm", "NativeLayerNormBackward0", ROWS)


@op(
    "NativeBatchNormBackward0",
    formula=r"b \frac{a - \mathrm{mean}}{\sqrt{\mathrm{var} + \varepsilon}} + c",
)
@following(0)
def batch_norm_fixed(
    a: Any, b: Any, c: Any, mean: Any, var: Any, *, places: Size, eps: float
) -> Array:
    """(a - mean) / standard deviation * b + c, with a given mean and variance."""
    b, c, mean, var = (placed(raw, each, places) for each in (b, c, mean, var))
    return in_order(by_lines(a, mean, 1 / np.sqrt(var + a.dtype.type(eps)), b, c))


@for_halves(batch_norm_fixed)
def _batch_norm_fixed_of_halves(*arrays: Any, **settings: Any) -> Array:
    """The same, in the dtype of the elements, whatever that of the parameters is."""
    fixed: Array = batch_norm_fixed.kernel(*map(widened, arrays), **settings)
    return fixed


@batch_norm_fixed.vjp("a", sends=r"g \frac{b}{\sqrt{\mathrm{var} + \varepsilon}}")
def batch_norm_fixed_wrt_a(F: Any, g: Any, *, b: Any, var: Any, places: Size, eps: float) -> Any:
    scaled = F.mul(g, placed(F, b, places))
    return F.mul(scaled, F.rsqrt(F.add(placed(F, var, places), eps)))


@batch_norm_fixed.vjp(
    "b", sends=r"\sum g \frac{a - \mathrm{mean}}{\sqrt{\mathrm{var} + \varepsilon}}"
)
def batch_norm_fixed_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Size, mean: Any, var: Any, places: Size, eps: float
) -> Any:
    deviation = F.sub(a, placed(F, mean, places))
    normal = F.mul(deviation, F.rsqrt(F.add(placed(F, var, places), eps)))
    return summed(F, F.mul(g, normal), b_shape, places)


@batch_norm_fixed.vjp("c", sends=r"\sum g")
def batch_norm_fixed_wrt_c(F: Any, g: Any, *, c_shape: Size, places: Size) -> Any:
    return summed(F, g, c_shape, places)


@multi_op(
    "NativeGroupNormBackward0",
    outputs=("out", "mean", "rstd"),
    formula=r"b \frac{a - \bar{a}}{\sqrt{\sigma_a^2 + \varepsilon}} + c,\, \bar{a},\, "
    r"\frac{1}{\sqrt{\sigma_a^2 + \varepsilon}}",
)
@following(0)
def group_norm(
    a: Any, b: Any, c: Any, *, groups: int, places: Size, eps: float
) -> tuple[Array, Array, Array]:
    """(a - mean) / standard deviation * b + c, with the moments of each group of channels.

    Shapes: a (n, channels, ...), b, c (channels,) or zero-dim -> a's, and twice (n, groups)
    """
    split = a.reshape(_groups(a.shape, groups))
    normal, _, inverse = normalized(split, (2,), eps)
    out = normal.reshape(a.shape) * placed(raw, b, places) + placed(raw, c, places)
    if split.shape[2]:
        mean = np.mean(split, axis=2, dtype=a.dtype)
    else:  # of which numpy would warn
        mean = np.full(split.shape[:2], np.nan, a.dtype)
    return in_order(out), mean, inverse[:, :, 0]


@for_halves(group_norm, rounds=False)
def _group_norm_of_halves(a: Any, b: Any, c: Any, **settings: Any) -> tuple[Array, Array, Array]:
    """The same: elements in their own dtype, moments in that of the parameters."""
    out, *moments = group_norm.kernel(*map(widened, (a, b, c)), **settings)
    mean, inverse = (each.astype(b.dtype) for each in moments)
    return out.astype(a.dtype), mean, inverse


def _groups(shape: Size, groups: int) -> Size:
    return (shape[0], groups, prod(shape[1:]) // groups)


@group_norm.vjp(
    "a",
    sends=r"\frac{1}{s} \left(g_1 b - \overline{g_1 b} - \hat{a}\, \overline{g_1 b "
    r"\hat{a}}\right) + \frac{g_2}{n} - \frac{g_3 \hat{a}}{n s^2},\, " + _NORMALIZED,
)
def group_norm_wrt_a(
    F: Any, gs: Any, *, a: Any, b: Any, groups: int, places: Size, eps: float
) -> Any:
    shape = _groups(a.shape, groups)
    split = F.view(a, shape=shape)
    parts = []
    if gs[0] is not None:
        scaled = F.view(F.mul(gs[0], placed(F, b, places)), shape=shape)
        parts.append(wrt_normalized(F, scaled, split, (2,), eps))
    total = None
    for part in (*parts, *through_moments(F, gs[1:], split, eps)):
        total = part if total is None else F.add(total, part)
    return F.view(total, shape=tuple(a.shape))


def through_moments(F: Any, gs: Any, split: Any, eps: float) -> list[Any]:
    """The gradient through the mean and reciprocal standard deviation of each group."""
    (of_mean, of_inverse), count = gs, split.shape[2]
    parts = []
    if of_mean is not None:
        share = F.div(F.unsqueeze(of_mean, dim=2), count)
        parts.append(F.expand(share, shape=tuple(split.shape)))
    if of_inverse is not None:
        deviation = F.sub(split, F.mean_dims(split, dim=(2,), keepdim=True))
        variance = F.mean_dims(F.mul(deviation, deviation), dim=(2,), keepdim=True)
        slope = F.div(F.pow_number(F.add(variance, eps), exponent=-1.5), -count)
        parts.append(F.mul(F.mul(F.unsqueeze(of_inverse, dim=2), slope), deviation))
    return parts


@group_norm.vjp("b", sends=rf"\sum g_1 \hat{{a}},\, {_NORMALIZED}")
def group_norm_wrt_b(
    F: Any, gs: Any, *, a: Any, b_shape: Size, groups: int, places: Size, eps: float
) -> Any:
    if gs[0] is None:
        return None
    split = F.view(a, shape=_groups(a.shape, groups))
    normal = F.view(normal_of(F, split, (2,), eps), shape=tuple(a.shape))
    return summed(F, F.mul(gs[0], normal), b_shape, places)


@group_norm.vjp("c", sends=r"\sum g_1")
def group_norm_wrt_c(F: Any, gs: Any, *, c_shape: Size, places: Size) -> Any:
    return None if gs[0] is None else summed(F, gs[0], c_shape, places)


@op("EmbeddingBackward0", formula=r"a_{\mathrm{index}}")
def embedding(a: Any, index: Any, *, padding_idx: int, scale_grad_by_freq: bool) -> Array:
    """The rows of a table at ``index``; no gradient goes to the row ``padding_idx``."""
    return np.take(a, index, axis=0)


@embedding.vjp("a", sends=r"\sum_{\mathrm{index}_k = i} g_k")
def embedding_wrt_a(
    F: Any, g: Any, *, a_shape: Any, index: Any, padding_idx: int, scale_grad_by_freq: bool
) -> Any:
    return F.embedding_dense_backward(
        *(g, index),
        count=a_shape[0],
        padding_idx=padding_idx,
        scale_grad_by_freq=scale_grad_by_freq,
    )


@op(
    "EmbeddingDenseBackwardBackward0",
    formula=r"\sum_{\mathrm{index}_k = i} d_k",
)
def embedding_dense_backward(
    d: Any, index: Any, *, count: int, padding_idx: int, scale_grad_by_freq: bool
) -> Array:
    """The gradient of ``embedding`` for its table of ``count`` rows; zero for the padding.

    It may be shared among the places that chose a row; PyTorch forgets that in the next order.
    """
    width = d.shape[-1]
    if scale_grad_by_freq:
        often = np.bincount(index.reshape(-1), minlength=count)[index]
        d = d / often[..., None].astype(d.dtype)
    places = index.reshape(-1, 1) * width + np.arange(width)  # one by one numpy is quickest
    table = np.zeros(count * width, d.dtype)
    np.add.at(table, places.reshape(-1), d.reshape(-1))
    table = table.reshape(count, width)
    if padding_idx >= 0:
        table[padding_idx] = 0
    return table


@embedding_dense_backward.vjp("d", sends=r"g_{\mathrm{index}}")
def embedding_dense_backward_wrt_d(
    F: Any, g: Any, *, d_shape: Any, index: Any, padding_idx: int
) -> Any:
    rows = F.index_select(g, F.view(index, shape=(prod(index.shape),)), dim=0)
    found = F.view(rows, shape=tuple(d_shape))
    if padding_idx < 0:
        return found
    is_padding = F.expand(
        F.unsqueeze(F.eq(index, padding_idx), dim=len(index.shape)), shape=tuple(d_shape)
    )
    return F.masked_fill(found, is_padding, value=0)
