"""``torch.cuda.amp`` and ``torch.cpu.amp``: the deprecated names of ``torch.amp``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from engine.script_warnings import warn
from engine.torch import amp
from engine.torch.older_names import by_older_name


def _text(device: str, name: str, newer: str) -> str:
    return (
        f"`torch.{device}.amp.{name}(args...)` is deprecated. Please use `torch.amp.{newer}` "
        "instead."
    )


def autocast_of(device: str) -> type[amp.autocast]:
    """The class ``autocast`` of one device."""
    text = _text(device, "autocast", f"autocast('{device}', args...)")

    class autocast(amp.autocast):  # noqa: N801 (PyTorch's name)
        """``torch.amp.autocast`` for this device."""

        __module__ = f"torch.{device}.amp.autocast_mode"
        __qualname__ = "autocast"

        def __init__(
            self,
            enabled: bool = True,
            dtype: Any = amp.DEFAULT_DTYPES[device],
            cache_enabled: bool = True,
        ) -> None:
            warn(text, FutureWarning)
            super().__init__(device, dtype, enabled, cache_enabled)

    return autocast


def scaler_of(device: str) -> type[amp.GradScaler]:
    """The class ``GradScaler`` of one device."""
    text = _text(device, "GradScaler", f"GradScaler('{device}', args...)")

    class GradScaler(amp.GradScaler):
        """``torch.amp.GradScaler`` for this device."""

        __module__ = f"torch.{device}.amp.grad_scaler"
        __qualname__ = "GradScaler"

        def __init__(
            self,
            init_scale: float = 2.0**16,
            growth_factor: float = 2.0,
            backoff_factor: float = 0.5,
            growth_interval: int = 2000,
            enabled: bool = True,
        ) -> None:
            warn(text, FutureWarning)
            factors = init_scale, growth_factor, backoff_factor
            super().__init__(device, *factors, growth_interval, enabled)

    return GradScaler


def of_custom_functions(name: str) -> Callable[..., Any]:
    """``custom_fwd`` or ``custom_bwd`` of CUDA."""
    newer = partial(getattr(amp, name), device_type="cuda")
    text = _text("cuda", name, f"{name}(args..., device_type='cuda')")
    decorator: Callable[..., Any] = by_older_name(update_wrapper(newer, newer.func), name, text)
    return decorator
