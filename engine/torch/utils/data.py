"""The module ``torch.utils.data``: datasets, and batches of their elements.

Source: torch.utils.data, PyTorch 2.13.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from engine.random.generator import Generator
from engine.torch.names.absent import missing as _missing
from engine.torch.utils.collating import default_collate, default_convert
from engine.torch.utils.data_sets import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
    tensors_behind,
)
from engine.torch.utils.loader_iterators import iterating
from engine.torch.utils.loader_workers import Worker, WorkerInfo, dealt, get_worker_info, in_turns
from engine.torch.utils.samplers import (
    BatchSampler,
    DistributedSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
    drawn_seed,
)
from engine.unobserved import report, unobserved

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DistributedSampler",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]


class DataLoader:
    """Iterates over batches of a dataset, in order or at random."""

    __module__ = "torch.utils.data.dataloader"
    __is_made = False

    def __class_getitem__(cls, item: Any) -> type[DataLoader]:
        return cls

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Any = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        in_row = isinstance(dataset, IterableDataset)
        if in_row:
            for name, each in (("shuffle", shuffle or None), ("sampler", sampler)):
                _refuse_for_row(name, each)
            _refuse_for_row("batch_sampler", batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, "
                    "and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with "
                "drop_last"
            )
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.generator, self.num_workers = generator, num_workers
        self.pin_memory, self.timeout, self.worker_init_fn = pin_memory, timeout, worker_init_fn
        self.persistent_workers = persistent_workers
        self.prefetch_factor = 2 if num_workers and prefetch_factor is None else prefetch_factor
        if sampler is None and not in_row:
            sampler = (
                RandomSampler(dataset, generator=generator)
                if shuffle
                else SequentialSampler(dataset)
            )
        if batch_size is not None and batch_sampler is None and sampler is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.sampler, self.batch_sampler = sampler, batch_sampler
        is_batched = batch_sampler is not None or batch_size is not None
        self.collate_fn = collate_fn or (default_collate if is_batched else default_convert)
        self.__is_made = True

    def __setattr__(self, name: str, value: Any) -> None:
        fixed = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset")
        if self.__is_made and name in (*fixed, "persistent_workers"):
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized"
            )
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        return iterating(self, self.__batches())

    def __batches(self) -> Iterator[Any]:
        # PyTorch draws a seed for its workers whenever a loader is iterated, also without any.
        seed = drawn_seed(self.generator)
        if isinstance(self.dataset, IterableDataset):
            if not self.num_workers:
                return self.__in_row(self.dataset)
            workers = self.__workers(seed)
            return in_turns(workers, [self.__in_row(each.dataset) for each in workers])
        tasks = self.sampler if self.batch_sampler is None else self.batch_sampler
        if not self.num_workers:
            return map(self.__fetched, tasks)
        return dealt(self.__workers(seed), self.__fetched, tasks)

    def __workers(self, seed: int) -> list[Worker]:
        count = self.num_workers
        infos = [
            WorkerInfo(at, count, seed + at, self.__dataset_of_worker()) for at in range(count)
        ]
        return [Worker(each, self.worker_init_fn) for each in infos]

    def __dataset_of_worker(self) -> Any:
        """A copy of an iterable dataset, which workers share, else the dataset."""
        divides = isinstance(self.dataset, IterableDataset)
        return copy.copy(self.dataset) if divides else self.dataset

    def __fetched(self, task: Any) -> Any:
        """The element with an index, or the batch with several."""
        if self.batch_sampler is None:
            return self.collate_fn(self.dataset[task])
        sources = tensors_behind(self.dataset) if self.collate_fn is default_collate else ()
        if not sources or any(each.requires_grad for each in sources):
            return self.collate_fn([self.dataset[place] for place in task])
        with unobserved():
            batch = default_collate([self.dataset[place] for place in task])
        for part, source in zip(batch, sources, strict=True):
            report("DataLoader", part, of=(source,))
        return batch

    def __in_row(self, dataset: IterableDataset) -> Iterator[Any]:
        if self.batch_size is None:
            yield from map(self.collate_fn, dataset)
            return
        for batch in BatchSampler(dataset, self.batch_size, self.drop_last):
            yield self.collate_fn(batch)

    def __len__(self) -> int:
        if isinstance(self.dataset, IterableDataset):
            count = len(self.dataset)  # type: ignore[arg-type]
            if self.batch_size is None:
                return count
            whole, rest = divmod(count, self.batch_size)
            return whole + (rest > 0 and not self.drop_last)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)


def _check_workers(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable "
            "multiprocessing."
        )
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 "
            "to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")


def _refuse_for_row(name: str, given: Any) -> None:
    if given is not None:
        raise ValueError(
            f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
            f"{name}={given}"
        )


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.utils.data", name, __all__)
