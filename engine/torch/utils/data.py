"""What a script imports as ``torch.utils.data``: data sets, and batches drawn from them.

Source: torch.utils.data, PyTorch 2.13.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.errors import missing as _missing
from engine.generator import Generator
from engine.ops import random
from engine.tensor import Tensor
from engine.torch import creation, joining
from engine.torch.random import multinomial
from engine.torch.utils.data_sets import ChainDataset as ChainDataset
from engine.torch.utils.data_sets import ConcatDataset as ConcatDataset
from engine.torch.utils.data_sets import Dataset as Dataset
from engine.torch.utils.data_sets import IterableDataset as IterableDataset
from engine.torch.utils.data_sets import StackDataset as StackDataset
from engine.torch.utils.data_sets import Subset as Subset
from engine.torch.utils.data_sets import TensorDataset as TensorDataset
from engine.torch.utils.data_sets import random_split as random_split


class Sampler:
    """The base of what says in which order elements are taken."""

    def __class_getitem__(cls, item: Any) -> type[Sampler]:
        return cls

    def __init__(self, data_source: Any = None) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError


class SequentialSampler(Sampler):
    """One after the other."""

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """Each once in random order, or drawn with replacement."""

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        super().__init__(data_source)
        self.replacement, self.generator = replacement, generator
        self.num_samples = len(data_source) if num_samples is None else num_samples
        if self.num_samples <= 0:
            raise ValueError(
                "num_samples should be a positive integer value, but got num_samples="
                f"{self.num_samples}"
            )

    def __iter__(self) -> Iterator[int]:
        generator = self.generator
        if generator is None:
            generator = Generator().manual_seed(_drawn_seed())
        count = len(self.data_source)
        if self.replacement:
            for start in range(0, self.num_samples, 32):
                size = (min(32, self.num_samples - start),)
                drawn = random.randint(
                    low=0, high=count, size=size, dtype=dtypes.int64, generator=generator
                )
                yield from np.asarray(drawn._data).tolist()
            return
        for start in range(0, self.num_samples + 1, count):  # as PyTorch, also for a rest of none
            order = random.randperm(n=count, dtype=dtypes.int64, generator=generator)
            yield from np.asarray(order._data).tolist()[: self.num_samples - start]

    def __len__(self) -> int:
        return self.num_samples


def _drawn_seed(generator: Generator | None = None) -> int:
    """A seed from a generator, by default the default one."""
    place = creation.empty(dtype=dtypes.int64, size=())
    return int(np.asarray(random.random(place, low=0, high=2**63, generator=generator)._data))


class SubsetRandomSampler(Sampler):
    """Some elements in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        super().__init__()
        self.indices, self.generator = indices, generator

    def __iter__(self) -> Iterator[int]:
        order = random.randperm(n=len(self.indices), dtype=dtypes.int64, generator=self.generator)
        for place in np.asarray(order._data).tolist():
            yield self.indices[place]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Places drawn with probabilities in proportion to weights."""

    def __init__(
        self,
        weights: Any,
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if isinstance(num_samples, bool) or not isinstance(num_samples, int) or num_samples <= 0:
            raise ValueError(
                f"num_samples should be a positive integer value, but got num_samples={num_samples}"
            )
        self.weights = creation.as_tensor(weights, dtype=dtypes.float64)
        if self.weights.ndim != 1:
            raise ValueError(
                "weights should be a 1d sequence but given weights have shape "
                f"{tuple(self.weights.shape)}"
            )
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self) -> Iterator[int]:
        drawn = multinomial(
            self.weights, self.num_samples, self.replacement, generator=self.generator
        )
        return iter(np.asarray(drawn._data).tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """Numbers from another sampler, several at a time."""

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool) -> None:
        super().__init__()
        if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size <= 0:
            raise ValueError(
                f"batch_size should be a positive integer value, but got batch_size={batch_size}"
            )
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[Any]]:
        numbers = iter(self.sampler)
        while batch := list(itertools.islice(numbers, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        count = len(self.sampler)
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)


def default_collate(batch: Sequence[Any]) -> Any:
    """The elements of a batch put together: tensors stacked, the rest member by member.

    Raises:
        TypeError: something that cannot be put together.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return joining.stack(list(batch), 0)
    if isinstance(first, np.ndarray | np.generic):
        return joining.stack([creation.as_tensor(each) for each in batch], 0)
    if isinstance(first, float):
        return creation.tensor(list(batch), dtype=dtypes.float64)
    if isinstance(first, bool | int):
        return creation.tensor(list(batch))
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return {key: default_collate([each[key] for each in batch]) for key in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(each) for each in zip(*batch)))
    if isinstance(first, Sequence):
        if any(len(each) != len(first) for each in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(each) for each in zip(*batch)]
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
        f"{type(first)}"
    )


class DataLoader:
    """Batches of a data set, in order or at random."""

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
        if num_workers < 0:
            raise ValueError(
                "num_workers option should be non-negative; use num_workers=0 to disable "
                "multiprocessing."
            )
        if num_workers:
            raise errors.MissingOperationError(
                "Gradwalk's DataLoader loads in the script's own process: num_workers=0"
            )
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, "
                    "and drop_last"
                )
            batch_size = None
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.generator, self.num_workers = generator, num_workers
        if sampler is None and not isinstance(dataset, IterableDataset):
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

    def __iter__(self) -> Iterator[Any]:
        # PyTorch draws a seed for its workers whenever a loader is iterated, also without any.
        _drawn_seed(self.generator)
        if isinstance(self.dataset, IterableDataset):
            return self._in_row()
        if self.batch_sampler is None:
            return (self.collate_fn(self.dataset[place]) for place in self.sampler)
        return (
            self.collate_fn([self.dataset[place] for place in batch])
            for batch in self.batch_sampler
        )

    def _in_row(self) -> Iterator[Any]:
        if self.batch_size is None:
            yield from map(self.collate_fn, self.dataset)
            return
        for batch in BatchSampler(self.dataset, self.batch_size, self.drop_last):
            yield self.collate_fn(batch)

    def __len__(self) -> int:
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)


def default_convert(data: Any) -> Any:
    """Arrays as tensors, also those that are parts of something; tuples as lists."""
    if isinstance(data, np.ndarray | np.generic) and data.dtype.kind not in "SUO":
        return creation.as_tensor(data)
    if isinstance(data, Mapping):
        return type(data)({name: default_convert(each) for name, each in data.items()})  # type: ignore[call-arg]
    if isinstance(data, tuple):
        converted = [default_convert(each) for each in data]
        return type(data)(*converted) if hasattr(data, "_fields") else converted
    if isinstance(data, list):
        return [default_convert(each) for each in data]
    return data


def get_worker_info() -> None:
    """There is no worker: elements are loaded in the script's own process."""


def __getattr__(name: str) -> Any:
    """Called for names that the namespace does not have.

    Raises:
        MissingOperationError: always, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.utils.data", name, [each for each in globals() if each[0].isupper()])
