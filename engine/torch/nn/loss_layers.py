"""Losses as modules, which call functions of ``torch.nn.functional``.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.constructors import constructor_of, placed, taken
from engine.torch.nn.layers import Linear
from engine.torch.nn.losses import reduction_of
from engine.torch.nn.module import Module
from engine.torch.nn.simple import PairwiseDistance
from engine.torch.routines import shapes

_BUFFERS = ("weight", "pos_weight")


class _Loss(Module):
    """Base class of losses with a reduction."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        old = size_average, reduce
        self.reduction = reduction if old == (None, None) else reduction_of(reduction, *old)


class _WeightedLoss(_Loss):
    """Base class of losses with class weights."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class _Applied(Module):
    """A loss that calls a function of ``torch.nn.functional`` with its settings.

    Attributes:
        _title: the name of its class.
        _function: that of the function.
        _inputs: what that is given first.
    """

    _title: str
    _function: str
    _inputs: tuple[str, ...]

    def _set(self, settings: dict[str, Any]) -> None:
        Module.__init__(self)
        object.__setattr__(self, "_settings", settings)
        for key, value in settings.items():
            if key in _BUFFERS or isinstance(value, Tensor):
                self.register_buffer(key, value)
            else:
                object.__setattr__(self, key, value)

    def forward(self, *args: Tensor, **kwargs: Tensor) -> Tensor:
        """The loss."""
        is_plain = len(args) == len(self._inputs) and not kwargs
        inputs = args if is_plain else placed(self._title, self._inputs, args, kwargs)
        settings = {key: getattr(self, key) for key in self._settings}
        result: Tensor = getattr(functional, self._function)(*inputs, **settings)
        return result


_INPUTS = {
    "CTCLoss": ("log_probs", "targets", "input_lengths", "target_lengths"),
    "CosineEmbeddingLoss": ("input1", "input2", "target"),
    "GaussianNLLLoss": ("input", "target", "var"),
    "MarginRankingLoss": ("input1", "input2", "target"),
    "PoissonNLLLoss": ("log_input", "target"),
    "TripletMarginLoss": ("anchor", "positive", "negative"),
}
"""The inputs of losses that do not take one input and one target."""

_BY_NAME = ("GaussianNLLLoss",)
"""Losses whose settings are keyword-only."""


def _loss(name: str, function: str, *given_first: str, **defaults: Any) -> type[_Applied]:
    """A class of losses; ``given_first`` are the settings that come before the others."""
    order = [*given_first, *(key for key in defaults if key not in given_first)]

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        if args and name in _BY_NAME:
            taken(constructor_of(name), {}, args, {})
        settings = taken(constructor_of(name), {key: defaults[key] for key in order}, args, kwargs)
        _check_settings(name, settings)
        old = settings.pop("size_average", None), settings.pop("reduce", None)
        if old != (None, None):
            settings["reduction"] = reduction_of(settings["reduction"], *old)
        self._set(settings)

    members = {
        "__init__": start,
        "_title": name,
        "_function": function,
        "_inputs": _INPUTS.get(name, ("input", "target")),
        "__doc__": getattr(functional, function).__doc__,
        "__module__": "torch.nn",
    }
    base = _WeightedLoss if "weight" in defaults else _Loss
    return type(name, (_Applied, base), members)


def _check_settings(name: str, settings: dict[str, Any]) -> None:
    """Check the settings that PyTorch checks in the constructor.

    Raises:
        TypeError: the ``delta`` of ``HuberLoss`` is not a number.
        ValueError: a margin that is not positive, a power or weights that do not fit.
    """
    if name == "HuberLoss" and not isinstance(settings["delta"], float | int):
        raise TypeError(f"delta must be a float or int, got: {type(settings['delta'])}")
    if name == "TripletMarginLoss":
        _check_margin(name, settings["margin"])
    if name == "MultiMarginLoss":
        if settings["p"] not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        weight = settings["weight"]
        if weight is not None and weight.ndim != 1:
            raise ValueError(
                f"{name}: expected weight to be None or 1D tensor, got {weight.ndim}D instead"
            )


def _check_margin(name: str, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"{name}: expected margin to be greater than 0, got {margin} instead")


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
MultiLabelMarginLoss = _loss("MultiLabelMarginLoss", "multilabel_margin_loss", **_OLD)
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
CTCLoss = _loss(
    "CTCLoss", "ctc_loss", "blank", "reduction", blank=0, reduction="mean", zero_infinity=False
)


class LinearCrossEntropyLoss(_WeightedLoss):
    """Linear layer and cross entropy as one loss.

    Raises:
        RuntimeError: not one weight per class.
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: Any = None,
    ) -> None:
        if weight is not None and weight.shape != (num_classes,):
            raise RuntimeError(
                f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}"
            )
        if not 0 <= label_smoothing <= 1:
            raise RuntimeError(
                f"expected label_smoothing to be in range [0, 1], got {label_smoothing}"
            )
        super().__init__(weight, reduction=reduction)
        self.num_classes, self.out_features = num_classes, out_features
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        rows = prod(out_features, start=num_classes)
        self.linear = Linear(in_features, rows, bias=bias, device=device, dtype=dtype)
        self.options = options

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """The loss."""
        rows, given = (self.num_classes, *self.out_features), self.linear.bias
        result: Tensor = functional.linear_cross_entropy(
            input,
            shapes.reshape(self.linear.weight, (*rows, self.linear.in_features)),
            target,
            linear_bias=None if given is None else shapes.reshape(given, rows),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )
        return result

    def extra_repr(self) -> str:
        """The settings."""
        of_map = f"in_features={self.linear.in_features}, num_classes={self.num_classes}"
        has_bias = self.linear.bias is not None
        names = ("reduction", "ignore_index", "label_smoothing", "options")
        rest = ", ".join(f"{name}={getattr(self, name)}" for name in names)
        return f"{of_map}, out_features={self.out_features}, bias={has_bias}, {rest}"


class TripletMarginWithDistanceLoss(Module):
    """Triplet margin loss with a custom distance.

    Raises:
        ValueError: a margin that is not positive.
    """

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        _check_margin("TripletMarginWithDistanceLoss", margin)
        chosen: Any = PairwiseDistance() if distance_function is None else distance_function
        self.distance_function = chosen
        self.margin, self.swap, self.reduction = margin, swap, reduction

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """The loss."""
        result: Tensor = functional.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )
        return result
