"""Checks of output sizes of windowed operations.

Source: the checks of im2col and slow_conv_transpose, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from engine.ops.nn.windows import Window
from engine.tensor import Tensor
from engine.torch.calling.arguments import one_dim

Sizes = Sequence[int]


def check_enlarged(planes: Sizes, enlarged: Sizes) -> None:
    """Check the output size of a transposed convolution.

    Raises:
        RuntimeError: it is not positive.
    """
    if min(enlarged) < 1:
        before, after = (
            " x ".join(map(str, (1, *each)[-max(2, len(each)) :])) for each in (planes, enlarged)
        )
        raise RuntimeError(
            f"Given input size per channel: ({before}). Calculated output size per channel: "
            f"({after}). Output size is too small"
        )


def pair(name: str, given: int | Sizes) -> tuple[int, int]:
    """Two numbers, which may be given as one.

    Raises:
        RuntimeError: more or fewer.
    """
    if not isinstance(given, Sequence):
        return int(given), int(given)
    numbers = tuple(map(int, given))
    if len(numbers) != 2:
        raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(numbers)}")
    return numbers


def moves(**given: int | Sizes) -> Window:
    """The settings of windows over images, by argument name."""
    kernel, dilation, padding, stride = (pair(name, each) for name, each in given.items())
    return Window(kernel, stride, padding, dilation)


def check_unfolded(input: Tensor, window: Window) -> None:
    """Check the input of ``unfold``.

    Raises:
        IndexError: it has too few dimensions.
        RuntimeError: it has too many, or there is no window.
    """
    _check_signs(window)
    if input.ndim < 3:
        one_dim(input, input.ndim)  # PyTorch also checks for two dimensions of images
    shape = list(input.shape)
    if input.ndim > 4 or 0 in shape[input.ndim - 3 :]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {shape}"
        )
    counts = window.places(shape[-2:])
    if min(counts) < 1:
        settings = _settings_text(window, stride=False)
        raise RuntimeError(
            f"Given input with spatial size {tuple(shape[-2:])}, {settings}, calculated shape of "
            f"the array of sliding blocks as {counts}, but its components must be at least one."
        )


def _settings_text(window: Window, stride: bool = True) -> str:
    text = f"kernel_size={window.kernel}, dilation={window.dilation}, padding={window.padding}"
    return f"{text}, stride={window.stride}" if stride else text


def check_folded(input: Tensor, extents: tuple[int, int], window: Window) -> None:
    """Check the input of ``fold``.

    Raises:
        RuntimeError: no columns, or a number that does not match the windows.
    """
    _check_signs(window)
    shape = list(input.shape)
    if input.ndim not in (2, 3) or 0 in shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and "
            f"non-zero dimensions for input, but got: {shape}"
        )
    rows, columns = shape[-2:]
    if rows % prod(window.kernel):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
            f"but got input.size(1)={rows} and kernel_size={window.kernel}."
        )
    counts = window.places(extents)
    given = f"Given output_size={extents}, {_settings_text(window)}"
    if prod(counts) != columns:
        raise RuntimeError(
            f"{given}, expected size of input's dimension 2 to match the calculated number of "
            f"sliding blocks {counts[0]} * {counts[1]} = {prod(counts)}, but got "
            f"input.size(2)={columns}."
        )
    if min(counts) < 1:
        raise RuntimeError(
            f"{given}, calculated shape of the array of sliding blocks as {counts}, which is too "
            "small (non-positive)"
        )


def _check_signs(window: Window) -> None:
    for name, short, sizes in (
        ("kernel size", "kernel", window.kernel),
        ("dilation", "dilation", window.dilation),
        ("padding", "pad", window.padding),
        ("stride", "stride", window.stride),
    ):
        if min(sizes) < (name != "padding"):
            wanted = "non-negative" if name == "padding" else "greater than zero"
            height, width = sizes
            raise RuntimeError(
                f"{name} should be {wanted}, but got {short}_height: {height} {short}_width: "
                f"{width}"
            )
