"""Lazy layers, which infer the size of their input at the first call.

Source: torch.nn.LazyLinear and its kin, PyTorch 2.13.
"""

from __future__ import annotations

import warnings
from inspect import signature
from typing import Any

import numpy as np

from engine.random.generator import default_generator
from engine.random.generator_state import restore, state_of
from engine.tensor import Tensor
from engine.torch.nn import conv_layers, layers, norm_layers
from engine.torch.nn.constructors import REQUIRED, taken
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter
from engine.torch.nn.uninitialized import UninitializedParameter, is_lazy
from engine.unobserved import rewriting, unobserved


def _arguments(kind: type[Module]) -> dict[str, Any]:
    """The parameters of a class's constructor without the unknown size, with the defaults."""
    parameters = list(signature(kind).parameters.values())[1:]
    return {
        each.name: REQUIRED if each.default is each.empty else each.default for each in parameters
    }


class _Lazy(Module):
    """A module whose first call infers the size of its input and changes the module's class.

    Attributes:
        _becomes: the class that it changes to.
        _size_name: the name of the attribute with the inferred size.
        _asks_size_when_loaded: whether it also infers the size after a state dict was loaded.
        _constructor: the class whose constructor errors name, if it is not the class's own.
        _given: the positional and keyword arguments of its constructor.
        _is_loaded: whether a state dict was loaded, whose tensors it has.
    """

    _becomes: type[Module]
    _size_name: str
    _asks_size_when_loaded = False
    _constructor = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        Module.__init__(self)
        called = self._constructor or type(self).__name__
        taken(f"{called}.__init__", _arguments(self._becomes), args, kwargs)
        state = state_of(default_generator)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # there is nothing to initialise yet
            likeness = self._becomes(0, *args, **kwargs)
        restore(default_generator, state)
        for name, value in likeness.__dict__.items():
            if name not in self.__dict__:
                object.__setattr__(self, name, value)
        object.__setattr__(self, self._size_name, 0)
        object.__setattr__(self, "_given", (args, kwargs))
        object.__setattr__(self, "_is_loaded", False)
        for name, parameter in likeness._parameters.items():
            self._parameters[name] = (
                None if parameter is None else UninitializedParameter(dtype=parameter.dtype)
            )
        self._buffers.update(likeness._buffers)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Change the class, and call the module."""
        size = self._size(args[0])
        if not self._is_loaded:
            self._take_values(size)
        if not self._is_loaded or self._asks_size_when_loaded:
            object.__setattr__(self, self._size_name, size)
        for name in ("_given", "_is_loaded"):
            object.__delattr__(self, name)
        self.__class__ = self._becomes  # type: ignore[assignment]
        return self(*args, **kwargs)

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter is uninitialised."""
        return any(map(is_lazy, self._parameters.values()))

    def _take_values(self, size: int) -> None:
        """Initialise parameters and buffers as those of the other class."""
        given, options = self._given
        for own in {**self._buffers, **self._parameters}.values():
            if own is not None and (own.dtype.is_floating_point or own.dtype.is_complex):
                options = {**options, "dtype": own.dtype}
        with unobserved():
            made = self._becomes(size, *given, **options)
        values = {**made._parameters, **made._buffers}
        for name, own in {**self._parameters, **self._buffers}.items():
            if own is not None:
                self._take_memory(own, values[name]._data)
                own._shared_storage().version = values[name]._version

    def _take_memory(self, own: Tensor, memory: Any) -> None:
        """Allocate a parameter or buffer."""
        if isinstance(own, UninitializedParameter):
            own.__class__ = Parameter  # type: ignore[assignment]
        with rewriting(self._becomes.__name__, own):
            own._data = memory

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Save the module's part of a state dict, including uninitialised parameters."""
        super()._save_to_state_dict(destination, prefix, keep_vars)
        for name, own in self._parameters.items():
            if is_lazy(own):
                destination[prefix + name] = own

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *others: Any) -> None:
        """Load a state dict, which determines the sizes; the module stays lazy until called."""
        for name, own in {**self._parameters, **self._buffers}.items():
            given = state_dict.get(prefix + name)
            if own is None or not isinstance(given, Tensor):
                continue
            if is_lazy(given):
                continue
            self._take_memory(own, np.zeros(given.shape, own._data.dtype)[()])
            object.__setattr__(self, "_is_loaded", True)
        super()._load_from_state_dict(state_dict, prefix, *others)

    def _size(self, input: Tensor) -> int:
        return input.shape[1]


class LazyLinear(_Lazy, layers.Linear):
    """A lazy ``Linear``."""

    _becomes, _size_name, _asks_size_when_loaded = layers.Linear, "in_features", True

    def _size(self, input: Tensor) -> int:
        return input.shape[-1]


class _LazyConv(_Lazy):
    _size_name = "in_channels"
    _becomes: Any

    def _size(self, input: Tensor) -> int:
        single: int = self._becomes._ndim + 1
        if input.ndim not in (single, single + 1):
            raise RuntimeError(
                f"Expected {single}D (unbatched) or {single + 1}D (batched) input to "
                f"{type(self).__name__}, but got input of size: {input.shape}"
            )
        return input.shape[-single]


def _lazy(other: type[Module], base: type[_Lazy]) -> type[_Lazy]:
    """A lazy class for a class."""
    name = f"Lazy{other.__name__}"
    members: dict[str, Any] = {
        "_becomes": other,
        "__doc__": f"A ``{other.__name__}`` for inputs of any number of channels.",
        "__module__": "torch.nn",
    }
    return type(name, (base, other), members)


LazyConv1d = _lazy(conv_layers.Conv1d, _LazyConv)
LazyConv2d = _lazy(conv_layers.Conv2d, _LazyConv)
LazyConv3d = _lazy(conv_layers.Conv3d, _LazyConv)
LazyConvTranspose1d = _lazy(conv_layers.ConvTranspose1d, _LazyConv)
LazyConvTranspose2d = _lazy(conv_layers.ConvTranspose2d, _LazyConv)
LazyConvTranspose3d = _lazy(conv_layers.ConvTranspose3d, _LazyConv)


class _LazyNorm(_Lazy):
    _size_name, _constructor = "num_features", "_LazyNormBase"


LazyBatchNorm1d = _lazy(norm_layers.BatchNorm1d, _LazyNorm)
LazyBatchNorm2d = _lazy(norm_layers.BatchNorm2d, _LazyNorm)
LazyBatchNorm3d = _lazy(norm_layers.BatchNorm3d, _LazyNorm)


class _LazyInstanceNorm(_LazyNorm):
    """Lazy instance normalisation, by default affine and with running statistics."""

    def __init__(
        self,
        eps: float = 1e-05,
        momentum: float = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(eps, momentum, affine, track_running_stats, **options)

    def _size(self, input: Tensor) -> int:
        single: int = self._ndims[0]
        return input.shape[0 if input.ndim == single else 1]


LazyInstanceNorm1d = _lazy(norm_layers.InstanceNorm1d, _LazyInstanceNorm)
LazyInstanceNorm2d = _lazy(norm_layers.InstanceNorm2d, _LazyInstanceNorm)
LazyInstanceNorm3d = _lazy(norm_layers.InstanceNorm3d, _LazyInstanceNorm)
