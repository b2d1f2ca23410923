"""Parameters as one vector, and back.

Source: torch.nn.utils.convert_parameters, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.routines import joining
from engine.torch.tensors.typed import typename


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The concatenated elements of all parameters.

    Raises:
        ValueError: no parameters.
    """
    rows = [shape.view(each, shape=(each._data.size,)) for each in parameters]
    return joining.cat(rows)


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Make parameters views of consecutive parts of a vector.

    Raises:
        TypeError: the vector is not a tensor.
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    start = 0
    row: Any = vec
    for each in parameters:
        size = each._data.size
        each.data = row[start : start + size].view_as(each).data  # type: ignore[attr-defined]
        start += size
