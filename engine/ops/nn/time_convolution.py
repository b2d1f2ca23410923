"""A convolution along time, with the time first, then the batch, then the channels.

Source: aten/src/ATen/native/ConvolutionTBC.cpp, PyTorch 2.13 (behaviour).
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


@op("ConvTbcBackward0", formula=r"c + \sum_k a_{t + k - \mathrm{pad}} b_k")
def conv_tbc(a: Any, b: Any, c: Any, *, pad: int) -> Array:
    """The sum over the kernel of its matrices, each applied to the step so far ahead, plus c.

    Shapes: a (t, n, inputs), b (width, inputs, outputs), c (outputs,) -> (t', n, outputs)
    """
    padded = np.pad(a, ((pad, pad), (0, 0), (0, 0)))
    count = len(padded) - len(b) + 1
    return c + sum(np.matmul(padded[k : k + count], kernel) for k, kernel in enumerate(b))


def _shifted(F: Any, g: Any, k: int, pad: int, length: int) -> Any:
    """A result's gradient at the times that the k-th matrix of the kernel took from the input."""
    before = k - pad
    after = length - g.shape[0] - before
    return F.constant_pad(g, pad=((before, after), (0, 0), (0, 0)), value=0)


@conv_tbc.vjp("a", sends=r"\sum_k g_{t - k + \mathrm{pad}} b_k^{\mathsf{T}}")
def conv_tbc_wrt_a(F: Any, g: Any, *, a_shape: Any, b: Any, pad: int) -> Any:
    total = None
    for k in range(b.shape[0]):
        back = F.t(F.select(b, dim=0, index=k))
        shifted = _shifted(F, g, k, pad, a_shape[0])
        flat = F.mm(F.view(shifted, shape=(-1, g.shape[2])), back)
        total = flat if total is None else F.add(total, flat)
    return F.view(total, shape=tuple(a_shape))


@conv_tbc.vjp("b", sends=r"\sum_t a_{t + k - \mathrm{pad}}^{\mathsf{T}} g_t")
def conv_tbc_wrt_b(F: Any, g: Any, *, a: Any, b_shape: Any, pad: int) -> Any:
    rows = F.t(F.view(F.clone_in_order(a), shape=(-1, a.shape[2])))
    parts = []
    for k in range(b_shape[0]):
        shifted = _shifted(F, g, k, pad, a.shape[0])
        parts.append(F.mm(rows, F.view(shifted, shape=(-1, g.shape[2]))))
    return F.stack(*parts, dim=0)


@conv_tbc.vjp("c", sends=r"\sum_t g_t")
def conv_tbc_wrt_c(F: Any, g: Any) -> Any:
    return F.sum_dims(g, dim=(0, 1), keepdim=False)
