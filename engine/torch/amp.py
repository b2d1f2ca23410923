"""What a script reads as ``torch.amp``: narrower dtypes chosen by themselves, and scaled losses.

There are only CPUs here, and no bfloat16: what is asked of other devices is off, as in PyTorch
without them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ContextDecorator
from typing import Any

import numpy as np

from engine import errors, grad_mode
from engine.device import device
from engine.ops import arithmetic
from engine.tensor import Tensor
from engine.torch.warning import warn

_DISABLED = "CUDA is not available or torch_xla is imported. Disabling autocast."
_DISABLED_SCALER = "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling."


class autocast(ContextDecorator):  # noqa: N801 (PyTorch's name)
    """Choose narrower dtypes for some operations: never done here.

    Raises:
        RuntimeError: there is no such kind of device.
        NotImplementedError: asked for on the CPU.
    """

    __module__ = "torch.amp.autocast_mode"

    def __init__(
        self,
        device_type: str,
        dtype: Any = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        kind = device(device_type).type
        if enabled and kind == "cpu":
            raise errors.MissingOperationError(
                "Gradwalk has no bfloat16, so it does not autocast on the CPU; say enabled=False"
            )
        if enabled:
            warn(_DISABLED)
        self.device, self.fast_dtype = kind, dtype

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was changed."""


def is_autocast_enabled(device_type: str | None = None) -> bool:
    """Whether narrower dtypes are chosen: never."""
    return False


class GradScaler:
    """Scales a loss up, lest gradients vanish in half precision, and gradients down again.

    Attributes:
        growth_factor, backoff_factor: what the scale is multiplied by after steps without and
            with gradients that are no numbers.
        growth_interval: how many steps without come before it grows.
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
        """Whether it scales at all."""
        return self._is_on

    def get_scale(self) -> float:
        """What losses are multiplied by."""
        return self._scale if self._is_on else 1.0

    def scale(self, outputs: Any) -> Any:
        """A loss, or several, scaled up."""
        if not self._is_on:
            return outputs
        if isinstance(outputs, Tensor):
            return arithmetic.mul(outputs, self._scale)
        return type(outputs)(self.scale(each) for each in outputs)

    def unscale_(self, optimizer: Any) -> None:
        """Scale the gradients of an optimizer's parameters down.

        Raises:
            RuntimeError: they were already, since the last step.
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
        """Let the optimizer take a step, unless a gradient is no number."""
        if not self._is_on:
            return optimizer.step(*args, **kwargs)
        if id(optimizer) not in self._found:
            self.unscale_(optimizer)
        return None if self._found[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Choose the next scale, by what was found."""
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
        """What makes another scaler go on from here."""
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
        """Go on from another scaler's state."""
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
