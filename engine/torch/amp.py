"""``torch.amp``: automatic mixed precision, and gradient scaling.

There are only CPUs here: for other devices it is disabled, as in PyTorch without them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any

import numpy as np

from engine import dtypes, grad_mode
from engine.device import device
from engine.ops.elementwise import arithmetic
from engine.tensor import Tensor
from engine.torch import autocasting
from engine.torch.autocasting import of_thread
from engine.torch.warning import warn

_DISABLED = "CUDA is not available or torch_xla is imported. Disabling autocast."
_DISABLED_SCALER = "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling."


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


class GradScaler:
    """Scales losses, lest gradients underflow in half precision, and unscales the gradients.

    Attributes:
        growth_factor, backoff_factor: the factors of the scale after steps without and with
            infinite or nan gradients.
        growth_interval: the number of successful steps after which the scale grows.
    """

    __module__ = "torch.amp.grad_scaler"

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if enabled and device == "cuda":
            warn(_DISABLED_SCALER)
        self._is_on = enabled and device != "cuda"
        self._scale = float(init_scale)
        self.growth_factor, self.backoff_factor = growth_factor, backoff_factor
        self.growth_interval = growth_interval
        self._good_steps = 0
        self._found: dict[int, bool] = {}

    def is_enabled(self) -> bool:
        """Whether scaling is enabled."""
        return self._is_on

    def get_scale(self) -> float:
        """The current scale."""
        return self._scale if self._is_on else 1.0

    def scale(self, outputs: Any) -> Any:
        """The scaled loss, or several."""
        if not self._is_on:
            return outputs
        if isinstance(outputs, Tensor):
            return arithmetic.mul(outputs, self._scale)
        return type(outputs)(self.scale(each) for each in outputs)

    def unscale_(self, optimizer: Any) -> None:
        """Unscale the gradients of an optimiser's parameters.

        Raises:
            RuntimeError: they have been unscaled since the last update.
        """
        if not self._is_on:
            return
        if id(optimizer) in self._found:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update()."
            )
        is_bad = False
        with grad_mode.no_grad():
            for gradient in _gradients(optimizer):
                arithmetic.mul.apply_in_place(gradient, 1 / self._scale)
                is_bad |= not bool(np.isfinite(gradient._data).all())
        self._found[id(optimizer)] = is_bad

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the optimiser take a step, unless a gradient is infinite or nan."""
        if not self._is_on:
            return optimizer.step(*args, **kwargs)
        if id(optimizer) not in self._found:
            self.unscale_(optimizer)
        return None if self._found[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Update the scale."""
        if not self._is_on:
            return
        if new_scale is not None:
            self._scale = new_scale.item() if isinstance(new_scale, Tensor) else new_scale
        elif any(self._found.values()):
            self._scale, self._good_steps = self._scale * self.backoff_factor, 0
        else:
            self._good_steps += 1
            if self._good_steps == self.growth_interval:
                grown = self._scale * self.growth_factor
                self._scale = grown if math.isfinite(grown) else self._scale
                self._good_steps = 0
        self._found.clear()

    def state_dict(self) -> dict[str, Any]:
        """The state of the scaler."""
        if not self._is_on:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self.growth_factor,
            "backoff_factor": self.backoff_factor,
            "growth_interval": self.growth_interval,
            "_growth_tracker": self._good_steps,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state."""
        if not self._is_on:
            return
        self._scale = state_dict["scale"]
        self.growth_factor = state_dict["growth_factor"]
        self.backoff_factor = state_dict["backoff_factor"]
        self.growth_interval = state_dict["growth_interval"]
        self._good_steps = state_dict["_growth_tracker"]


def _gradients(optimizer: Any) -> Iterator[Tensor]:
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            if parameter.grad is not None:
                yield parameter.grad
