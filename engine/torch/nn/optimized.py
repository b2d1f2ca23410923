"""A wrapper of modules, as ``torch.compile`` returns it.

Source: torch._dynamo.eval_frame, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from engine.torch.nn.module import Module

_HELD = "_orig_mod"


class OptimizedModule(Module):
    """A module that was passed to ``torch.compile``, and computes as before.

    Its state dict has the keys of the wrapped module, prefixed by ``_orig_mod``; all other
    attributes are those of the wrapped module.
    """

    __module__ = "torch._dynamo.eval_frame"

    def __init__(self, mod: Module) -> None:
        super().__init__()
        self._modules[_HELD] = mod

    @property
    def training(self) -> bool:
        """Whether the wrapped module is in training mode."""
        return bool(self._orig_mod.training)

    @training.setter
    def training(self, value: bool) -> None:
        if _HELD in self._modules:
            self._orig_mod.training = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the wrapped module, with its hooks."""
        return self._call_impl(args, kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Call the wrapped module."""
        return self._orig_mod(*args, **kwargs)

    def __len__(self) -> int:
        if not isinstance(self._orig_mod, Sized):
            raise TypeError(f"{type(self._orig_mod).__name__} does not support len()")
        return len(self._orig_mod)

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__["_modules"][_HELD]
        return held if name == _HELD else getattr(held, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if _HELD not in self.__dict__.get("_modules", {}) or hasattr(type(self), name):
            object.__setattr__(self, name, value)
        else:
            setattr(self._orig_mod, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._orig_mod, name)
