"""Elements by their rank: the largest along a dimension, the middle one, all of them sorted.

Each operation gives values and the places they were at; a gradient goes back to these places.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from engine.multi_op import MultiOp, multi_op
from engine.ops import folding
from engine.ops.indexing.select import gathered
from engine.ops.order import in_order
from engine.ops.reductions import selection, statistics
from engine.ops.reductions.reduce import is_total, restored, with_dims
from engine.strides import arranged
from engine.tensor import Array

Pair = tuple[Array, Array]

_OUTPUTS = ("values", "indices")


def _ranking(node_name: str, formula: str) -> Callable[[Callable[..., Pair]], MultiOp]:
    return multi_op(node_name, outputs=_OUTPUTS, gradient_outputs=("values",), formula=formula)


def _reduced(values: Any, indices: Any, dim: int, keepdim: bool) -> Pair:
    """One place along a dimension, which is then gone unless kept."""
    if keepdim or not np.ndim(values):
        return values, indices
    first = (np.s_[:],) * dim + (0,)
    return values[first], indices[first]


def _at(a: Any, places: Any, dim: int, keepdim: bool) -> Pair:
    if not np.ndim(a):
        return np.asarray(a)[()], np.int64(0)
    return _reduced(a[gathered(places, dim)], places, dim, keepdim)


def _reduction_rule(
    F: Any, g: Any, *, a_shape: tuple[int, ...], indices: Any, dim: int, keepdim: bool
) -> Any:
    if not len(a_shape):
        return g
    shape = tuple(a_shape)
    places = indices if keepdim else F.unsqueeze(indices, dim=dim)
    g = g if keepdim else F.unsqueeze(g, dim=dim)
    return F.scatter(F.zeros_of(g, shape=shape), g, places, dim=dim)


def _places_rule(F: Any, g: Any, *, a_shape: tuple[int, ...], indices: Any, dim: int) -> Any:
    return F.scatter(F.zeros_of(g, shape=tuple(a_shape)), g, indices, dim=dim)


@_ranking("MaxBackward0", r"\max_i a_i")
def max_dim(a: Any, *, dim: int, keepdim: bool) -> Pair:
    """The largest elements along a dimension, the first of equal ones, and their places."""
    return _at(a, np.argmax(a, axis=dim, keepdims=True) if a.ndim else 0, dim, keepdim)


@_ranking("MinBackward0", r"\min_i a_i")
def min_dim(a: Any, *, dim: int, keepdim: bool) -> Pair:
    """The smallest elements along a dimension, the first of equal ones, and their places."""
    return _at(a, np.argmin(a, axis=dim, keepdims=True) if a.ndim else 0, dim, keepdim)


@_ranking("MedianBackward1", r"\operatorname{median}_i a_i")
def median_dim(a: Any, *, dim: int, keepdim: bool) -> Pair:
    """The lower of the middle elements along a dimension, and their places; nan if there is one."""
    if not np.ndim(a):
        return _at(a, 0, dim, keepdim)
    places = _place_of(a, (a.shape[dim] - 1) // 2, dim)
    if a.dtype.kind == "f":
        nans = np.isnan(a)
        first_nan = np.argmax(nans, axis=dim, keepdims=True)
        return _at(a, np.where(nans.any(axis=dim, keepdims=True), first_nan, places), dim, keepdim)
    return _at(a, places, dim, keepdim)


def _place_of(a: Any, k: int, dim: int) -> Any:
    """Where the k-th smallest element is, from 0 on; of equal ones, that which a sort puts there.

    A partition finds it sooner than a sort, unless some are equal or nan.
    """
    element = np.take(np.partition(a, k, axis=dim), [k], axis=dim)
    same = np.equal(a, element)
    is_known = np.equal(element, element).all()  # no nan, which is not even found once
    if is_known and np.count_nonzero(same) == element.size:
        return np.argmax(same, axis=dim, keepdims=True)
    return np.take(np.argsort(a, axis=dim, kind="stable"), [k], axis=dim)


@_ranking("NanmedianBackward1", r"\operatorname{median}_{i: a_i \ne \mathrm{nan}} a_i")
def nanmedian_dim(a: Any, *, dim: int, keepdim: bool) -> Pair:
    """As ``median_dim``, of the elements that are not nan."""
    if not np.ndim(a):
        return _at(a, 0, dim, keepdim)
    order = np.argsort(a, axis=dim, kind="stable")  # nan comes last
    count = folding.added(np.equal(a, a), axis=dim, keepdims=True)
    places = order[gathered(np.maximum(count - 1, 0) // 2, dim)]
    if a.shape[dim] <= _MANY and not count.all():
        places = np.where(count, places, selection.nth([0] * a.shape[dim], 0))
    return _at(a, places, dim, keepdim)


@_ranking("KthvalueBackward0", r"k\text{-th smallest } a_i")
def kthvalue(a: Any, *, k: int, dim: int, keepdim: bool) -> Pair:
    """The k-th smallest elements along a dimension, and their places."""
    if not np.ndim(a):
        return _at(a, 0, dim, keepdim)
    places = _place_of(a, k - 1, dim)
    rows, chosen = np.moveaxis(a, dim, -1), np.moveaxis(places, dim, -1)
    found = np.take_along_axis(rows, chosen, -1)
    for row in _few(np.count_nonzero(rows == found, axis=-1) != 1, a.shape[dim]):
        chosen[row] = selection.kth(_keys(rows[row], largest=False), k - 1)
    return _at(a, places, dim, keepdim)


@_ranking("ModeBackward0", r"\operatorname{mode}_i a_i")
def mode(a: Any, *, dim: int, keepdim: bool) -> Pair:
    """The most frequent elements along a dimension, the smallest of them, and where a sort ends."""
    if not np.ndim(a):
        return _at(a, 0, dim, keepdim)
    rows = np.moveaxis(a, dim, -1)
    equal = rows[..., :, None] == rows[..., None, :]
    counts = equal.sum(-1)
    most = counts == counts.max(-1, keepdims=True)
    candidates = np.where(most, rows, np.max(rows, axis=-1, keepdims=True))
    value = np.min(candidates, axis=-1, keepdims=True)
    extent = rows.shape[-1]
    last = extent - 1 - np.argmax((rows == value)[..., ::-1], axis=-1, keepdims=True)
    has_nan = (rows != rows).any(axis=-1)
    for row in _few(has_nan | (extent > selection.SORTED_AT_ONCE), extent):
        places = selection.ordered(rows[row].tolist(), is_total=not has_nan[row])
        last[row] = _end_of_longest_run(rows[row], places)
    return _at(a, np.moveaxis(last, -1, dim).copy(order="C"), dim, keepdim)


def _end_of_longest_run(row: Any, places: list[int]) -> int:
    """Where the first of the longest runs of equal elements ends, gone through in an order."""
    found = row[places]
    ends = np.flatnonzero(np.append(found[1:] != found[:-1], True))
    return places[ends[np.argmax(np.diff(ends, prepend=-1))]]


for _reduction in (max_dim, min_dim, median_dim, nanmedian_dim, mode):
    _reduction.vjp("a", sends=r"\begin{cases} g & i = \mathrm{indices} \\ 0 \end{cases}")(
        _reduction_rule
    )


@kthvalue.vjp("a", sends=r"\begin{cases} g & i = \mathrm{indices} \\ 0 \end{cases}")
def kthvalue_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], indices: Any, dim: int, keepdim: bool
) -> Any:
    return _reduction_rule(F, g, a_shape=a_shape, indices=indices, dim=dim, keepdim=keepdim)


def order(a: Any, dim: int, descending: bool) -> Any:
    """The places of elements in rising or falling order; equal ones keep theirs, nan is largest."""
    if not descending:
        return np.argsort(a, axis=dim, kind="stable")
    backwards = np.argsort(np.flip(a, dim), axis=dim, kind="stable")
    return a.shape[dim] - 1 - np.flip(backwards, dim)  # in this order: in memory of its own


def order_of_sort(a: Any, dim: int, descending: bool) -> Any:
    """The places of elements in rising or falling order; equal ones as PyTorch's sort has them."""
    places = order(a, dim, descending)
    if a.shape[dim] > selection.SORTED_AT_ONCE:
        rows, ranked = np.moveaxis(a, dim, -1), np.moveaxis(places, dim, -1)
        found = np.take_along_axis(rows, ranked, -1)
        is_tied = (found[..., 1:] == found[..., :-1]).any(-1) | (rows != rows).any(-1)
        for row in _few(is_tied, a.shape[dim]):
            ranked[row] = selection.ordered(_keys(rows[row], descending))
    return places


@_ranking("SortBackward0", r"a_{\pi(0)} \le a_{\pi(1)} \le \dots")
def sort(a: Any, *, dim: int, descending: bool, stable: bool = False) -> Pair:
    """The elements along a dimension in order, and the places they were at."""
    if not a.ndim:
        return np.asarray(a)[()], np.int64(0)
    places = (order if stable else order_of_sort)(a, dim, descending)
    return arranged(a[gathered(places, dim)], [a]), arranged(places, [a])


@_ranking("SortBackward1", r"a_{\pi(0)} \le a_{\pi(1)} \le \dots")
def sort_told(a: Any, *, dim: int, descending: bool, stable: bool) -> Pair:
    """``sort``, told whether equal elements keep their order."""
    return sort.kernel(a, dim=dim, descending=descending, stable=stable)


@_ranking("TopkBackward0", r"a_{\pi(0)} \ge \dots \ge a_{\pi(k - 1)}")
def topk(a: Any, *, k: int, dim: int, largest: bool) -> Pair:
    """The k largest or smallest elements along a dimension, in order, and their places."""
    if not a.ndim:
        return np.asarray(a)[()], np.int64(0)
    places = _first(a, k, dim, largest)
    if k > 0:
        _arrange_ties(np.moveaxis(a, dim, -1), np.moveaxis(places, dim, -1), largest)
    return a[gathered(places, dim)], places


def _arrange_ties(rows: Any, places: Any, largest: bool) -> None:
    """Where some of the first elements are equal, put the places that PyTorch tells of them."""
    found = np.take_along_axis(rows, places, -1)
    last = found[..., -1:]
    is_tied = (found[..., 1:] == found[..., :-1]).any(-1) | (rows != rows).any(-1)
    is_tied |= np.count_nonzero(rows == last, axis=-1) != 1
    for row in _few(is_tied, rows.shape[-1]):
        places[row] = selection.first(_keys(rows[row], largest), places.shape[-1])


def _keys(row: Any, largest: bool) -> list[int]:
    """Integers in the order of elements, of which nan is the largest."""
    ranks = np.unique(row, return_inverse=True)[1]
    keys: list[int] = (-ranks if largest else ranks).tolist()
    return keys


def _few(is_tied: Any, extent: int) -> list[tuple[int, ...]]:
    """The rows with equal elements, unless they have too many to find the places of these."""
    rows = list(map(tuple, np.argwhere(is_tied)))
    return rows if len(rows) * extent <= _MANY else []


_MANY = 1 << 15
"""From how many elements on nobody looks for which of equal ones is told."""


def _first(a: Any, k: int, dim: int, largest: bool) -> Any:
    """Where the first k elements of an order are, which takes less than the whole order.

    The k-th tells which elements these are, unless others are equal to it or nan is among them.
    """
    extent = a.shape[dim]
    if 0 < _FEW * k < extent:
        rows = np.moveaxis(a, dim, -1)
        at = extent - k if largest else k - 1
        last = np.partition(rows, at, axis=-1)[..., at : at + 1]
        chosen = np.greater_equal(rows, last) if largest else np.less_equal(rows, last)
        if np.count_nonzero(chosen) == last.size * k:
            places = np.nonzero(chosen)[-1].reshape(*rows.shape[:-1], k)
            ranks = order(np.take_along_axis(rows, places, -1), rows.ndim - 1, largest)
            return np.moveaxis(np.take_along_axis(places, ranks, -1), -1, dim)
    return np.take(order(a, dim, largest), np.arange(k), axis=dim)


_FEW = 4
"""How many times as many elements as are wanted make it worth while to look for these alone."""


for _ordering in (sort, sort_told, topk):
    _ordering.vjp("a", sends=r"\begin{cases} g_j & \pi(j) = i \\ 0 \end{cases}")(_places_rule)


def _running(a: Any, dim: int, is_better: Any) -> Pair:
    """Running extremes along a dimension and their places, the last of equal ones."""
    if not a.ndim:
        return np.asarray(a)[()], np.int64(0)
    values = is_better.accumulate(a, axis=dim)
    shape = [1] * a.ndim
    shape[dim] = a.shape[dim]
    places = np.arange(a.shape[dim]).reshape(shape)
    same = (values == a) | (np.isnan(a) if a.dtype.kind == "f" else False)
    found = np.maximum.accumulate(np.where(same, places, 0), axis=dim)
    return in_order(values), in_order(found)


@_ranking("CummaxBackward0", r"\max_{j \le i} a_j")
def cummax(a: Any, *, dim: int) -> Pair:
    """The largest elements so far along a dimension, and their places."""
    return _running(a, dim, np.maximum)


@_ranking("CumminBackward0", r"\min_{j \le i} a_j")
def cummin(a: Any, *, dim: int) -> Pair:
    """The smallest elements so far along a dimension, and their places."""
    return _running(a, dim, np.minimum)


def _running_rule(F: Any, g: Any, *, a: Any, indices: Any, dim: int) -> Any:
    if not a.ndim:
        return g
    return F.scatter_add(F.zeros_of(g, shape=tuple(a.shape)), g, indices, dim=dim)


cummax.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")(_running_rule)
cummin.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")(_running_rule)


@multi_op("AminmaxBackward0", outputs=("min", "max"), formula=r"\min_i a_i,\, \max_i a_i")
def aminmax(a: Any, *, dim: int | None, keepdim: bool) -> Pair:
    """The smallest and the largest elements, of all or along a dimension."""
    axis = dim if a.ndim else None
    least, largest = (each(a, axis=axis, keepdims=keepdim) for each in (np.min, np.max))
    return in_order(least), in_order(largest)


@aminmax.vjp(
    "a",
    sends=r"\frac{g_1 [a_i = y_1]}{\#\{j: a_j = y_1\}} + "
    r"\frac{g_2 [a_i = y_2]}{\#\{j: a_j = y_2\}}",
)
def aminmax_wrt_a(
    F: Any, gs: Any, *, a: Any, min: Any, max: Any, dim: int | None, keepdim: bool
) -> Any:
    shape = tuple(a.shape)
    dims = tuple(range(len(shape))) if dim is None else (dim,) if shape else ()
    total = None
    for g, extreme in zip(gs, (min, max)):
        if g is None:
            continue
        is_extreme = F.eq(a, with_dims(F, extreme, shape, dims, keepdim))
        share = F.div(
            with_dims(F, g, shape, dims, keepdim), F.sum_dims(is_extreme, dim=dims, keepdim=True)
        )
        part = F.mul(share, is_extreme)
        total = part if total is None else F.add(total, part)
    return total


def _as_running(mean: Any, a: Any, dim: tuple[int, ...]) -> Any:
    """Means as they are where each element moves them: what follows an infinity makes them nan."""
    rows = np.moveaxis(a, dim, range(len(dim)))
    rows = rows.reshape(-1, *rows.shape[len(dim) :])
    is_left = np.isinf(rows[:-1]).any(axis=0).reshape(np.shape(mean))
    return np.where(is_left, a.dtype.type(np.nan), mean)[()]


def _spread_and_mean(name: str, spread: str) -> MultiOp:
    declare = multi_op(name, outputs=("spread", "mean"), formula=rf"{spread},\, \bar{{a}}")

    def kernel(a: Any, *, dim: tuple[int, ...], correction: float, keepdim: bool) -> Pair:
        center = statistics.means(a, dim, keepdim=True)
        spread = statistics.variances(a, dim, correction, keepdim, center)
        spread = np.sqrt(spread) if name == "StdMeanBackward0" else spread
        mean = (center if keepdim else np.squeeze(center, dim)).astype(a.dtype)[()]
        mean = _as_running(mean, a, dim) if np.isinf(mean).any() else mean
        return in_order(spread.astype(a.real.dtype)), mean

    kernel.__name__ = "std_mean" if name == "StdMeanBackward0" else "var_mean"
    kernel.__doc__ = "Variances or standard deviations along dimensions, and the means."
    return declare(kernel)


var_mean = _spread_and_mean("VarMeanBackward0", r"\operatorname{var}_i a_i")
std_mean = _spread_and_mean("StdMeanBackward0", r"\operatorname{std}_i a_i")


@var_mean.vjp("a", sends=r"\frac{2 g_1}{n - c} (a_i - \bar{a}) + \frac{g_2}{n}")
def var_mean_wrt_a(
    F: Any, gs: Any, *, a: Any, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Any:
    return _spread_rule(F, gs, a, None, dim, correction, keepdim)


@std_mean.vjp("a", sends=r"\frac{g_1 (a_i - \bar{a})}{(n - c) y_1} + \frac{g_2}{n}")
def std_mean_wrt_a(
    F: Any, gs: Any, *, a: Any, spread: Any, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Any:
    return _spread_rule(F, gs, a, spread, dim, correction, keepdim)


def _spread_rule(
    F: Any, gs: Any, a: Any, std: Any, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Any:
    shape = tuple(a.shape)
    count = prod([shape[d] for d in dim])
    of_spread, of_mean = gs
    total = None
    if of_spread is not None:
        if std is not None:
            of_spread = F.masked_fill(
                F.div(of_spread, F.mul_number(std, number=2)), F.eq(std, 0), value=0
            )
        number = statistics.twice_over(count - correction)
        scaled = F.mul_number(restored(F, of_spread, shape, dim, keepdim), number=number)
        middle = (
            F.mean(a) if is_total(shape, dim, keepdim) else F.mean_dims(a, dim=dim, keepdim=True)
        )
        total = F.mul(scaled, F.sub(a, middle))
    if of_mean is not None:
        mean = F.expand(restored(F, of_mean, shape, dim, keepdim), shape=shape)
        part = F.div_number(mean, number=count)
        total = part if total is None else F.add(total, part)
    return total
