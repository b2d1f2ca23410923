"""``torch.Size``: the shape of a tensor."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from operator import index
from typing import Any, SupportsIndex, overload

from engine.dotted_name import DottedName, name_in_errors

_item = tuple.__getitem__  # faster to look up than by ``super``


class Size(tuple[int, ...], metaclass=DottedName):
    """The sizes of all dimensions: a tuple that prints as PyTorch's; so do its slices."""

    __slots__ = ()
    __module__ = "torch"

    def __new__(cls, iterable: Iterable[SupportsIndex] = (), *others: object) -> Size:
        """Make a size from an iterable.

        Raises:
            TypeError: not exactly one iterable, or an element that is not an integer.
        """
        if others:
            raise TypeError(f"tuple expected at most 1 argument, got {1 + len(others)}")
        return _checked(tuple(iterable))

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __add__(self, other: Any) -> Size:
        if not isinstance(other, tuple):
            kind = type(other).__name__
            raise TypeError(f"can only concatenate tuple (not {kind}) to torch.Size")
        return _checked((*self, *other))

    def __radd__(self, other: Any) -> Size:
        return _checked((*other, *self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, count: SupportsIndex) -> Size:
        if hasattr(type(count), "__index__"):
            return size_of(super().__mul__(count))
        kind = name_in_errors(type(count))
        raise TypeError(f"can't multiply sequence by non-int of type '{kind}'")

    def __rmul__(self, count: Any) -> Size:
        return self * count if hasattr(type(count), "__index__") else NotImplemented

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
    """A size of values that are known to be integers."""
    return tuple.__new__(Size, extents)


def _checked(extents: tuple[Any, ...]) -> Size:
    """A size of values from the script.

    Raises:
        TypeError: a value is not an integer.
    """
    return size_of([_whole(at, each) for at, each in enumerate(extents)])


def _whole(at: int, extent: Any) -> int:
    try:
        return index(extent)
    except TypeError:
        kind = type(extent).__name__
        message = f"torch.Size() takes an iterable of 'int' (item {at} is '{kind}')"
        raise TypeError(message) from None
