"""Complex convolutions by three real ones.

Source: complex_convolution, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.elementwise import arithmetic, complex_numbers, with_numbers
from engine.ops.indexing import select
from engine.tensor import Tensor


def convolve_parts(
    convolve: Callable[..., Tensor],
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    **moves: Any,
) -> Tensor:
    """The convolution of a batch, from the convolutions of real and imaginary parts and their sums.

    Operands are evaluated last to first, as C++ compilers evaluate PyTorch's arguments.
    """
    real, imaginary = _parts(input)
    weight_real, weight_imaginary = _parts(weight)
    bias_real, bias_imaginary = (None, None) if bias is None else _parts(bias)
    first = convolve(real, weight_real, bias_real, **moves)
    second = convolve(imaginary, weight_imaginary, None, **moves)
    bias_sum = None
    if bias_real is not None and bias_imaginary is not None:
        bias_sum = arithmetic.add(bias_real, bias_imaginary)
    weight_sum = arithmetic.add(weight_real, weight_imaginary)
    third = convolve(arithmetic.add(real, imaginary), weight_sum, bias_sum, **moves)
    rest = arithmetic.sub(arithmetic.sub(third, first), second)
    turned = with_numbers.mul_number(rest, number=1j)
    return arithmetic.add(arithmetic.sub(first, second), turned)


def _parts(numbers: Tensor) -> tuple[Tensor, Tensor]:
    pairs = complex_numbers.view_as_real(numbers)
    real = select.select(pairs, dim=numbers.ndim, index=0)
    return real, select.select(pairs, dim=numbers.ndim, index=1)
