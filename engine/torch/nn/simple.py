"""Modules without parameters, which call functions of ``torch.nn.functional``.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine import dtypes
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.constructors import REQUIRED, constructor_of, placed, taken
from engine.torch.nn.init import constant_
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module


class _DropoutNd(Module):
    """The base of dropout modules; a script's own may derive from it."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def extra_repr(self) -> str:
        """Its settings."""
        return f"p={self.p}, inplace={self.inplace}"


def _renamed(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of ``Hardtanh``, also by their deprecated names."""
    for old, new in (("min_value", "min_val"), ("max_value", "max_val")):
        if settings.get(old) is not None:
            warn(f"keyword argument `{old}` is deprecated and renamed to `{new}`", FutureWarning)
            settings = {**settings, new: settings[old]}
    return {name: each for name, each in settings.items() if not name.endswith("_value")}


def _simple(name: str, function: str, shown: str = "all", **defaults: Any) -> type[Module]:
    """A module that calls a function with the settings it was constructed with.

    Args:
        name: the name of the class.
        function: the name of the function.
        shown: the settings in the repr, "all", or "values" for their values alone.
        defaults: the settings, in order.
    """
    names = _INPUTS.get(name, ("input",))
    code = inspect.unwrap(getattr(functional, function)).__code__
    by_place = code.co_varnames[len(names) : code.co_argcount]
    is_ordered = by_place[: len(defaults)] == tuple(defaults) and name not in _TRAINED
    kept_as = {key: _KEPT_AS.get((name, key), key) for key in defaults}

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        Module.__init__(self)
        if name == "Hardtanh":
            kwargs = _renamed(kwargs)
        settings = taken(constructor_of(name), defaults, args, kwargs)
        if "Dropout" in name:
            _DropoutNd.__init__(self, **settings)
        if name == "Hardtanh" and settings["max_val"] <= settings["min_val"]:
            raise AssertionError(
                f"max_val ({settings['max_val']}) must be greater than min_val "
                f"({settings['min_val']})"
            )
        for key, value in settings.items():
            object.__setattr__(self, kept_as[key], value)

    def forward(self: Any, *args: Tensor, **kwargs: Tensor) -> Any:
        is_plain = len(args) == len(names) and not kwargs
        inputs = args if is_plain else placed(name, names, args, kwargs)
        settings = {key: getattr(self, kept) for key, kept in kept_as.items()}
        if name in _TRAINED:
            settings["training"] = self.training
        if is_ordered:
            return getattr(functional, function)(*inputs, *settings.values())
        return getattr(functional, function)(*inputs, **settings)

    def extra_repr(self: Any) -> str:
        if not shown:
            return ""
        keys = list(defaults) if shown in ("all", "values") else shown.split()
        if shown == "values":
            return ", ".join(str(getattr(self, key)) for key in keys)
        has_flag = "Dropout" not in name and "inplace" in keys
        if has_flag:
            keys.remove("inplace")
        parts = [f"{key}={getattr(self, key)!r}" for key in keys]
        return ", ".join([*parts, "inplace=True"] if has_flag and self.inplace else parts)

    members = {
        "__init__": start,
        "forward": forward,
        "extra_repr": extra_repr,
        "__doc__": getattr(functional, function).__doc__,
        "__module__": "torch.nn",
    }
    return type(name, (_DropoutNd if "Dropout" in name else Module,), members)


_INPUTS = {"CosineSimilarity": ("x1", "x2"), "PairwiseDistance": ("x1", "x2")}
_KEPT_AS = {("PairwiseDistance", "p"): "norm"}
"""The inputs of modules that do not take a single one."""

_TRAINED = {
    *("AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"),
    "RReLU",
}


ReLU = _simple("ReLU", "relu", inplace=False)
ReLU6 = _simple("ReLU6", "relu6", inplace=False)
ReLU6.min_val, ReLU6.max_val = 0.0, 6.0  # type: ignore[attr-defined]
LeakyReLU = _simple("LeakyReLU", "leaky_relu", negative_slope=0.01, inplace=False)
ELU = _simple("ELU", "elu", alpha=1.0, inplace=False)
SELU = _simple("SELU", "selu", inplace=False)
CELU = _simple("CELU", "celu", alpha=1.0, inplace=False)
GELU = _simple("GELU", "gelu", approximate="none")
SiLU = _simple("SiLU", "silu", inplace=False)
Mish = _simple("Mish", "mish", inplace=False)
Sigmoid = _simple("Sigmoid", "sigmoid")
Tanh = _simple("Tanh", "tanh")
LogSigmoid = _simple("LogSigmoid", "logsigmoid")
Softplus = _simple("Softplus", "softplus", beta=1.0, threshold=20.0)
Softsign = _simple("Softsign", "softsign")
Tanhshrink = _simple("Tanhshrink", "tanhshrink")
Softshrink = _simple("Softshrink", "softshrink", shown="values", lambd=0.5)
Hardshrink = _simple("Hardshrink", "hardshrink", shown="values", lambd=0.5)
Hardtanh = _simple("Hardtanh", "hardtanh", min_val=-1.0, max_val=1.0, inplace=False)
Hardsigmoid = _simple("Hardsigmoid", "hardsigmoid", shown="", inplace=False)
Hardswish = _simple("Hardswish", "hardswish", shown="", inplace=False)
Threshold = _simple("Threshold", "threshold", threshold=REQUIRED, value=REQUIRED, inplace=False)
GLU = _simple("GLU", "glu", dim=-1)
Softmax = _simple("Softmax", "softmax", dim=None)
LogSoftmax = _simple("LogSoftmax", "log_softmax", dim=None)
Softmin = _simple("Softmin", "softmin", dim=None)
Dropout = _simple("Dropout", "dropout", p=0.5, inplace=False)
Dropout1d = _simple("Dropout1d", "dropout1d", p=0.5, inplace=False)
Dropout2d = _simple("Dropout2d", "dropout2d", p=0.5, inplace=False)
Dropout3d = _simple("Dropout3d", "dropout3d", p=0.5, inplace=False)
CosineSimilarity = _simple("CosineSimilarity", "cosine_similarity", shown="", dim=1, eps=1e-08)
PairwiseDistance = _simple(
    "PairwiseDistance", "pairwise_distance", shown="", p=2.0, eps=1e-06, keepdim=False
)
PixelShuffle = _simple("PixelShuffle", "pixel_shuffle", upscale_factor=REQUIRED)
PixelUnshuffle = _simple("PixelUnshuffle", "pixel_unshuffle", downscale_factor=REQUIRED)
ChannelShuffle = _simple("ChannelShuffle", "channel_shuffle", groups=REQUIRED)
RReLU = _simple("RReLU", "rrelu", lower=1.0 / 8, upper=1.0 / 3, inplace=False)
AlphaDropout = _simple("AlphaDropout", "alpha_dropout", p=0.5, inplace=False)
FeatureAlphaDropout = _simple("FeatureAlphaDropout", "feature_alpha_dropout", p=0.5, inplace=False)
Fold = _simple(
    "Fold",
    "fold",
    output_size=REQUIRED,
    kernel_size=REQUIRED,
    dilation=1,
    padding=0,
    stride=1,
)
Unfold = _simple("Unfold", "unfold", kernel_size=REQUIRED, dilation=1, padding=0, stride=1)


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
    made: Any = _simple(name, function, shown, **settings)
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
AdaptiveAvgPool1d = _simple("AdaptiveAvgPool1d", "adaptive_avg_pool1d", output_size=REQUIRED)
AdaptiveAvgPool2d = _simple("AdaptiveAvgPool2d", "adaptive_avg_pool2d", output_size=REQUIRED)
AdaptiveAvgPool3d = _simple("AdaptiveAvgPool3d", "adaptive_avg_pool3d", output_size=REQUIRED)


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
    _simple(
        f"LPPool{n}d",
        f"lp_pool{n}d",
        norm_type=REQUIRED,
        kernel_size=REQUIRED,
        stride=None,
        ceil_mode=False,
    )
    for n in (1, 2, 3)
)


class LocalResponseNorm(Module):
    """Local response normalisation across neighbouring channels."""

    def __init__(
        self, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0
    ) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        """Normalise."""
        result: Tensor = functional.local_response_norm(
            input, self.size, self.alpha, self.beta, self.k
        )
        return result

    def extra_repr(self) -> str:
        """Its settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class Softmax2d(Module):
    """Softmax over the channels."""

    def forward(self, input: Any) -> Tensor:
        """Apply the softmax.

        Raises:
            ValueError: not images with channels.
        """
        if input.dim() not in (3, 4):
            raise ValueError(
                f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead"
            )
        result: Tensor = functional.softmax(input, -3)
        return result


class Upsample(Module):
    """Resizing by interpolation."""

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        super().__init__()
        self.name, self.size, self.mode = type(self).__name__, size, mode
        self.scale_factor: Any = None
        if isinstance(scale_factor, tuple):
            self.scale_factor = tuple(map(float, scale_factor))
        elif scale_factor:
            self.scale_factor = float(scale_factor)
        self.align_corners, self.recompute_scale_factor = align_corners, recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        """Resize the input."""
        result: Tensor = functional.interpolate(
            input,
            self.size,
            self.scale_factor,
            self.mode,
            self.align_corners,
            self.recompute_scale_factor,
        )
        return result

    def extra_repr(self) -> str:
        """Its settings."""
        by_factor = self.scale_factor is not None
        size = f"scale_factor={self.scale_factor}" if by_factor else f"size={self.size}"
        return f"{size}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Resizes images by nearest-neighbour interpolation."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Resizes images by bilinear interpolation with aligned corners."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class PReLU(Module):
    """PReLU: x, times a learned slope where it is negative."""

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = empty(num_parameters, dtype=dtype, device=device)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialise the slopes."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the activation."""
        result: Tensor = functional.prelu(input, self.weight)
        return result

    def extra_repr(self) -> str:
        """The number of slopes."""
        return f"num_parameters={self.num_parameters}"
