"""What scripts ask about the machine: which devices there are, how many threads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from engine.device import CPU, check_device


def _never() -> bool:
    """There is no such device."""
    return False


def _none() -> int:
    """There are none."""
    return 0


def _nothing(*_: Any, **__: Any) -> None:
    """There is nothing to do without such a device."""


cuda = SimpleNamespace(
    is_available=_never,
    device_count=_none,
    manual_seed=_nothing,
    manual_seed_all=_nothing,
    synchronize=_nothing,
    empty_cache=_nothing,
)
"""What a script reads as ``torch.cuda``."""

mps = SimpleNamespace(is_available=_never, device_count=_none, manual_seed=_nothing)
"""What a script reads as ``torch.mps``."""

backends = SimpleNamespace(
    mps=SimpleNamespace(is_available=_never, is_built=_never),
    cudnn=SimpleNamespace(is_available=_never, enabled=True, deterministic=False, benchmark=False),
    cuda=SimpleNamespace(is_built=_never),
)
"""What a script reads as ``torch.backends``."""


def get_num_threads() -> int:
    """How many threads compute: one."""
    return 1


def set_num_threads(num: int) -> None:
    """Nothing changes: one thread computes."""
    if num <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Nothing changes: all of them are."""


def are_deterministic_algorithms_enabled() -> bool:
    """Whether only such algorithms were asked for."""
    return False


def set_default_device(device: Any) -> None:
    """Where tensors are made: on the CPU.

    Raises:
        AssertionError, NotImplementedError: another device.
    """
    check_device(device)


def get_default_device() -> Any:
    """Where tensors are made."""
    return CPU
