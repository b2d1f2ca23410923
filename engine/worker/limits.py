"""Limits on a worker process, as far as the system supports them."""

import ctypes
import gc
import sys
from collections.abc import Callable

from engine.children.parent import end_with_parent

MAX_ADDRESS_BYTES = 2 << 30

_OBJECTS_BETWEEN_COLLECTIONS = 50_000

# mallopt(3)
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def apply_limits(max_address_bytes: int = MAX_ADDRESS_BYTES) -> dict[str, str]:
    """Restrict this process; return for each limit whether that succeeded."""
    steps: dict[str, Callable[[], str]] = {
        "memory": lambda: _limit_address_space(max_address_bytes),
        "end with the parent": end_with_parent,
        "freed memory": keep_freed_memory,
    }
    return {name: _attempt(step) for name, step in steps.items()}


def _attempt(step: Callable[[], str]) -> str:
    try:
        return step()
    except Exception as error:  # systems differ in what they support and how they fail
        return f"not in force: {error}"


def _limit_address_space(max_bytes: int) -> str:
    """Limit memory, so that a script that uses too much gets a MemoryError."""
    import resource  # Unix only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return f"{soft} bytes"


def keep_freed_memory() -> str:
    """Have glibc keep freed memory: new pages take more time than filling them."""
    if sys.platform != "linux":
        return "not in force: Linux only"
    mallopt = ctypes.CDLL(None).mallopt
    if not (mallopt(_M_MMAP_THRESHOLD, 32 << 20) and mallopt(_M_TRIM_THRESHOLD, 1 << 30)):
        return "not in force: mallopt refused"
    return "kept"


def collect_rarely() -> None:
    """Let the garbage collector run rarely: the engine makes many objects, but no cycles."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
