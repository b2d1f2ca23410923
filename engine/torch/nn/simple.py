"""Modules without parameters, each of them a function of ``torch.nn.functional`` with settings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module


def _simple(name: str, function: str, shown: str = "all", **defaults: Any) -> type[Module]:
    """A module that applies a function with the settings it was made with.

    Args:
        name: that of the class.
        function: that of the function.
        shown: the settings that are shown, "all", or "values" for their values alone.
        defaults: the settings, in their order.
    """
    signature = inspect.Signature(
        [
            inspect.Parameter(key, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=value)
            for key, value in defaults.items()
        ]
    )

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        Module.__init__(self)
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{name}.__init__() {error}") from None
        bound.apply_defaults()
        missing = [key for key, value in bound.arguments.items() if value is REQUIRED]
        if missing:
            raise TypeError(
                f"{name}.__init__() missing {len(missing)} required positional "
                f"argument{'s' * (len(missing) > 1)}: '{missing[0]}'"
            )
        p: Any = bound.arguments.get("p")
        if "Dropout" in name and not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        for key, value in bound.arguments.items():
            object.__setattr__(self, key, value)

    def forward(self: Any, *inputs: Tensor) -> Any:
        settings = {key: getattr(self, key) for key in defaults}
        if name in _TRAINED:
            settings["training"] = self.training
        return getattr(functional, function)(*inputs, **settings)

    def extra_repr(self: Any) -> str:
        if not shown:
            return ""
        keys = list(defaults) if shown in ("all", "values") else shown.split()
        if shown == "values":
            return ", ".join(str(getattr(self, key)) for key in keys)
        return ", ".join(
            f"{key}={getattr(self, key)!r}" for key in keys if not _is_quiet(name, key, self)
        )

    members = {
        "__init__": start,
        "forward": forward,
        "extra_repr": extra_repr,
        "__doc__": getattr(functional, function).__doc__,
        "__module__": "torch.nn",
    }
    return type(name, (Module,), members)


REQUIRED: Any = object()
_TRAINED = {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "RReLU"}


def _is_quiet(name: str, key: str, module: Any) -> bool:
    """Whether a setting is shown only where it is not as usual."""
    is_flag = key == "inplace" and "Dropout" not in name
    return is_flag and not module.inplace


ReLU = _simple("ReLU", "relu", inplace=False)
ReLU6 = _simple("ReLU6", "relu6", inplace=False)
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
Hardsigmoid = _simple("Hardsigmoid", "hardsigmoid", inplace=False)
Hardswish = _simple("Hardswish", "hardswish", inplace=False)
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
Unfold = _simple("Unfold", "unfold", kernel_size=REQUIRED, dilation=1, padding=0, stride=1)


def _pool(name: str, function: str, is_max: bool) -> type[Module]:
    """A pooling module; without a stride its windows do not overlap."""
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
AdaptiveMaxPool1d = _simple("AdaptiveMaxPool1d", "adaptive_max_pool1d", output_size=REQUIRED)
AdaptiveMaxPool2d = _simple("AdaptiveMaxPool2d", "adaptive_max_pool2d", output_size=REQUIRED)


class Softmax2d(Module):
    """Exponentials along the channels as shares of their sum."""

    def forward(self, input: Tensor) -> Tensor:
        """Take the shares.

        Raises:
            ValueError: no planes with channels.
        """
        if input.ndim not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        result: Tensor = functional.softmax(input, -3)
        return result


class Upsample(Module):
    """Resizes."""

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
        is_one = isinstance(scale_factor, int | float)
        self.scale_factor = float(scale_factor) if is_one else scale_factor
        self.align_corners, self.recompute_scale_factor = align_corners, recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        """Resize planes."""
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
        """How, and to which size."""
        by_factor = self.scale_factor is not None
        size = f"scale_factor={self.scale_factor}" if by_factor else f"size={self.size}"
        return f"{size}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Resizes planes by the nearest element."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Resizes planes between four neighbours, whose corners stay in place."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class PReLU(Module):
    """The positive part, and the negative one with a learned slope."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = empty(num_parameters, value=init)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the slope to what is below 0."""
        result: Tensor = functional.prelu(input, self.weight)
        return result

    def extra_repr(self) -> str:
        """How many slopes there are."""
        return f"num_parameters={self.num_parameters}"


class _Loss(Module):
    """A loss: a function of what a model says and what it should say."""

    function: str

    def __init__(self, **settings: Any) -> None:
        super().__init__()
        object.__setattr__(self, "settings", settings)
        for key, value in settings.items():
            if isinstance(value, Tensor):
                self.register_buffer(key, value)
            else:
                object.__setattr__(self, key, value)

    def forward(self, *inputs: Tensor) -> Tensor:
        """The loss."""
        settings = {key: getattr(self, key) for key in self.settings}
        result: Tensor = getattr(functional, self.function)(*inputs, **settings)
        return result


def _loss(name: str, function: str, *given_first: str, **defaults: Any) -> type[_Loss]:
    """A class of losses; ``given_first`` are the settings that may be given by place."""
    order = [*given_first, *(key for key in defaults if key not in given_first)]

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        settings = {**defaults, **dict(zip(order, args, strict=False)), **kwargs}
        unknown = set(settings) - set(defaults)
        if unknown or len(args) > len(order):
            raise TypeError(
                f"{name}.__init__() got an unexpected keyword argument '{min(unknown)}'"
                if unknown
                else f"{name}.__init__() takes at most {len(order)} arguments"
            )
        _Loss.__init__(self, **settings)

    members = {
        "__init__": start,
        "function": function,
        "__doc__": getattr(functional, function).__doc__,
        "__module__": "torch.nn",
    }
    return type(name, (_Loss,), members)


_OLD: dict[str, Any] = {"size_average": None, "reduce": None, "reduction": "mean"}
_WEIGHTED: dict[str, Any] = {"weight": None, **_OLD}

MSELoss = _loss("MSELoss", "mse_loss", **_OLD)
L1Loss = _loss("L1Loss", "l1_loss", **_OLD)
SmoothL1Loss = _loss("SmoothL1Loss", "smooth_l1_loss", **_OLD, beta=1.0)
HuberLoss = _loss("HuberLoss", "huber_loss", reduction="mean", delta=1.0)
SoftMarginLoss = _loss("SoftMarginLoss", "soft_margin_loss", **_OLD)
BCELoss = _loss("BCELoss", "binary_cross_entropy", **_WEIGHTED)
BCEWithLogitsLoss = _loss(
    "BCEWithLogitsLoss", "binary_cross_entropy_with_logits", **_WEIGHTED, pos_weight=None
)
NLLLoss = _loss(
    "NLLLoss",
    "nll_loss",
    "weight",
    "size_average",
    "ignore_index",
    **_WEIGHTED,
    ignore_index=-100,
)
CrossEntropyLoss = _loss(
    "CrossEntropyLoss",
    "cross_entropy",
    "weight",
    "size_average",
    "ignore_index",
    **_WEIGHTED,
    ignore_index=-100,
    label_smoothing=0.0,
)
KLDivLoss = _loss("KLDivLoss", "kl_div", **_OLD, log_target=False)
HingeEmbeddingLoss = _loss(
    "HingeEmbeddingLoss", "hinge_embedding_loss", "margin", **_OLD, margin=1.0
)
MarginRankingLoss = _loss("MarginRankingLoss", "margin_ranking_loss", "margin", **_OLD, margin=0.0)
CosineEmbeddingLoss = _loss(
    "CosineEmbeddingLoss", "cosine_embedding_loss", "margin", **_OLD, margin=0.0
)
TripletMarginLoss = _loss(
    "TripletMarginLoss",
    "triplet_margin_loss",
    "margin",
    "p",
    "eps",
    "swap",
    **_OLD,
    margin=1.0,
    p=2.0,
    eps=1e-06,
    swap=False,
)
MultiMarginLoss = _loss(
    "MultiMarginLoss", "multi_margin_loss", "p", "margin", **_WEIGHTED, p=1, margin=1.0
)
MultiLabelSoftMarginLoss = _loss(
    "MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", **_WEIGHTED
)
PoissonNLLLoss = _loss(
    "PoissonNLLLoss",
    "poisson_nll_loss",
    "log_input",
    "full",
    "size_average",
    "eps",
    **_OLD,
    log_input=True,
    full=False,
    eps=1e-08,
)
GaussianNLLLoss = _loss(
    "GaussianNLLLoss", "gaussian_nll_loss", full=False, eps=1e-06, reduction="mean"
)
