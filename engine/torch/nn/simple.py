"""Modules without parameters, which call functions of ``torch.nn.functional``.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

import inspect
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


def _settings_text(module: Any, shown: str, defaults: dict[str, Any]) -> str:
    if not shown:
        return ""
    keys = list(defaults) if shown in ("all", "values") else shown.split()
    if shown == "values":
        return ", ".join(str(getattr(module, key)) for key in keys)
    has_flag = not isinstance(module, _DropoutNd) and "inplace" in keys
    if has_flag:
        keys.remove("inplace")
    parts = [f"{key}={getattr(module, key)!r}" for key in keys]
    return ", ".join([*parts, "inplace=True"] if has_flag and module.inplace else parts)


def calling(
    name: str, function: str, shown: str = "all", base: type[Module] = Module, **defaults: Any
) -> type[Module]:
    """A module that calls a function with the settings it was constructed with.

    Args:
        name: the name of the class.
        function: the name of the function.
        shown: the settings in the repr, "all", or "values" for their values alone.
        base: the base of the class.
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
        if base is _DropoutNd:
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
        return _settings_text(self, shown, defaults)

    members = {
        "__init__": start,
        "forward": forward,
        "extra_repr": extra_repr,
        "__doc__": getattr(functional, function).__doc__,
        "__module__": "torch.nn",
    }
    return type(name, (base,), members)


_INPUTS = {"CosineSimilarity": ("x1", "x2"), "PairwiseDistance": ("x1", "x2")}
_KEPT_AS = {("PairwiseDistance", "p"): "norm"}
"""The inputs of modules that do not take a single one."""

_TRAINED = {
    *("AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"),
    "RReLU",
}


ReLU = calling("ReLU", "relu", inplace=False)
LeakyReLU = calling("LeakyReLU", "leaky_relu", negative_slope=0.01, inplace=False)
ELU = calling("ELU", "elu", alpha=1.0, inplace=False)
SELU = calling("SELU", "selu", inplace=False)
CELU = calling("CELU", "celu", alpha=1.0, inplace=False)
GELU = calling("GELU", "gelu", approximate="none")
SiLU = calling("SiLU", "silu", inplace=False)
Mish = calling("Mish", "mish", inplace=False)
Sigmoid = calling("Sigmoid", "sigmoid")
Tanh = calling("Tanh", "tanh")
LogSigmoid = calling("LogSigmoid", "logsigmoid")
Softplus = calling("Softplus", "softplus", beta=1.0, threshold=20.0)
Softsign = calling("Softsign", "softsign")
Tanhshrink = calling("Tanhshrink", "tanhshrink")
Softshrink = calling("Softshrink", "softshrink", shown="values", lambd=0.5)
Hardshrink = calling("Hardshrink", "hardshrink", shown="values", lambd=0.5)
Hardtanh = calling("Hardtanh", "hardtanh", min_val=-1.0, max_val=1.0, inplace=False)
ReLU6 = calling("ReLU6", "relu6", base=Hardtanh, inplace=False)
ReLU6.min_val, ReLU6.max_val = 0.0, 6.0  # type: ignore[attr-defined]
Hardsigmoid = calling("Hardsigmoid", "hardsigmoid", shown="", inplace=False)
Hardswish = calling("Hardswish", "hardswish", shown="", inplace=False)
Threshold = calling("Threshold", "threshold", threshold=REQUIRED, value=REQUIRED, inplace=False)
GLU = calling("GLU", "glu", dim=-1)
Softmax = calling("Softmax", "softmax", dim=None)
LogSoftmax = calling("LogSoftmax", "log_softmax", dim=None)
Softmin = calling("Softmin", "softmin", dim=None)
Dropout = calling("Dropout", "dropout", base=_DropoutNd, p=0.5, inplace=False)
Dropout1d = calling("Dropout1d", "dropout1d", base=_DropoutNd, p=0.5, inplace=False)
Dropout2d = calling("Dropout2d", "dropout2d", base=_DropoutNd, p=0.5, inplace=False)
Dropout3d = calling("Dropout3d", "dropout3d", base=_DropoutNd, p=0.5, inplace=False)
CosineSimilarity = calling("CosineSimilarity", "cosine_similarity", shown="", dim=1, eps=1e-08)
PairwiseDistance = calling(
    "PairwiseDistance", "pairwise_distance", shown="", p=2.0, eps=1e-06, keepdim=False
)
PixelShuffle = calling("PixelShuffle", "pixel_shuffle", upscale_factor=REQUIRED)
PixelUnshuffle = calling("PixelUnshuffle", "pixel_unshuffle", downscale_factor=REQUIRED)
ChannelShuffle = calling("ChannelShuffle", "channel_shuffle", groups=REQUIRED)
RReLU = calling("RReLU", "rrelu", lower=1.0 / 8, upper=1.0 / 3, inplace=False)
AlphaDropout = calling("AlphaDropout", "alpha_dropout", base=_DropoutNd, p=0.5, inplace=False)
FeatureAlphaDropout = calling(
    "FeatureAlphaDropout", "feature_alpha_dropout", base=_DropoutNd, p=0.5, inplace=False
)
Fold = calling(
    "Fold",
    "fold",
    output_size=REQUIRED,
    kernel_size=REQUIRED,
    dilation=1,
    padding=0,
    stride=1,
)
Unfold = calling("Unfold", "unfold", kernel_size=REQUIRED, dilation=1, padding=0, stride=1)


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
