"""What iterating a data loader gives.

Source: torch.utils.data.dataloader, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Any


class _BaseDataLoaderIter:
    """The batches of a loader, one after the other.

    Args:
        loader: tells their number.
    """

    __module__ = "torch.utils.data.dataloader"

    def __init__(self, loader: Sized, batches: Iterator[Any]) -> None:
        self._loader, self._batches = loader, batches

    def __iter__(self) -> _BaseDataLoaderIter:
        return self

    def __next__(self) -> Any:
        return next(self._batches)

    def __len__(self) -> int:
        return len(self._loader)


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    """The batches of a loader without workers."""

    __module__ = "torch.utils.data.dataloader"


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """The batches of a loader with workers."""

    __module__ = "torch.utils.data.dataloader"


def iterating(loader: Any, batches: Iterator[Any]) -> _BaseDataLoaderIter:
    """The batches of a loader as the iterator that PyTorch has for it."""
    several = loader.num_workers > 0
    kind = _MultiProcessingDataLoaderIter if several else _SingleProcessDataLoaderIter
    return kind(loader, batches)
