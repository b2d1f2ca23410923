"""What a script imports as ``torch.nn.attention``: by which kernels attention may be computed.

Source: torch.nn.attention and torch.backends.cuda, PyTorch 2.13.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import Enum

from engine.torch.names.absent import missing as _missing
from engine.torch.warning import warn


class SDPBackend(Enum):
    """A kernel that PyTorch has for attention."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __int__(self) -> int:
        return self.value


_MAY_BE_OFF = (
    SDPBackend.MATH,
    SDPBackend.FLASH_ATTENTION,
    SDPBackend.EFFICIENT_ATTENTION,
    SDPBackend.CUDNN_ATTENTION,
)
_off: set[SDPBackend] = set()
"""The kernels that must not be used now."""


@contextlib.contextmanager
def sdpa_kernel(
    backends: list[SDPBackend] | SDPBackend, set_priority: bool = False
) -> Iterator[dict[str, object]]:
    """Inside its ``with``, attention is computed by these kernels only.

    Raises:
        AssertionError: no kernels.
    """
    if not isinstance(backends, list | SDPBackend):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances, got "
            f"{type(backends).__name__}"
        )
    chosen = [backends] if isinstance(backends, SDPBackend) else backends
    before = set(_off)
    _off.update(_MAY_BE_OFF)
    _off.difference_update(chosen)
    try:
        yield {}
    finally:
        _off.clear()
        _off.update(before)


def may_fuse() -> bool:
    """Whether the one kernel for the whole may be used, which PyTorch has on the CPU."""
    return SDPBackend.FLASH_ATTENTION not in _off


def require_math() -> None:
    """Check that attention may be computed step by step.

    Raises:
        RuntimeError: no kernel is left.
    """
    if SDPBackend.MATH in _off:
        raise RuntimeError(
            "No viable backend for scaled_dot_product_attention was found. This is likely due to "
            "turning off both the math kernel and the fused kernels."
        )


def _switch(kernel: SDPBackend, enabled: bool) -> None:
    _off.discard(kernel) if enabled else _off.add(kernel)


def enable_math_sdp(enabled: bool) -> None:
    """Let attention be computed step by step, or not."""
    _switch(SDPBackend.MATH, enabled)


def enable_flash_sdp(enabled: bool) -> None:
    """Let the one kernel for the whole be used, or not."""
    _switch(SDPBackend.FLASH_ATTENTION, enabled)


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Note whether a kernel may be used that only other devices have."""
    _switch(SDPBackend.EFFICIENT_ATTENTION, enabled)


def enable_cudnn_sdp(enabled: bool) -> None:
    """Note whether a kernel may be used that only other devices have."""
    _switch(SDPBackend.CUDNN_ATTENTION, enabled)


def math_sdp_enabled() -> bool:
    """Whether attention may be computed step by step."""
    return SDPBackend.MATH not in _off


def flash_sdp_enabled() -> bool:
    """Whether the one kernel for the whole may be used."""
    return may_fuse()


def mem_efficient_sdp_enabled() -> bool:
    """Whether a kernel may be used that only other devices have."""
    return SDPBackend.EFFICIENT_ATTENTION not in _off


def cudnn_sdp_enabled() -> bool:
    """Whether a kernel may be used that only other devices have."""
    return SDPBackend.CUDNN_ATTENTION not in _off


def sdp_kernel(
    enable_flash: bool = True,
    enable_math: bool = True,
    enable_mem_efficient: bool = True,
    enable_cudnn: bool = True,
) -> contextlib.AbstractContextManager[dict[str, object]]:
    """``sdpa_kernel`` by its older name."""
    warn(
        "`torch.backends.cuda.sdp_kernel()` is deprecated. In the future, this context manager "
        "will be removed. Please see `torch.nn.attention.sdpa_kernel()` for the new context "
        "manager, with updated signature.",
        FutureWarning,
    )
    asked = (enable_math, enable_flash, enable_mem_efficient, enable_cudnn)
    return sdpa_kernel([kernel for kernel, is_on in zip(_MAY_BE_OFF, asked) if is_on])


def __getattr__(name: str) -> object:
    """Called for names that the namespace does not have.

    Raises:
        AttributeError: always; where PyTorch has that, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.attention", name, ["SDPBackend", "sdpa_kernel"])
