"""Normalisation across neighbouring channels, as Lua's Torch had it.

Source: torch/nn/modules/_functions.py, PyTorch 2.13 (the steps, and which channels count).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.functions.custom_function import Function
from engine.ops.elementwise import arithmetic
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements


def _scales(a: np.ndarray, size: int, alpha: float, k: float) -> np.ndarray:
    """k plus a share of the sum of squares near each channel; a (n, channels, h, w) -> a's."""
    square, channels = a * a, a.shape[1]
    reach = int((size - 1) / 2 + 1)
    scales = np.zeros_like(a)
    for each in range(min(reach, channels)):
        scales[:, 0] += square[:, each]
    for at in range(1, channels):
        scales[:, at] = scales[:, at - 1]
        if at < channels - reach + 1:
            scales[:, at] += square[:, at + reach - 1]
        if at > reach:
            scales[:, at] -= square[:, at - reach]
    scales *= a.dtype.type(alpha / size)
    scales += a.dtype.type(k)
    return scales


class CrossMapLRN2d(Function):
    """The normalisation as a custom function, which it is in PyTorch, too."""

    __module__ = "torch.nn.modules._functions"

    @staticmethod
    def forward(
        ctx: Any, input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1
    ) -> Tensor:
        """The input over a power of what the squares near each channel add up to.

        Raises:
            ValueError: another number of dimensions than 4.
        """
        if input.ndim != 4:
            raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.ndim}D instead.")
        a = elements(input)
        ctx.size, ctx.alpha, ctx.beta = size, alpha, beta
        ctx.scale = _scales(a, size, alpha, k)
        output = wrap(arithmetic.pow_number.kernel(ctx.scale, exponent=-beta) * a)
        ctx.save_for_backward(input, output)
        return output

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Any, ...]:
        """The gradient of the input, of which each channel had a share in others near it.

        Raises:
            RuntimeError: a size of 1, with which PyTorch's steps do not work.
        """
        a, output = map(elements, ctx.saved_tensors)
        g, size, channels = elements(grad_output), ctx.size, a.shape[1]
        share = a.dtype.type(2 * ctx.alpha * ctx.beta / size)
        first = int(size - (size - 1) / 2)
        ratios = np.zeros((a.shape[0], channels + size - 1, *a.shape[2:]), a.dtype)
        if first >= size:
            raise RuntimeError(
                f"start ({first}) + length ({channels}) exceeds dimension size ({ratios.shape[1]})."
            )
        ratios[:, first : first + channels] = g * output / ctx.scale
        found = arithmetic.pow_number.kernel(ctx.scale, exponent=-ctx.beta) * g
        total = ratios[:, : size - 1].sum(axis=1)
        for at in range(channels):
            total += ratios[:, at + size - 1]
            found[:, at] -= share * a[:, at] * total
            total -= ratios[:, at]
        return wrap(found), None, None, None, None
