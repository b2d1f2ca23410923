"""Simulated quantisation: elements rounded to a grid of few numbers.

The gradient is passed on as if nothing was rounded, but for elements beyond the grid's ends.

Source: torch.fake_quantize_per_tensor_affine, PyTorch 2.13; Jacob et al. 2018, section 3.
"""

from typing import Any

import numpy as np

from engine.multi_op import MultiOp, multi_op
from engine.ops.arrays import array_of, dtype_of
from engine.tensor import Array

_LEVEL = r"\left[\frac{a}{\mathrm{scale}}\right] + \mathrm{zero\_point}"
_FORMULA = (
    r"\mathrm{scale} \left(\min(\max(q, \mathrm{quant\_min}), \mathrm{quant\_max}) - "
    rf"\mathrm{{zero\_point}}\right),\, q = {_LEVEL}"
)

_SENDS = r"\begin{cases} g & \mathrm{quant\_min} \le q \le \mathrm{quant\_max} \\ 0 \end{cases}"


def _declared(name: str, node: str) -> MultiOp:
    """The operation under the name that a function of PyTorch gives its node."""

    def kernel(
        a: Any, *, scale: Any, zero_point: Any, quant_min: int, quant_max: int
    ) -> tuple[Array, Array]:
        """Elements rounded to the grid; and whether they are within its ends."""
        size = np.asarray(scale, a.dtype)
        level = np.rint(a * (a.dtype.type(1) / size)) + np.asarray(zero_point, a.dtype)
        held = level.clip(quant_min, quant_max) - np.asarray(zero_point, a.dtype)
        return held * size, (level >= quant_min) & (level <= quant_max)

    def wrt_a(F: Any, g: Any, *, mask: Any) -> Any:
        return F.mul(g, F.constant(data=array_of(mask).astype(dtype_of(g))))

    kernel.__name__ = name
    outputs = ("result", "mask")
    made = multi_op(node, outputs=outputs, gradient_outputs=outputs[:1], formula=_FORMULA)(kernel)
    made.vjp("a", sends=_SENDS)(wrt_a)
    return made


fake_quantize = _declared("fake_quantize", "FakeQuantizePerTensorAffineCachemaskBackward0")
fake_quantize_by_tensors = _declared(
    "fake_quantize_by_tensors", "FakeQuantizePerTensorAffineCachemaskTensorQparamsBackward0"
)
fake_quantize_channels = _declared(
    "fake_quantize_channels", "FakeQuantizePerChannelAffineCachemaskBackward0"
)
