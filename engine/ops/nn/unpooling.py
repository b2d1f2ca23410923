"""Max unpooling: the inverse of max pooling, with 0 between the maxima.

Shapes: a, indices (n, channels, *places) -> (n, channels, *extents); n may be missing
"""

from math import prod
from typing import Any

import numpy as np

from engine.op import Op, op
from engine.ops.order import following
from engine.ops.shapes.shape import reshaped
from engine.tensor import Array


def _max_unpool(node_name: str, ndim: int) -> Op:
    @following(*(0,) * (ndim == 2))
    def kernel(a: Any, indices: Any, *, extents: tuple[int, ...]) -> Array:
        lead = a.shape[:-ndim]
        flat = np.zeros((*lead, prod(extents)), a.dtype)
        places, values = (each.reshape(*lead, prod(a.shape[-ndim:])) for each in (indices, a))
        np.put_along_axis(flat, places, values, axis=-1)
        return flat.reshape(*lead, *extents)

    kernel.__name__ = f"max_unpool{ndim}d"
    kernel.__doc__ = "Zeros, but for elements at their places in the row of each plane."

    def wrt_a(F: Any, g: Any, *, a_shape: Any, indices: Any) -> Any:
        lead = tuple(a_shape[:-ndim])
        row = reshaped(F, g, (*lead, prod(g.shape[-ndim:])))
        places = reshaped(F, indices, (*lead, prod(a_shape[-ndim:])))
        return F.view(F.gather(row, places, dim=len(lead)), shape=tuple(a_shape))

    made = op(node_name, formula=r"a_k \text{ at } \mathrm{indices}_k \text{, else } 0")(kernel)
    made.vjp("a", sends=r"g_{\mathrm{indices}_k}")(wrt_a)
    return made


max_unpool2d = _max_unpool("MaxUnpool2DBackward0", 2)
max_unpool3d = _max_unpool("MaxUnpool3DBackward0", 3)
