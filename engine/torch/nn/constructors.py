"""The names of module methods in errors, and Python's errors for wrong arguments.

Many families of classes share one constructor or ``forward`` here; in PyTorch most classes have
their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

REQUIRED: Any = object()
"""Marks a required argument."""

_SHARED = {
    name: base
    for base, names in {
        "_AdaptiveAvgPoolNd": "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d",
        "_AdaptiveMaxPoolNd": "AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
        "_BatchNorm": "BatchNorm1d BatchNorm2d BatchNorm3d",
        "_DropoutNd": "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
        "_InstanceNorm": "InstanceNorm1d InstanceNorm2d InstanceNorm3d",
        "_LPPoolNd": "LPPool1d LPPool2d LPPool3d",
        "_Loss": "L1Loss MSELoss MultiLabelMarginLoss SoftMarginLoss",
        "_MaxPoolNd": "MaxPool1d MaxPool2d MaxPool3d",
        "_WeightedLoss": "BCELoss MultiLabelSoftMarginLoss",
        "RNNBase": "GRU LSTM RNN",
    }.items()
    for name in names.split()
}
"""Classes that inherit their constructor in PyTorch."""


_SHARED_FORWARD = {
    name: base
    for base, names in {
        "_BatchNorm": "BatchNorm1d BatchNorm2d BatchNorm3d "
        "LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d",
        "_CircularPadNd": "CircularPad1d CircularPad2d CircularPad3d",
        "_ConstantPadNd": "ConstantPad1d ConstantPad2d ConstantPad3d ZeroPad1d ZeroPad2d ZeroPad3d",
        "_InstanceNorm": "InstanceNorm1d InstanceNorm2d InstanceNorm3d "
        "LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d",
        "_ReflectionPadNd": "ReflectionPad1d ReflectionPad2d ReflectionPad3d",
        "_ReplicationPadNd": "ReplicationPad1d ReplicationPad2d ReplicationPad3d",
        "Conv1d": "LazyConv1d",
        "Conv2d": "LazyConv2d",
        "Conv3d": "LazyConv3d",
        "ConvTranspose1d": "LazyConvTranspose1d",
        "ConvTranspose2d": "LazyConvTranspose2d",
        "ConvTranspose3d": "LazyConvTranspose3d",
        "Hardtanh": "ReLU6",
        "Linear": "LazyLinear",
        "Upsample": "UpsamplingBilinear2d UpsamplingNearest2d",
    }.items()
    for name in names.split()
}
"""Classes that inherit their ``forward`` in PyTorch."""


def constructor_of(class_name: str) -> str:
    """The name of a class's constructor in errors."""
    return f"{_SHARED.get(class_name, class_name)}.__init__"


def forward_of(class_name: str) -> str:
    """The name of a class's ``forward`` in errors."""
    return f"{_SHARED_FORWARD.get(class_name, class_name)}.forward"


def placed(
    class_name: str, names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> list[Any]:
    """The inputs of a ``forward``, in order; errors as for ``taken``."""
    return list(
        taken(forward_of(class_name), dict.fromkeys(names, REQUIRED), args, kwargs).values()
    )


def taken(
    called: str, defaults: Mapping[str, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a method by name, given the defaults, in order.

    Args:
        called: the name of the method in errors.
        defaults: the defaults of all its arguments.
        args: the positional arguments.
        kwargs: the keyword arguments.

    Raises:
        TypeError: unexpected or missing arguments, with Python's message.
    """
    names = list(defaults)
    settings = {**defaults, **dict(zip(names, args))}
    for name, value in kwargs.items():
        if name not in defaults:
            raise TypeError(f"{called}() got an unexpected keyword argument '{name}'")
        if name in names[: len(args)]:
            raise TypeError(f"{called}() got multiple values for argument '{name}'")
        settings[name] = value
    if len(args) > len(names):
        least, most = 1 + [*defaults.values()].count(REQUIRED), 1 + len(names)
        range_of = f"from {least} to {most}" if least < most else f"{most}"
        ending = "" if most == 1 else "s"
        raise TypeError(
            f"{called}() takes {range_of} positional argument{ending} but {len(args) + 1} "
            "were given"
        )
    missing = [f"'{name}'" for name, value in settings.items() if value is REQUIRED]
    if missing:
        *others, last = missing
        listed = f"{', '.join(others)}{',' * (len(others) > 1)} and {last}" if others else last
        ending = "s" if others else ""
        raise TypeError(
            f"{called}() missing {len(missing)} required positional argument{ending}: {listed}"
        )
    return settings
