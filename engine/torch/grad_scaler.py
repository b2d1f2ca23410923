"""Gradient scaling: losses are scaled lest gradients underflow in half precision.

Source: torch.amp.GradScaler, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from engine import dtypes, grad_mode
from engine.ops.elementwise import arithmetic
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap

_DISABLED = "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling."
_NO_SCALE = (
    "Attempted {what} but _scale is None.  This may indicate your script did not use "
    "scaler.scale(loss or outputs) earlier in the iteration."
)
_BAD_SCALE = (
    "new_scale should be a float or a 1-element torch.cuda.FloatTensor or torch.FloatTensor with "
    "requires_grad=False."
)


class GradScaler:
    """Scales losses, lest gradients underflow in half precision, and unscales the gradients.

    Attributes:
        _scale: the scale, a number of single precision as soon as anything has been scaled.
        _is_in_use: whether anything has been.
        _good_steps: the steps without infinite or nan gradients since the scale last changed.
        _found: by the id of an optimiser whose gradients have been unscaled since the last
            update, whether any of them was infinite or nan; None if there were no gradients.
        _stepped: the ids of the optimisers that have taken their step since then.
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
            warn(_DISABLED)
        self._is_on = enabled and device != "cuda"
        if self._is_on and growth_factor <= 1:
            raise AssertionError("The growth factor must be > 1.0.")
        if self._is_on and backoff_factor >= 1:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._scale, self._is_in_use, self._good_steps = init_scale, False, 0
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._growth_interval = growth_interval
        self._found: dict[int, bool | None] = {}
        self._stepped: set[int] = set()

    def is_enabled(self) -> bool:
        """Whether scaling is enabled."""
        return self._is_on

    def get_scale(self) -> float:
        """The current scale."""
        return self._scale if self._is_on else 1.0

    def get_growth_factor(self) -> float:
        """The factor of the scale after enough successful steps."""
        return self._growth_factor

    def set_growth_factor(self, new_factor: float) -> None:
        """Set the factor of the scale after enough successful steps."""
        self._growth_factor = new_factor

    def get_backoff_factor(self) -> float:
        """The factor of the scale after infinite or nan gradients."""
        return self._backoff_factor

    def set_backoff_factor(self, new_factor: float) -> None:
        """Set the factor of the scale after infinite or nan gradients."""
        self._backoff_factor = new_factor

    def get_growth_interval(self) -> int:
        """The number of successful steps after which the scale grows."""
        return self._growth_interval

    def set_growth_interval(self, new_interval: int) -> None:
        """Set the number of successful steps after which the scale grows."""
        self._growth_interval = new_interval

    def scale(self, outputs: Any) -> Any:
        """The scaled loss, or several.

        Raises:
            ValueError: something else.
        """
        if not self._is_on:
            return outputs
        if isinstance(outputs, Tensor):
            self._become(self._scale)
            self._is_in_use = True
            return arithmetic.mul(outputs, wrap(np.array(self._scale, np.float32)))
        if isinstance(outputs, Iterable):
            scaled = map(self.scale, outputs)
            return type(outputs)(scaled) if isinstance(outputs, list | tuple) else scaled
        raise ValueError("outputs must be a Tensor or an iterable of Tensors")

    def unscale_(self, optimizer: Any) -> None:
        """Unscale the gradients of an optimiser's parameters.

        Raises:
            AssertionError: nothing has been scaled.
            RuntimeError: they have been unscaled since the last update.
            ValueError: they are of half precision themselves.
        """
        if not self._is_on:
            return
        self._check_in_use("unscale_")
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        if id(optimizer) in self._found:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update()."
            )
        inverse, gradients = float(np.float32(1 / self._scale)), list(_gradients(optimizer))
        with grad_mode.no_grad():
            for each in gradients:
                arithmetic.mul.apply_in_place(each, inverse)
        finite = [bool(np.isfinite(each._data).all()) for each in gradients]
        self._found[id(optimizer)] = not all(finite) if finite else None

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the optimiser take a step, unless a gradient is infinite or nan.

        Raises:
            AssertionError: nothing has been scaled, or there are no gradients.
            RuntimeError: it has taken one since the last update, or there is a closure.
        """
        if not self._is_on:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        self._check_in_use("step")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._found:
            self.unscale_(optimizer)
        is_bad = self._found[id(optimizer)]
        if is_bad is None:
            raise AssertionError("No inf checks were recorded for this optimizer.")
        result = None if is_bad else optimizer.step(*args, **kwargs)
        self._stepped.add(id(optimizer))
        return result

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Update the scale.

        Raises:
            AssertionError: nothing has been scaled or unscaled, or ``new_scale`` is no scale.
        """
        if not self._is_on:
            return
        self._check_in_use("update")
        if isinstance(new_scale, Tensor):
            if new_scale._data.size != 1 or new_scale.requires_grad:
                raise AssertionError(_BAD_SCALE)
            self._become(new_scale.item())
        elif new_scale is not None:
            self._become(new_scale)
        else:
            self._adapt([each for each in self._found.values() if each is not None])
        self._found.clear()
        self._stepped.clear()

    def _adapt(self, found: list[bool]) -> None:
        if not found:
            raise AssertionError("No inf checks were recorded prior to update.")
        if any(found):
            self._become(self._scale * self._backoff_factor)
            self._good_steps = 0
            return
        self._good_steps += 1
        if self._good_steps == self._growth_interval:
            grown = np.float32(self._scale * self._growth_factor)
            if np.isfinite(grown):
                self._become(float(grown))
            self._good_steps = 0

    def _become(self, scale: float) -> None:
        self._scale = float(np.float32(scale))

    def _check_in_use(self, what: str) -> None:
        if not self._is_in_use:
            raise AssertionError(_NO_SCALE.format(what=what))

    def state_dict(self) -> dict[str, Any]:
        """The state of the scaler."""
        if not self._is_on:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._good_steps,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state.

        Raises:
            RuntimeError: that of a disabled scaler.
        """
        if not self._is_on:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled "
                "instance of GradScaler."
            )
        self._scale = state_dict["scale"]
        self._growth_factor = state_dict["growth_factor"]
        self._backoff_factor = state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]
        self._good_steps = state_dict["_growth_tracker"]


def _gradients(optimizer: Any) -> Iterator[Tensor]:
    """The gradients of the parameters of an optimiser.

    Raises:
        ValueError: one is of half precision.
    """
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            gradient = parameter.grad
            if gradient is None:
                continue
            if gradient.dtype is dtypes.float16:
                raise ValueError("Attempting to unscale FP16 gradients.")
            yield gradient
