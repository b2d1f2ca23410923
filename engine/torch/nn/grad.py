"""``torch.nn.grad``: the gradients of convolutions, as functions of their own.

Source: torch.nn.grad, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.ops import create
from engine.ops.nn.convolution_gradients import convolution_backward
from engine.ops.nn.windows import Window
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.naming import named
from engine.torch.nn import convolution_checks
from engine.torch.nn.convolution import per_dim


def _backward(
    grad_output: Tensor, input: Tensor, weight: Tensor, wanted: int, *moves: Any
) -> Tensor:
    """The gradient of a convolution without a bias by its input (0) or its weight (1).

    Raises:
        RuntimeError: the shapes do not match.
    """
    stride, padding, dilation = (per_dim(each, input.ndim - 2) for each in moves[:3])
    windows = Window(weight.shape[2:], stride, padding, dilation)
    _check(grad_output.shape, input.shape, weight.shape, windows, moves[3])
    found: Tensor = convolution_backward(
        grad_output,
        input,
        weight,
        mask=(wanted == 0, wanted == 1, False),
        transposed=False,
        moves={"stride": stride, "padding": padding, "dilation": dilation, "groups": moves[3]},
    )[wanted]
    return found


def _check(result: Sequence[int], input: Any, weight: Any, windows: Window, groups: int) -> None:
    """Check that a gradient has the shape of the convolution's result.

    Raises:
        RuntimeError: it does not, or the input does not match the weight.
    """
    if len(input) != len(result):
        raise RuntimeError(
            "Expected input and grad_output to have the same number of dimensions, but got: "
            f"{len(input)} and {len(result)}"
        )
    moves = (windows.stride, windows.padding, windows.dilation, (0,))
    convolution_checks.check_shapes(input, weight, None, moves, groups)
    expected = (input[0], weight[0], *windows.places(input[2:]))
    for at, (right, given) in enumerate(zip(expected, result, strict=True)):
        if right != given:
            raise RuntimeError(
                f"Expected a tensor of dimension {len(result)} and tensor.size[{at}] == {right} "
                f"but got: dimension {len(result)} and tensor.size[{at}] = {given}"
            )


def _of_shape(size: Any, like: Tensor) -> Tensor:
    """A tensor of which only the shape is used."""
    return shape.expand(create.zeros(size=(1,) * len(size), dtype=like.dtype), shape=tuple(size))


def _input_gradient(name: str) -> Callable[..., Tensor]:
    def function(
        input_size: Any,
        weight: Tensor,
        grad_output: Tensor,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        input = _of_shape(input_size, grad_output)
        return _backward(grad_output, input, weight, 0, stride, padding, dilation, groups)

    return named(function, name, "The gradient of a convolution by its input.")


def _weight_gradient(name: str) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        weight_size: Any,
        grad_output: Tensor,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        weight = _of_shape(weight_size, grad_output)
        return _backward(grad_output, input, weight, 1, stride, padding, dilation, groups)

    return named(function, name, "The gradient of a convolution by its weight.")


conv1d_input, conv2d_input, conv3d_input = (
    _input_gradient(f"conv{ndim}d_input") for ndim in (1, 2, 3)
)
conv1d_weight, conv2d_weight, conv3d_weight = (
    _weight_gradient(f"conv{ndim}d_weight") for ndim in (1, 2, 3)
)
