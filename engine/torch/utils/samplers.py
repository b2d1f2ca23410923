"""Samplers: the order in which elements of datasets are drawn.

Source: torch.utils.data.sampler, PyTorch 2.13.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.ops import random
from engine.random.generator import Generator
from engine.torch.random import multinomial
from engine.torch.routines import creation
from engine.unobserved import unobserved


def _check_count(name: str, count: Any) -> None:
    """Check a number of samples.

    Raises:
        ValueError: not a positive integer.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count <= 0:
        raise ValueError(f"{name} should be a positive integer value, but got {name}={count}")


def _check_flag(name: str, value: Any, error: type[Exception] = ValueError) -> None:
    """Check a boolean.

    Raises:
        Exception: of the given type, if it is not a boolean.
    """
    if not isinstance(value, bool):
        raise error(f"{name} should be a boolean value, but got {name}={value}")


class Sampler:
    """Base class of samplers."""

    def __class_getitem__(cls, item: Any) -> type[Sampler]:
        return cls

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError


class SequentialSampler(Sampler):
    """Indices in order."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """Indices in random order, or drawn with replacement."""

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement, self.generator = replacement, generator
        _check_flag("replacement", replacement, TypeError)
        self.num_samples = len(data_source) if num_samples is None else num_samples
        _check_count("num_samples", self.num_samples)

    def __iter__(self) -> Iterator[int]:
        generator = self.generator
        if generator is None:
            generator = Generator().manual_seed(drawn_seed())
        count = len(self.data_source)
        if self.replacement:
            for start in range(0, self.num_samples, 32):
                size = (min(32, self.num_samples - start),)
                with unobserved():
                    drawn = random.randint(
                        low=0, high=count, size=size, dtype=dtypes.int64, generator=generator
                    )
                yield from np.asarray(drawn._data).tolist()
            return
        for start in range(0, self.num_samples + 1, count):  # as in PyTorch, also for an empty rest
            yield from _shuffled(count, generator)[: self.num_samples - start]

    def __len__(self) -> int:
        return self.num_samples


def drawn_seed(generator: Generator | None = None) -> int:
    """A seed drawn from a generator, by default the default one."""
    with unobserved():
        place = creation.empty(dtype=dtypes.int64, size=())
        drawn = random.random(place, low=0, high=2**63, generator=generator)
    return int(np.asarray(drawn._data))


def _shuffled(count: int, generator: Generator | None) -> list[int]:
    """A random permutation as a list."""
    with unobserved():
        order = random.randperm(n=count, dtype=dtypes.int64, generator=generator)
    numbers: list[int] = np.asarray(order._data).tolist()
    return numbers


class SubsetRandomSampler(Sampler):
    """Some indices in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        super().__init__()
        self.indices, self.generator = indices, generator

    def __iter__(self) -> Iterator[int]:
        for place in _shuffled(len(self.indices), self.generator):
            yield self.indices[place]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Indices drawn with probabilities proportional to weights."""

    def __init__(
        self,
        weights: Any,
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        _check_count("num_samples", num_samples)
        _check_flag("replacement", replacement)
        self.weights = creation.as_tensor(weights, dtype=dtypes.float64)
        if self.weights.ndim != 1:
            raise ValueError(
                "weights should be a 1d sequence but given weights have shape "
                f"{tuple(self.weights.shape)}"
            )
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self) -> Iterator[int]:
        with unobserved():
            drawn = multinomial(
                self.weights, self.num_samples, self.replacement, generator=self.generator
            )
        return iter(np.asarray(drawn._data).tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """Batches of indices from another sampler."""

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool) -> None:
        super().__init__()
        _check_count("batch_size", batch_size)
        _check_flag("drop_last", drop_last)
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[Any]]:
        numbers = iter(self.sampler)
        while batch := list(itertools.islice(numbers, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        count = len(self.sampler)
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)


class DistributedSampler(Sampler):
    """The indices of one of several processes: every n-th element.

    Attributes:
        num_samples: the number of indices per process.
        total_size: the number of all; some occur twice if it is not divisible.
    """

    __module__ = "torch.utils.data.distributed"

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            raise ValueError(
                "Default process group has not been initialized, please make sure to call "
                "init_process_group."
            )
        if not 0 <= rank < num_replicas:
            raise ValueError(
                f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]"
            )
        self.dataset, self.num_replicas, self.rank = dataset, num_replicas, rank
        self.shuffle, self.seed, self.drop_last, self.epoch = shuffle, seed, drop_last, 0
        count = len(dataset)
        self.num_samples = count // num_replicas if drop_last else -(-count // num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self) -> Iterator[int]:
        count = len(self.dataset)
        order = list(range(count))
        if self.shuffle:
            order = _shuffled(count, Generator().manual_seed(self.seed + self.epoch))
        whole = list(itertools.islice(itertools.cycle(order), self.total_size))
        return iter(whole[self.rank :: self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch, which determines the order of shuffling."""
        self.epoch = epoch
