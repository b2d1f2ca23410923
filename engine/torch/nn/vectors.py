"""The parameters of a module as one row of elements, and back."""

from __future__ import annotations

from collections.abc import Iterable

from engine import grad_mode
from engine.ops import combined, joining, select, shape
from engine.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters in one row."""
    rows = [shape.view(each, shape=(each._data.size,)) for each in parameters]
    return joining.cat(*rows, dim=0)


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Take over a row of elements into parameters, one after the other."""
    start = 0
    with grad_mode.no_grad():
        for each in parameters:
            end = start + each._data.size
            part = select.slice(vec, dim=0, start=start, end=end, step=1)
            combined.copy_from.apply_in_place(each, shape.view(part, shape=tuple(each.shape)))
            start = end
