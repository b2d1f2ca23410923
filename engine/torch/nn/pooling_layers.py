"""Pooling as modules, which call functions of ``torch.nn.functional``.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.constructors import REQUIRED
from engine.torch.nn.module import Module
from engine.torch.nn.simple import calling


class _MaxPoolNd(Module):
    """The base of max pooling modules."""


class _AvgPoolNd(Module):
    """The base of average pooling modules."""


class _AdaptiveAvgPoolNd(Module):
    """The base of adaptive average pooling modules."""


class _LPPoolNd(Module):
    """The base of power-average pooling modules."""


def _pool(name: str, function: str, is_max: bool) -> type[Module]:
    """A pooling module; the stride defaults to the kernel size."""
    settings: dict[str, Any] = {"kernel_size": REQUIRED, "stride": None, "padding": 0}
    if is_max:
        settings |= {"dilation": 1, "return_indices": False, "ceil_mode": False}
        shown = "kernel_size stride padding dilation ceil_mode"
    else:
        settings |= {"ceil_mode": False, "count_include_pad": True}
        if not name.endswith("1d"):
            settings["divisor_override"] = None
        shown = "kernel_size stride padding"
    made: Any = calling(name, function, shown, _MaxPoolNd if is_max else _AvgPoolNd, **settings)
    plain: Callable[..., None] = made.__init__

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)
        if name == "AvgPool1d":  # the only one that stores its settings as tuples
            for setting in ("kernel_size", "stride", "padding"):
                value = getattr(self, setting)
                kept = (value,) if isinstance(value, int) else value
                object.__setattr__(self, setting, kept)

    made.__init__ = start
    cls: type[Module] = made
    return cls


MaxPool1d = _pool("MaxPool1d", "max_pool1d", is_max=True)
MaxPool2d = _pool("MaxPool2d", "max_pool2d", is_max=True)
MaxPool3d = _pool("MaxPool3d", "max_pool3d", is_max=True)
AvgPool1d = _pool("AvgPool1d", "avg_pool1d", is_max=False)
AvgPool2d = _pool("AvgPool2d", "avg_pool2d", is_max=False)
AvgPool3d = _pool("AvgPool3d", "avg_pool3d", is_max=False)
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = (
    calling(
        f"AdaptiveAvgPool{n}d",
        f"adaptive_avg_pool{n}d",
        base=_AdaptiveAvgPoolNd,
        output_size=REQUIRED,
    )
    for n in (1, 2, 3)
)


class _AdaptiveMaxPoolNd(Module):
    """Adaptive max pooling, with the indices if asked for."""

    _function: str

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        """Pool."""
        return getattr(functional, self._function)(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        """Its settings."""
        return f"output_size={self.output_size}"


AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = (
    type(
        f"AdaptiveMaxPool{n}d",
        (_AdaptiveMaxPoolNd,),
        {
            "_function": f"adaptive_max_pool{n}d",
            "__doc__": getattr(functional, f"adaptive_max_pool{n}d").__doc__,
            "__module__": "torch.nn",
        },
    )
    for n in (1, 2, 3)
)


LPPool1d, LPPool2d, LPPool3d = (
    calling(
        f"LPPool{n}d",
        f"lp_pool{n}d",
        base=_LPPoolNd,
        norm_type=REQUIRED,
        kernel_size=REQUIRED,
        stride=None,
        ceil_mode=False,
    )
    for n in (1, 2, 3)
)
