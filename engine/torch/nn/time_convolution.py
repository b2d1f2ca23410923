"""``torch.conv_tbc``, as scripts call it.

Source: torch.conv_tbc, PyTorch 2.13.
"""

from __future__ import annotations

from engine.ops.nn import time_convolution
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors


def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """A convolution over time, for inputs (time, batch, channels).

    Shapes: input (time, n, inputs), weight (width, inputs, outputs), bias (outputs,) -> (time', n,
        outputs)

    Raises:
        RuntimeError: dimensions or channels that do not fit.
    """
    require_tensors("conv_tbc", input=input, weight=weight, bias=bias)
    if input.ndim != 3:
        raise RuntimeError("Input must have 3 dims: time, batch, in_channel")
    if weight.ndim != 3:
        raise RuntimeError(
            "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels."
        )
    if bias.ndim != 1:
        raise RuntimeError("Bias must be 1-D")
    if input.shape[2] != weight.shape[1]:
        raise RuntimeError("Input dim 2 (input channels) is not == dim 1 in the weight tensor")
    if weight.shape[2] != bias.shape[0]:
        raise RuntimeError("Bias size must equal dim 2 in the weight tensor (output channels).")
    return time_convolution.conv_tbc(input, weight, bias, pad=pad)
