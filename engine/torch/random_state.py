"""Seeds and states of random generators, the states as tensors; also ``torch.random``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from engine import dtypes, errors
from engine.random.generator import Generator, default_generator
from engine.random.generator_state import restore, state_of
from engine.tensor import Tensor, wrap


def manual_seed(seed: Any) -> Generator:
    """Seed the default generator."""
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Seed the default generator unpredictably; return the seed."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed of the default generator."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The state of the default generator."""
    return get_state(default_generator)


def set_rng_state(new_state: Tensor) -> None:
    """Restore a state of the default generator."""
    if not isinstance(new_state, Tensor):
        kind = type(new_state).__name__
        raise TypeError(f"expected a torch.ByteTensor, but got {kind}")
    set_state(default_generator, new_state)


def get_state(generator: Generator) -> Tensor:
    """The state of a generator."""
    return wrap(state_of(generator))


def set_state(generator: Generator, new_state: Tensor) -> Generator:
    """Restore a state of a generator; return the generator.

    Raises:
        TypeError: not a uint8 tensor.
        RuntimeError: another size.
    """
    if not isinstance(new_state, Tensor):
        raise TypeError(f"expected a torch.ByteTensor, but got {errors.type_name(new_state)}")
    if new_state.dtype is not dtypes.uint8:
        raise TypeError("RNG state must be a torch.ByteTensor")
    restore(generator, new_state._array())
    return generator


def clone_state(generator: Generator) -> Generator:
    """Another generator with the same state."""
    twin = Generator()
    restore(twin, state_of(generator))
    twin._initial_seed = generator._initial_seed
    return twin


@contextlib.contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **_: Any) -> Iterator[None]:
    """Inside its ``with``, draws do not affect the state of the default generator afterwards."""
    state = state_of(default_generator) if enabled else None
    try:
        yield
    finally:
        if state is not None:
            restore(default_generator, state)


Generator.get_state = get_state  # type: ignore[attr-defined]
Generator.set_state = set_state  # type: ignore[attr-defined]
Generator.clone_state = clone_state  # type: ignore[attr-defined]
