"""What in-place operations and views do, with a result in memory of its own."""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.elementwise import arithmetic, combined
from engine.ops.shapes import parts
from engine.tensor import Array


@op("FillBackward0", formula=r"\mathrm{value}")
def filled(a: Any, *, value: float) -> Array:
    """One number in a's shape and dtype."""
    return arithmetic.fill.kernel(a, value=value)


filled.vjp("a", slope="0")(arithmetic.fill_wrt_a)


@op("FillBackward1", formula="b")
def filled_from(a: Array, b: Array) -> Array:
    """The one element of b everywhere in a's shape and dtype."""
    return combined.fill_from.kernel(a, b)


filled_from.vjp("a", slope="0")(combined.fill_from_wrt_a)
filled_from.vjp("b", slope="1")(unchanged)


@op("NarrowCopyBackward0", formula=r"a_{\mathrm{start} + i}")
def narrow_copy(a: Array, *, dim: int, start: int, length: int) -> Array:
    """Some of the slices along a dimension."""
    return np.take(a, np.arange(start, start + length), axis=dim)


@narrow_copy.vjp("a", sends=r"g_{i - \mathrm{start}}")
def narrow_copy_wrt_a(F: Any, g: Any, *, a_shape: Any, dim: int, start: int, length: int) -> Any:
    return F.slice_backward(
        g, shape=tuple(a_shape), dim=dim, start=start, end=start + length, step=1
    )


@multi_op("UnsafeSplitWithSizesBackward0", formula=r"a_{0:n_1},\, a_{n_1:n_1+n_2},\, \ldots")
def unsafe_split_sizes(a: Array, *, sizes: tuple[int, ...], dim: int) -> tuple[Array, ...]:
    """Parts of given sizes along a dimension that nobody else refers to."""
    return parts.split_sizes.kernel(a, sizes=sizes, dim=dim)


unsafe_split_sizes.vjp("a", sends=r"(g_1, g_2, \dots)")(parts.split_sizes_wrt_a)
