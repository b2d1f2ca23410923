"""How a contribution is summed to the shape of an input that was broadcast."""

from __future__ import annotations

Shape = tuple[int, ...]


def summed_dimensions(shape: Shape, final: Shape) -> tuple[int, ...]:
    """The dimensions along which ``shape`` is summed to become ``final``; none if it is not."""
    lead = len(shape) - len(final)
    if shape == final or lead < 0:
        return ()
    kept = (dim for dim in range(lead, len(shape)) if shape[dim] != final[dim - lead])
    return (*range(lead), *kept)
