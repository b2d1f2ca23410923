"""``torch.nn.attention``: which kernels may compute attention.

Source: torch.nn.attention and torch.backends.cuda, PyTorch 2.13.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import Enum

from engine.script_warnings import warn
from engine.torch import attention_bias as bias  # noqa: F401 (an attribute of the module)
from engine.torch.names.absent import missing as _missing


class SDPBackend(Enum):
    """PyTorch's kernels for attention."""

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
"""The disabled kernels."""


@contextlib.contextmanager
def sdpa_kernel(
    backends: list[SDPBackend] | SDPBackend, set_priority: bool = False
) -> Iterator[dict[str, object]]:
    """Inside its ``with``, only these kernels compute attention.

    Raises:
        AssertionError: no kernels are given.
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
    """Whether the fused kernel, which PyTorch has on the CPU, is enabled."""
    return SDPBackend.FLASH_ATTENTION not in _off


def require_math() -> None:
    """Check that the unfused computation of attention is enabled.

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
    """Enable or disable the unfused computation."""
    _switch(SDPBackend.MATH, enabled)


def enable_flash_sdp(enabled: bool) -> None:
    """Enable or disable the fused kernel."""
    _switch(SDPBackend.FLASH_ATTENTION, enabled)


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Enable or disable a kernel that only other devices have."""
    _switch(SDPBackend.EFFICIENT_ATTENTION, enabled)


def enable_cudnn_sdp(enabled: bool) -> None:
    """Enable or disable a kernel that only other devices have."""
    _switch(SDPBackend.CUDNN_ATTENTION, enabled)


def math_sdp_enabled() -> bool:
    """Whether the unfused computation is enabled."""
    return SDPBackend.MATH not in _off


def flash_sdp_enabled() -> bool:
    """Whether the fused kernel is enabled."""
    return may_fuse()


def mem_efficient_sdp_enabled() -> bool:
    """Whether a kernel that only other devices have is enabled."""
    return SDPBackend.EFFICIENT_ATTENTION not in _off


def cudnn_sdp_enabled() -> bool:
    """Whether a kernel that only other devices have is enabled."""
    return SDPBackend.CUDNN_ATTENTION not in _off


def sdp_kernel(
    enable_flash: bool = True,
    enable_math: bool = True,
    enable_mem_efficient: bool = True,
    enable_cudnn: bool = True,
) -> contextlib.AbstractContextManager[dict[str, object]]:
    """``sdpa_kernel`` under an older name."""
    warn(
        "`torch.backends.cuda.sdp_kernel()` is deprecated. In the future, this context manager "
        "will be removed. Please see `torch.nn.attention.sdpa_kernel()` for the new context "
        "manager, with updated signature.",
        FutureWarning,
    )
    asked = (enable_math, enable_flash, enable_mem_efficient, enable_cudnn)
    return sdpa_kernel([kernel for kernel, is_on in zip(_MAY_BE_OFF, asked) if is_on])


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.attention", name, ["SDPBackend", "bias", "sdpa_kernel"])
