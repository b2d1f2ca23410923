"""Tensors put side by side, repeated and padded."""

from functools import reduce
from math import prod
from typing import Any

import numpy as np

from engine import dtypes, operand_checks
from engine.op import op
from engine.ops.order import following, in_order
from engine.strides import has_channels_last, with_channels_last
from engine.tensor import Array


@op("CatBackward0", formula=r"(\mathrm{tensors}_1, \mathrm{tensors}_2, \dots)")
def cat(*tensors: Array, dim: int) -> Array:
    """Tensors one after the other along a dimension, in the dtype that all promote to."""
    to = reduce(dtypes.promote_types, [dtypes.of(each.dtype) for each in tensors]).numpy
    parts = [each for each in tensors if each.shape != (0,)] or list(tensors[:1])
    made = np.concatenate(parts, axis=dim, dtype=to)
    if made.ndim > 3 and all(has_channels_last(each) for each in parts):
        return with_channels_last(made)
    return in_order(made)


@cat.vjp("tensors", sends=r"g_{\mathrm{part}}")
def cat_wrt_tensors(F: Any, g: Any, *, index: int, tensors_shape: Any, dim: int) -> Any:
    extents = [0 if shape == (0,) else shape[dim] for shape in tensors_shape]
    start = sum(extents[:index])
    if tensors_shape[index] == (0,):
        return F.slice(F.view(g, shape=(-1,)), dim=0, start=0, end=0, step=1)
    return F.slice(g, dim=dim, start=start, end=start + extents[index], step=1)


@op("StackBackward0", formula=r"(\mathrm{tensors}_1, \mathrm{tensors}_2, \dots)")
def stack(*tensors: Array, dim: int) -> Array:
    """Tensors one beside the other along a new dimension."""
    to = reduce(dtypes.promote_types, [dtypes.of(each.dtype) for each in tensors]).numpy
    return in_order(np.stack(tensors, axis=dim, dtype=to))


@stack.vjp("tensors", sends="g_k")
def stack_wrt_tensors(F: Any, g: Any, *, index: int, dim: int) -> Any:
    return F.select(g, dim=dim, index=index)


@op("RepeatBackward0", formula=r"(a, a, \dots)")
def repeat(a: Array, *, repeats: tuple[int, ...]) -> Array:
    """The tensor so often along each dimension; new dimensions come first."""
    return in_order(np.tile(a, repeats))


@repeat.vjp("a", sends=r"\sum_{\mathrm{copies}} g")
def repeat_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], repeats: tuple[int, ...]) -> Any:
    if 0 in repeats:
        return F.zeros_of(g, shape=tuple(a_shape))
    lead = len(repeats) - len(a_shape)
    for _ in range(lead):
        g = F.sum_dims(g, dim=(0,), keepdim=False)
    shape: list[int] = []
    copies: list[int] = []
    for repeat, extent in zip(repeats[lead:], a_shape):
        if repeat != 1:
            copies.append(len(shape))
            shape.append(repeat)
        shape.append(extent)
    if not copies:
        return g
    extents = operand_checks.inferred(tuple(shape), prod(g.shape))
    return F.sum_dims(F.view(g, shape=extents), dim=tuple(copies), keepdim=False)


@op("ConstantPadNdBackward0", formula=r"(\mathrm{value}, a, \mathrm{value})")
@following(0)
def constant_pad(a: Array, *, pad: tuple[tuple[int, int], ...], value: float) -> Array:
    """The tensor with a number around it; negative widths cut off.

    ``pad`` has the widths before and after, for each dimension.
    """
    around = list(zip(a.shape, pad))
    out = np.full([n + before + after for n, (before, after) in around], value, a.dtype)
    to = tuple([np.s_[max(b, 0) : n + b + min(e, 0)] for n, (b, e) in around])
    out[to] = np.asarray(a)[tuple([np.s_[max(-b, 0) : n + min(e, 0)] for n, (b, e) in around])]
    return out


@constant_pad.vjp("a", sends=r"g_{\mathrm{inside}}")
def constant_pad_wrt_a(F: Any, g: Any, *, pad: tuple[tuple[int, int], ...]) -> Any:
    return F.constant_pad(g, pad=tuple((-before, -after) for before, after in pad), value=0)


@op(
    "BlockDiagBackward0",
    formula=r"\operatorname{diag}(\mathrm{tensors}_1, \mathrm{tensors}_2, \dots)",
)
def block_diag(*tensors: Array) -> Array:
    """Matrices along a diagonal, with 0 elsewhere."""
    to = dtypes.result_type(*map(dtypes.operand, tensors)).numpy
    blocks = [np.atleast_2d(each) for each in tensors]
    rows, columns = (sum(each.shape[axis] for each in blocks) for axis in (0, 1))
    out = np.zeros((rows, columns), to)
    row = column = 0
    for block in blocks:
        out[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return out


@block_diag.vjp("tensors", sends="g_{kk}")
def block_diag_wrt_tensors(F: Any, g: Any, *, index: int, tensors_shape: Any) -> Any:
    shapes = [(1,) * (2 - len(shape)) + tuple(shape) for shape in tensors_shape]
    for dim in (0, 1):
        start = sum(shape[dim] for shape in shapes[:index])
        g = F.slice(g, dim=dim, start=start, end=start + shapes[index][dim], step=1)
    shape = tuple(tensors_shape[index])
    return g if len(shape) == 2 else F.view(g, shape=shape)
