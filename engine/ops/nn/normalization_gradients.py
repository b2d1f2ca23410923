"""The backward of normalisations for all of their inputs, as one operation.

Shapes: d, a as the result and the first input; b, c the parameters, or zero-dim for none
"""

from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.half_precision import for_halves, widened
from engine.multi_op import MultiOp, multi_op
from engine.ops import folding
from engine.ops.nn import normalization as norms
from engine.ops.nn.normalization import Size, batch_norm, batch_norm_fixed, layer_norm
from engine.ops.nn.normalization_steps import normalized
from engine.registry import raw
from engine.tensor import Tensor


class Way(NamedTuple):
    """How activations are normalised.

    Attributes:
        places: the shape in which parameters broadcast.
        shape: that which they have.
        eps: what is added to variances.
        dims: the dimensions along which; () where the moments are given.
        moments: the mean and variance that are given, if any.
    """

    places: Size
    shape: Size
    eps: float
    dims: Size = ()
    moments: tuple[Any, Any] | None = None

    def normal(self, F: Any, a: Any) -> Any:
        """(a - mean) / standard deviation."""
        if self.moments is None:
            return norms.normal_of(F, a, self.dims, self.eps)
        mean = norms.placed(F, F.constant(data=self.moments[0]), self.places)
        return F.mul(F.sub(a, mean), self._inverse(F, a))

    def back(self, F: Any, g: Any, a: Any) -> Any:
        """The gradient through ``normal``."""
        if self.moments is None:
            return norms.wrt_normalized(F, g, a, self.dims, self.eps)
        return F.mul(g, self._inverse(F, a))

    def bend(self, F: Any, g: Any, d: Any, a: Any) -> Any:
        """The gradient of the sum of ``g back(d)`` for a; None where it does not depend on a."""
        if self.moments is not None:
            return None
        mean = self._mean
        normal, inverse = self.normal(F, a), self._inverse(F, a)
        of_g, of_d = mean(F, F.mul(g, normal)), mean(F, F.mul(d, normal))
        common = F.sub(mean(F, F.mul(g, d)), F.mul(mean(F, g), mean(F, d)))
        of_spread = F.mul(F.mul(inverse, normal), F.sub(common, F.mul(of_g, of_d)))
        others = F.add(F.mul(of_d, self.back(F, g, a)), F.mul(of_g, self.back(F, d, a)))
        return F.neg(F.mul(inverse, F.add(of_spread, others)))

    def _mean(self, F: Any, a: Any) -> Any:
        return F.mean_dims(a, dim=self.dims, keepdim=True)

    def _inverse(self, F: Any, a: Any) -> Any:
        if self.moments is not None:
            variance = norms.placed(F, F.constant(data=self.moments[1]), self.places)
        else:
            deviation = F.sub(a, self._mean(F, a))
            variance = self._mean(F, F.mul(deviation, deviation))
        return F.rsqrt(F.add(variance, self.eps))


def _sent(d: Any, a: Any, b: Any, mask: tuple[bool, ...], way: Way) -> tuple[Any, ...]:
    of_a = of_b = None
    if mask[0]:
        of_a = way.back(raw, raw.mul(d, norms.placed(raw, b, way.places)), a)
    if mask[1]:
        of_b = norms.summed(raw, raw.mul(d, way.normal(raw, a)), way.shape, way.places)
    return of_a, of_b, norms.summed(raw, d, way.shape, way.places) if mask[2] else None


_OUTPUTS = ("of_a", "of_b", "of_c")
_FORMULA = (
    r"\frac{1}{s} \left(d b - \overline{d b} - \hat{a}\, \overline{d b \hat{a}}\right),\, "
    r"\sum d \hat{a},\, \sum d,\, \hat{a} = \frac{a - \bar{a}}{s},\, "
    r"s = \sqrt{\sigma_a^2 + \varepsilon}"
)


@multi_op("NativeBatchNormBackwardBackward0", outputs=_OUTPUTS, formula=_FORMULA)
def batch_norm_backward(
    d: Any, a: Any, b: Any, mean: Any, inverse: Any, *, mask: tuple[bool, ...], way: Way
) -> tuple[Any, ...]:
    """The backward of batch normalisation, for the inputs that ``mask`` asks for.

    PyTorch hands ``mean`` and ``inverse`` over; here they are computed anew.
    """
    return _sent(d, a, b, mask, way)


@multi_op("NativeLayerNormBackwardBackward0", outputs=_OUTPUTS, formula=_FORMULA)
def layer_norm_backward(
    d: Any, a: Any, mean: Any, inverse: Any, b: Any, c: Any, *, mask: tuple[bool, ...], way: Way
) -> tuple[Any, ...]:
    """The backward of layer normalisation, for the inputs that ``mask`` asks for."""
    return _sent(d, a, b, mask, way)


@for_halves(layer_norm_backward, rounds=False)
def layer_norm_backward_of_halves(
    d: Any, a: Any, mean: Any, inverse: Any, b: Any, c: Any, *, mask: tuple[bool, ...], way: Way
) -> tuple[Any, ...]:
    """The same by PyTorch's steps; it has kept the moments in the dtype of the parameters."""
    d, x, weight = widened(d), widened(a), widened(b)
    count = np.float32(prod([x.shape[dim] for dim in way.dims]))
    moments = normalized(x, way.dims, way.eps)[1:]
    mean, inverse = [widened(each.astype(b.dtype)) for each in moments]
    weighted = raw.mul(d, norms.placed(raw, weight, way.places))
    of_product, of_sum = [
        folding.added(each, axis=way.dims, keepdims=True) for each in (weighted * x, weighted)
    ]
    bend = (of_sum * mean - of_product) * inverse * inverse * inverse / count
    shift = -bend * mean - of_sum * inverse / count
    narrow = a.dtype
    return (
        inverse * weighted + bend * x + shift if mask[0] else None,
        _sum_of_rows(d * (x * inverse - mean * inverse), way.shape, narrow) if mask[1] else None,
        _sum_of_rows(d, way.shape, narrow) if mask[2] else None,
    )


def _sum_of_rows(terms: Any, shape: tuple[int, ...], narrow: Any) -> Any:
    """The sum over the places of a normalisation, rounded to half precision after each of them."""
    total = np.zeros(shape, narrow)
    for row in np.reshape(terms, (-1, *shape)):
        total = (widened(total) + row).astype(narrow)
    return widened(total)


def _total(F: Any, parts: list[Any]) -> Any:
    given = [part for part in parts if part is not None]
    total = given[0] if given else None
    for part in given[1:]:
        total = F.add(total, part)
    return total


def _wrt_d(F: Any, gs: Any, *, d: Any, a: Any, b: Any, way: Way) -> Any:
    of_a, of_b, of_c = gs
    parts = []
    if of_a is not None:
        parts.append(F.mul(way.back(F, of_a, a), norms.placed(F, b, way.places)))
    if of_b is not None:
        parts.append(F.mul(way.normal(F, a), norms.placed(F, of_b, way.places)))
    if of_c is not None:
        parts.append(F.expand(norms.placed(F, of_c, way.places), shape=tuple(d.shape)))
    return _total(F, parts)


def _wrt_a(F: Any, gs: Any, *, d: Any, a: Any, b: Any, way: Way) -> Any:
    of_a, of_b, _ = gs
    parts = []
    if of_a is not None:
        parts.append(way.bend(F, of_a, F.mul(d, norms.placed(F, b, way.places)), a))
    if of_b is not None:
        parts.append(way.back(F, F.mul(d, norms.placed(F, of_b, way.places)), a))
    return _total(F, parts)


def _wrt_b(F: Any, gs: Any, *, d: Any, a: Any, b_shape: Any, way: Way) -> Any:
    if gs[0] is None:
        return None
    return norms.summed(F, F.mul(d, way.back(F, gs[0], a)), b_shape, way.places)


def _nothing(F: Any, gs: Any) -> Any:
    return None


def _declare(operation: MultiOp) -> None:
    operation.vjp(
        "d",
        sends=r"\frac{b}{s} \left(g_1 - \overline{g_1} - \hat{a}\, \overline{g_1 \hat{a}}"
        r"\right) + g_2 \hat{a} + g_3",
    )(_wrt_d)
    operation.vjp(
        "a", sends=r"\frac{\partial}{\partial a} \left(\sum g_1 y_1 + \sum g_2 y_2\right)"
    )(_wrt_a)
    operation.vjp(
        "b",
        sends=r"\sum \frac{d}{s} \left(g_1 - \overline{g_1} - \hat{a}\, "
        r"\overline{g_1 \hat{a}}\right)",
    )(_wrt_b)
    for name in [each for each in operation.inputs if each not in ("d", "a", "b")]:
        operation.vjp(name, sends="0 g_1")(_nothing)


_declare(batch_norm_backward)
_declare(layer_norm_backward)


def _elements(a: Any) -> Any:
    return a._data if isinstance(a, Tensor) else a


@batch_norm.vjp_at_once
def batch_norm_at_once(
    F: Any, g: Any, *, a: Any, b: Any, c_shape: Size, dims: Size, places: Size, eps: float,
    mask: tuple[bool, ...],
) -> Any:  # fmt: skip
    way = Way(places, c_shape if mask[2] else tuple(b.shape), eps, dims)
    none = F.zeros_of(g, shape=())
    return F.batch_norm_backward(g, a, b, none, none, mask=mask, way=way)


@batch_norm_fixed.vjp_at_once
def batch_norm_fixed_at_once(
    F: Any, g: Any, *, a: Any, b: Any, c_shape: Size, mean: Any, var: Any, places: Size,
    eps: float, mask: tuple[bool, ...],
) -> Any:  # fmt: skip
    shape = c_shape if mask[2] else tuple(b.shape)
    none = F.zeros_of(g, shape=())
    way = Way(places, shape, eps, moments=(_elements(mean), _elements(var)))
    return F.batch_norm_backward(g, a, b, none, none, mask=mask, way=way)


@layer_norm.vjp_at_once
def layer_norm_at_once(
    F: Any, g: Any, *, a: Any, b: Any, c: Any, dims: Size, places: Size, eps: float,
    mask: tuple[bool, ...],
) -> Any:  # fmt: skip
    way = Way(places, tuple(c.shape) if mask[2] else tuple(b.shape), eps, dims)
    none = F.zeros_of(g, shape=())
    return F.layer_norm_backward(g, a, none, none, b, c, mask=mask, way=way)
