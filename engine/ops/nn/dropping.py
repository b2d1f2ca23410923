"""Dropout as one operation, and what it sends back."""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.ops.arrays import array_of, dtype_of
from engine.tensor import Array


@multi_op(
    "NativeDropoutBackward0",
    outputs=("result", "mask"),
    gradient_outputs=("result",),
    formula=r"\frac{\mathrm{kept}}{1 - p} a,\, \mathrm{kept}",
)
def native_dropout(
    a: Any, *, kept: np.ndarray, p: float, train: bool | None
) -> tuple[Array, Array]:
    """Elements set to 0 where they are not kept, the others scaled up; and which are kept.

    Args:
        p: the probability with which elements are dropped.
        train: whether they are; None drops, too, but has gradients as if nothing were scaled.
    """
    return (a.copy() if train is False else a * kept * a.dtype.type(_scale(p))), kept


def _scale(p: float) -> float:
    return 0.0 if p == 1 else 1 / (1 - p)


@native_dropout.vjp("a", sends=r"\frac{\mathrm{kept}}{1 - p} g")
def native_dropout_wrt_a(F: Any, g: Any, *, mask: Any, p: float, train: bool | None) -> Any:
    noise = array_of(mask) * dtype_of(g).type(_scale(p) if train else 1)
    return F.mul(g, F.constant(data=noise))
