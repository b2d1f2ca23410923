"""The shape of a tensor as scripts see it."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any, SupportsIndex, overload

_item = tuple.__getitem__  # looked up sooner than by ``super``


class Size(tuple[int, ...]):
    """A tuple of extents, outermost first, that prints as PyTorch's does; so do its slices."""

    __slots__ = ()

    def __new__(cls, iterable: Iterable[SupportsIndex] = (), *others: object) -> Size:
        """As a script makes one.

        Raises:
            TypeError: not one iterable, or an extent that is no whole number.
        """
        if others:
            raise TypeError(f"tuple expected at most 1 argument, got {1 + len(others)}")
        given = tuple(iterable)
        for at, each in enumerate(given):
            if not hasattr(each, "__index__"):
                raise TypeError(
                    f"torch.Size() takes an iterable of 'int' (item {at} is "
                    f"'{type(each).__name__}')"
                )
        return size_of(each.__index__() for each in given)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __add__(self, other: Any) -> Size:
        return size_of((*self, *_addend(other)))

    def __radd__(self, other: Any) -> Size:
        return size_of((*_addend(other), *self))

    def __mul__(self, count: SupportsIndex) -> Size:
        return size_of(super().__mul__(count))

    __rmul__ = __mul__

    @overload
    def __getitem__(self, place: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Size: ...
    def __getitem__(self, place: Any) -> Any:
        found = _item(self, place)
        return size_of(found) if type(place) is slice else found

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return prod(self)


def size_of(extents: Iterable[int]) -> Size:
    """A size of extents that are known to be whole numbers."""
    return tuple.__new__(Size, extents)


def _addend(other: Any) -> Size:
    """What can be joined to a size, as one.

    Raises:
        TypeError: no tuple of whole numbers.
    """
    if not isinstance(other, tuple):
        kind = type(other).__name__
        raise TypeError(f"can only concatenate tuple (not {kind}) to torch.Size")
    return Size(other)
