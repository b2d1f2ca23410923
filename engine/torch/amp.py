"""``torch.amp``: automatic mixed precision, and gradient scaling.

There are only CPUs here: for other devices it is disabled, as in PyTorch without them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from engine import dtypes, grad_mode
from engine.device import device
from engine.script_warnings import warn
from engine.torch import autocasting
from engine.torch.autocasting import of_thread
from engine.torch.grad_scaler import GradScaler as GradScaler

_DISABLED = "CUDA is not available or torch_xla is imported. Disabling autocast."


DEFAULT_DTYPES = {"cpu": dtypes.bfloat16, "cuda": dtypes.float16}
"""The default autocast dtypes of devices."""

_NARROW = (dtypes.bfloat16, dtypes.float16)


class autocast:  # noqa: N801 (PyTorch's name)
    """Inside its ``with``, some functions are computed in a narrower dtype, others in float32.

    Raises:
        ValueError: the device type is not a string.
        RuntimeError: an unknown device type.
    """

    __module__ = "torch.amp.autocast_mode"

    def __init__(
        self,
        device_type: str,
        dtype: dtypes.dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.fast_dtype = get_autocast_dtype(device_type) if dtype is None else dtype
        self.device = device_type
        if not is_autocast_available(device_type):
            raise RuntimeError(
                f"User specified an unsupported autocast device_type '{device_type}'"
            )
        self._cache_enabled = of_thread.caches if cache_enabled is None else cache_enabled
        if enabled and device_type != "cpu":
            warn(_DISABLED)
            enabled = False
        elif enabled and self.fast_dtype not in _NARROW:
            warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast.\nCPU "
                "Autocast only supports dtypes of torch.bfloat16, torch.float16 currently."
            )
            enabled = False
        self._enabled = enabled

    def __enter__(self) -> autocast:
        self.prev, self.prev_fastdtype, self.prev_cache_enabled = _state()
        if self.device == "cpu":
            grad_mode.current_modes().casts, of_thread.dtype = self._enabled, self.fast_dtype
        of_thread.caches = self._cache_enabled
        of_thread.depth += 1
        return self

    def __exit__(self, *_: object) -> None:
        of_thread.depth -= 1
        if not of_thread.depth:
            of_thread.kept.clear()
        grad_mode.current_modes().casts, of_thread.dtype = self.prev, self.prev_fastdtype
        of_thread.caches = self.prev_cache_enabled

    def __call__(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Decorate a function, which is then run under autocast."""
        if not callable(func):
            raise TypeError(
                f"autocast()(func) requires a callable, but got {type(func).__name__}. Did you "
                "mean to use autocast as a context manager? For example:\n    with "
                "torch.autocast(device_type=...):\n        output = model(input)"
            )

        @wraps(func)
        def decorate_autocast(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return decorate_autocast


def _state() -> tuple[bool, dtypes.dtype, bool]:
    return grad_mode.current_modes().casts, of_thread.dtype, of_thread.caches


def is_autocast_available(device_type: str) -> bool:
    """Whether autocast is available on a device."""
    return device(device_type).type in ("cpu", "cuda", "mtia", "mps", "xpu", "hpu", "xla")


def is_autocast_enabled(device_type: str | None = None) -> bool:
    """Whether autocast is enabled; without a device type for CUDA, where it never is."""
    return device_type == "cpu" and grad_mode.current_modes().casts


def is_autocast_cpu_enabled() -> bool:
    """Whether autocast is enabled on the CPU."""
    return grad_mode.current_modes().casts


def is_autocast_cache_enabled() -> bool:
    """Whether casts of parameters are cached."""
    return of_thread.caches


def get_autocast_dtype(device_type: str) -> dtypes.dtype:
    """The dtype to which autocast casts."""
    return (
        of_thread.dtype if device_type == "cpu" else DEFAULT_DTYPES.get(device_type, dtypes.float16)
    )


def get_autocast_cpu_dtype() -> dtypes.dtype:
    """The dtype to which autocast casts."""
    return of_thread.dtype


def set_autocast_enabled(device_type: str, enabled: bool) -> None:
    """Enable or disable autocast for the current thread."""
    if device_type == "cpu":
        grad_mode.current_modes().casts = enabled


def set_autocast_dtype(device_type: str, dtype: dtypes.dtype) -> None:
    """Set the dtype to which autocast casts."""
    if device_type == "cpu":
        of_thread.dtype = dtype


def get_autocast_gpu_dtype() -> dtypes.dtype:
    """The dtype to which autocast would cast on a GPU."""
    return get_autocast_dtype("cuda")


def set_autocast_cpu_enabled(enabled: bool) -> None:
    """Enable or disable autocast."""
    set_autocast_enabled("cpu", enabled)


def set_autocast_cpu_dtype(dtype: dtypes.dtype) -> None:
    """Set the dtype to which autocast casts."""
    set_autocast_dtype("cpu", dtype)


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Set whether casts of parameters are cached."""
    of_thread.caches = enabled


def clear_autocast_cache() -> None:
    """Clear the cache of casts."""
    of_thread.kept.clear()


def custom_fwd(
    fwd: Callable[..., Any] | None = None,
    *,
    device_type: str,
    cast_inputs: dtypes.dtype | None = None,
) -> Any:
    """Decorate the ``forward`` of a custom function, optionally with a dtype for its inputs."""
    if fwd is None:
        return partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @wraps(fwd)
    def decorate_fwd(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        is_on = is_autocast_enabled(device_type)
        ctx._dtype = get_autocast_dtype(device_type)
        ctx._fwd_used_autocast = is_on and cast_inputs is None
        if not is_on or cast_inputs is None:
            return fwd(ctx, *args, **kwargs)
        given, named = autocasting.in_dtype(cast_inputs, args, kwargs)
        with autocast(device_type, enabled=False):
            return fwd(ctx, *given, **named)

    return decorate_fwd


def custom_bwd(bwd: Callable[..., Any] | None = None, *, device_type: str) -> Any:
    """Decorate the ``backward`` of a custom function: it runs with ``forward``'s autocast state."""
    if bwd is None:
        return partial(custom_bwd, device_type=device_type)

    @wraps(bwd)
    def decorate_bwd(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        with autocast(device_type, ctx._dtype, enabled=ctx._fwd_used_autocast):
            return bwd(ctx, *args, **kwargs)

    return decorate_bwd
