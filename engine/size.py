"""The shape of a tensor as scripts see it."""

from math import prod


class Size(tuple[int, ...]):
    """A tuple of extents, outermost first, that prints as PyTorch's does."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return prod(self)
