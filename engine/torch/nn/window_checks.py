"""What is asked of the sizes that windows leave.

Source: the checks of im2col and slow_conv_transpose, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.tensor import Tensor
from engine.torch.calling.arguments import one_dim

Sizes = Sequence[int]


def check_enlarged(planes: Sizes, enlarged: Sizes) -> None:
    """Check what a transposed convolution makes of planes.

    Raises:
        RuntimeError: nothing is left.
    """
    if min(enlarged) < 1:
        before, after = (
            " x ".join(map(str, (1, *each)[-max(2, len(each)) :])) for each in (planes, enlarged)
        )
        raise RuntimeError(
            f"Given input size per channel: ({before}). Calculated output size per channel: "
            f"({after}). Output size is too small"
        )


def check_unfolded(
    input: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes
) -> None:
    """Check what windows are taken of.

    Raises:
        IndexError: it has too few dimensions.
        RuntimeError: it has too many, or there is no window.
    """
    _check_signs(kernel, stride, padding, dilation)
    if input.ndim < 3:
        one_dim(input, input.ndim)  # PyTorch looks whether there are two planes' dimensions more
    shape = list(input.shape)
    if input.ndim > 4 or 0 in shape[input.ndim - 3 :]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {shape}"
        )
    counts = tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(shape[-2:], kernel, stride, padding, dilation, strict=True)
    )
    if min(counts) < 1:
        raise RuntimeError(
            f"Given input with spatial size {tuple(shape[-2:])}, kernel_size={tuple(kernel)}, "
            f"dilation={tuple(dilation)}, padding={tuple(padding)}, calculated shape of the array "
            f"of sliding blocks as {counts}, but its components must be at least one."
        )


def _check_signs(kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> None:
    for name, short, sizes in (
        ("kernel size", "kernel", kernel),
        ("dilation", "dilation", dilation),
        ("padding", "pad", padding),
        ("stride", "stride", stride),
    ):
        if min(sizes) < (name != "padding"):
            wanted = "non-negative" if name == "padding" else "greater than zero"
            height, width = sizes
            raise RuntimeError(
                f"{name} should be {wanted}, but got {short}_height: {height} {short}_width: "
                f"{width}"
            )
