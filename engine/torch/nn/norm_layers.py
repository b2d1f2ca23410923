"""Layers that normalise, with parameters.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np

from engine import dtypes
from engine.script_warnings import warn
from engine.tensor import wrap
from engine.torch.nn import functional, init
from engine.torch.nn.layers import empty, memory
from engine.torch.nn.module import Module
from engine.torch.routines import dimensions
from engine.unobserved import unobserved


class _Scaling(Module):
    """The base of layers with a weight of 1 and a bias of 0 at first, or None in their places."""

    def reset_parameters(self) -> None:
        """Make the weight 1 and the bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if getattr(self, "bias", None) is not None:
            init.zeros_(self.bias)


def _keep_statistics(module: Module, features: int, dtype: Any, keeps: bool) -> None:
    """Register the running statistics of a layer, or None in their places."""
    for name, function, start in (("running_mean", "zeros", 0), ("running_var", "ones", 1)):
        kept = memory(function, features, value=start, dtype=dtype) if keeps else None
        module.register_buffer(name, kept)
    module.register_buffer("num_batches_tracked", wrap(np.array(0)) if keeps else None)


class _NormBase(_Scaling):
    """The base of layers that normalise channels, and may keep running statistics."""

    _version = 2

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        for name, is_there in (("weight", affine), ("bias", affine and bias)):
            made = empty(num_features, dtype=dtype, device=device)
            self.register_parameter(name, made if is_there else None)
        _keep_statistics(self, num_features, dtype, track_running_stats)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Reset the running statistics to mean 0 and variance 1."""
        if self.track_running_stats:
            init.zeros_(self.running_mean)
            init.ones_(self.running_var)
            init.zeros_(self.num_batches_tracked)

    def reset_parameters(self) -> None:
        """Make the weight 1 and the bias 0, and reset the running statistics."""
        self.reset_running_stats()
        super().reset_parameters()

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_NormBase):
    """(x - mean) / standard deviation of each channel, scaled and shifted."""

    _ndims: tuple[int, ...]

    def forward(self, input: Any) -> Any:
        """Normalise a batch."""
        self._check_input_dim(input)
        return self._normalised(input)

    def _normalised(self, input: Any) -> Any:
        """Normalise a batch of the right dimensions, and take note of it while training."""
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            with unobserved(self.num_batches_tracked):
                self.num_batches_tracked._write(self.num_batches_tracked._data + 1)
            if self.momentum is None:
                momentum = 1.0 / float(self.num_batches_tracked._data)
        uses_batch = self.training or self.running_mean is None
        keeps = not self.training or self.track_running_stats
        return functional.batch_norm(
            input,
            self.running_mean if keeps else None,
            self.running_var if keeps else None,
            self.weight,
            self.bias,
            uses_batch,
            momentum,
            self.eps,
        )

    def _check_input_dim(self, input: Any) -> None:
        """Check how many dimensions a batch has, which a script's own subclass may do otherwise.

        Raises:
            ValueError: another number.
        """
        if input.dim() not in self._ndims:
            wanted = " or ".join(f"{ndim}D" for ndim in self._ndims)
            raise ValueError(f"expected {wanted} input (got {input.dim()}D input)")


class BatchNorm1d(_BatchNorm):
    """Batch normalisation over (n, channels) or (n, channels, length)."""

    _ndims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalisation over (n, channels, height, width)."""

    _ndims = (4,)


class BatchNorm3d(_BatchNorm):
    """Batch normalisation over (n, channels, depth, height, width)."""

    _ndims = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch normalisation of any dimensions; there are no other processes to synchronise with."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )
        self.process_group = process_group

    def forward(self, input: Any) -> Any:
        """Normalise a batch, also one of a single element.

        Raises:
            ValueError: an input without channels.
        """
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")
        if input.shape[1] == 0:
            raise ValueError("SyncBatchNorm number of input channels should be non-zero")
        return self._normalised(input)

    @classmethod
    def convert_sync_batchnorm(cls, module: Any, process_group: Any = None) -> Any:
        """The module, itself or its ``BatchNorm`` layers converted to ``SyncBatchNorm``."""
        made = module
        if isinstance(module, _BatchNorm):
            made = cls(
                module.num_features, module.eps, module.momentum, module.affine,
                module.track_running_stats, process_group,
            )  # fmt: skip
            for name, member in (*module._parameters.items(), *module._buffers.items()):
                setattr(made, name, member)
            made.training = module.training
        for name, child in module.named_children():
            made.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return made


class _InstanceNorm(_NormBase):
    """(x - mean) / standard deviation of each channel of each sample of a batch."""

    _ndims: tuple[int, int]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def forward(self, input: Any) -> Any:
        """Normalise, also without a batch.

        Raises:
            ValueError: an input of too many or too few dimensions, or of other channels.
        """
        if input.dim() not in self._ndims:
            least, most = self._ndims
            raise ValueError(f"expected {least}D or {most}D input (got {input.dim()}D input)")
        channels_at = input.dim() - self._ndims[0]
        self._check_channels(input.size(channels_at), channels_at)
        is_single = input.dim() == self._ndims[0]
        batch = dimensions.unsqueeze(input, 0) if is_single else input
        result = functional.instance_norm(
            batch,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return dimensions.squeeze(result, 0) if is_single else result

    def _check_channels(self, found: int, dim: int) -> None:
        if found == self.num_features:
            return
        if self.affine:
            raise ValueError(
                f"expected input's size at dim={dim} to match num_features ({self.num_features}), "
                f"but got: {found}."
            )
        warn(
            f"input's size at dim={dim} does not match num_features. You can silence this warning "
            "by not passing in num_features, which is not used because affine=False"
        )


class InstanceNorm1d(_InstanceNorm):
    """Instance normalisation over (n, channels, length)."""

    _ndims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Instance normalisation over (n, channels, height, width)."""

    _ndims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Instance normalisation over (n, channels, depth, height, width)."""

    _ndims = (4, 5)


class LayerNorm(_Scaling):
    """(x - mean) / standard deviation over the last dimensions, scaled and shifted.

    Shapes: input (..., *normalized_shape) -> the same

    Source: Ba et al. 2016.
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-05,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        given = normalized_shape
        self.normalized_shape = (given,) if isinstance(given, Integral) else tuple(given)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        if elementwise_affine:
            self.weight = empty(*self.normalized_shape, dtype=dtype, device=device)
        else:
            self.register_parameter("weight", None)
        if elementwise_affine and bias:
            self.bias = empty(*self.normalized_shape, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def forward(self, input: Any) -> Any:
        """Normalise the last dimensions."""
        return functional.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class GroupNorm(_Scaling):
    """(x - mean) / standard deviation of each group of channels, scaled and shifted.

    Shapes: input (n, channels, ...) -> the same

    Raises:
        ValueError: channels that do not make equal groups.

    Source: Wu and He 2018.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-05,
        affine: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})"
            )
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        for name, is_there in (("weight", affine), ("bias", affine and bias)):
            made = empty(num_channels, dtype=dtype, device=device)
            self.register_parameter(name, made if is_there else None)
        self.reset_parameters()

    def forward(self, input: Any) -> Any:
        """Normalise groups of channels."""
        return functional.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Scaling):
    """x / root mean square over the last dimensions, scaled.

    Shapes: input (..., *normalized_shape) -> the same

    Source: Zhang and Sennrich 2019.
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        given = normalized_shape
        self.normalized_shape = (given,) if isinstance(given, Integral) else tuple(given)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        options = {"dtype": dtype, "device": device}
        weight = empty(*self.normalized_shape, **options) if elementwise_affine else None
        self.register_parameter("weight", weight)
        self.reset_parameters()

    def forward(self, x: Any) -> Any:
        """Normalise the last dimensions."""
        return functional.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Its settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )
