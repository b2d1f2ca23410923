"""Tensors taken apart along a dimension."""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.tensor import Array


@multi_op("UnbindBackward0", is_view=True, formula=r"a_{0},\, a_{1},\, \ldots")
def unbind(a: Array, *, dim: int) -> tuple[Array, ...]:
    """The parts at every place along a dimension, one after the other."""
    parts = np.moveaxis(np.asarray(a), dim, 0)
    return tuple(parts[index, ...] for index in range(len(parts)))


@unbind.vjp("a")
def unbind_wrt_a(F: Any, gs: Any, *, dim: int) -> Any:
    defined = next(g for g in gs if g is not None)
    return F.stack(*[F.zeros_like(defined) if g is None else g for g in gs], dim=dim)
