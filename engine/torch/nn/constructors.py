"""How constructors of modules are called in errors, and what Python says of wrong arguments.

Many of ours have one constructor for a family of classes; in PyTorch most classes have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any

REQUIRED: Any = object()
"""The default of an argument that has none."""

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
"""Classes whose constructor is that of a base, in PyTorch."""


def constructor_of(class_name: str) -> str:
    """What the constructor of a class is called in errors."""
    return f"{_SHARED.get(class_name, class_name)}.__init__"


def own_constructor(class_name: str, construct: Callable[..., None]) -> Callable[..., None]:
    """A copy of a constructor that a family of classes has, with the name of the one of a class."""
    if not isinstance(construct, FunctionType):
        return construct
    copy = FunctionType(
        construct.__code__,
        construct.__globals__,
        construct.__name__,
        construct.__defaults__,
        construct.__closure__,
    )
    copy.__kwdefaults__, copy.__doc__ = construct.__kwdefaults__, construct.__doc__
    copy.__qualname__, copy.__module__ = constructor_of(class_name), construct.__module__
    copy.__annotations__ = construct.__annotations__
    return copy


def taken(
    class_name: str, defaults: Mapping[str, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a constructor by name, given what they are by default, in order.

    Raises:
        TypeError: some are not taken, or missing, in Python's words.
    """
    called, names = constructor_of(class_name), list(defaults)
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
